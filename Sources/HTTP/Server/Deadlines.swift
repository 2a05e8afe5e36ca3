import CMicrohttpd
import Glibc
import Loop

/// One look over all connections: who is too slow, and who has gone.
struct Deadlines {
    private let server: HTTPServer
    private let now: UInt64

    /// How long a client gets to read an answer that came before it had sent everything.
    private static let lingering = Duration.seconds(2)
    /// How long a request is being served before its client is looked after.
    private static let unattended = Duration.milliseconds(500)

    init(server: HTTPServer, now: UInt64) {
        self.server = server
        self.now = now
    }

    func check(_ lines: [Connection]) {
        var served: [Exchange] = []
        for line in lines {
            guard let exchange = line.exchange else {
                checkIdle(line)
                continue
            }
            if exchange.isSuspended {
                if isPast(Self.unattended, since: exchange.since) {
                    served.append(exchange)
                }
            } else if let limit = limit(of: exchange), isPast(limit, since: exchange.since) {
                exchange.timeOut()
            }
        }
        lookAfterClients(of: served)
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
            line.hangUp()
        } else if !line.isUsed, isPast(server.limits.timeToHeaders, since: line.idleSince),
            bytes_arrived(line.descriptor) > 0
        {
            server.counters.timeouts.add(1)
            line.sendLast(server.refusal(.tooSlow), requestID: nil)
            line.hangUp()
        }
    }

    /// The library does not look at suspended connections: ask the kernel about all at once.
    private func lookAfterClients(of exchanges: [Exchange]) {
        guard !exchanges.isEmpty else { return }
        var polled = exchanges.map {
            pollfd(fd: $0.line.descriptor, events: poll_peer_closed, revents: 0)
        }
        guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
        for (exchange, state) in zip(exchanges, polled) where state.revents != 0 {
            exchange.abandon()
        }
    }
}
