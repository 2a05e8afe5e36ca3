import CMicrohttpd
import Glibc
import Loop

/// One look over all connections: who is too slow, and who has gone.
struct Deadlines {
    private let server: HTTPServer
    private let now: UInt64

    /// How long a client gets to read an answer that came before it had sent everything.
    private static let lingering = Duration.seconds(2)
    /// How long nothing happens on a connection before its client is looked after.
    private static let unattended = Duration.milliseconds(500)

    init(server: HTTPServer, now: UInt64) {
        self.server = server
        self.now = now
    }

    func check(_ lines: [Connection]) {
        var quiet: [Connection] = []
        for line in lines {
            guard let exchange = line.exchange else {
                checkIdle(line)
                if isPast(Self.unattended, since: line.idleSince) {
                    quiet.append(line)
                }
                continue
            }
            if isPast(Self.unattended, since: exchange.since) {
                quiet.append(line)
            }
            if !exchange.isSuspended, let limit = limit(of: exchange),
                isPast(limit, since: exchange.since)
            {
                exchange.timeOut()
            }
        }
        lookAfterClients(of: quiet)
    }

    private func isPast(_ limit: Duration, since: UInt64) -> Bool {
        now > since && now - since > limit.clampedNanoseconds
    }

    private func limit(of exchange: Exchange) -> Duration? {
        switch exchange.phase {
        case .heading: server.limits.timeToHeaders
        case .reading, .streaming, .discarding: server.limits.timeToBody
        case .lingering: Self.lingering
        // The library itself ends a connection whose client takes nothing of its answer.
        case .running, .answering: nil
        }
    }

    private func checkIdle(_ line: Connection) {
        if isPast(server.limits.idle, since: line.idleSince) {
            line.hangUpIfQuiet()
        } else if !line.isUsed, isPast(server.limits.timeToHeaders, since: line.idleSince),
            bytes_arrived(line.descriptor) > 0
        {
            server.counters.timeouts.add(1)
            let id = server.nextRequestID()
            line.sendLast(server.refusal(.tooSlow, id), requestID: id)
            line.hangUp()
        }
    }

    /// Asks the kernel, about all at once, which clients have closed their side.
    ///
    /// The library does not look at suspended connections, and of the others it overlooks an end
    /// that comes together with the last bytes.
    private func lookAfterClients(of lines: [Connection]) {
        guard !lines.isEmpty else { return }
        var polled = lines.map {
            pollfd(fd: $0.descriptor, events: poll_peer_closed, revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
        for (line, state) in zip(lines, polled) where state.revents != 0 {
            if let exchange = line.exchange, exchange.isSuspended {
                exchange.abandon()
            } else {
                line.stopReading()
            }
        }
    }
}
