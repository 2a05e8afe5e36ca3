import CMicrohttpd
import Glibc
import Loop

/// Takes connections from a listening socket and gives them to its server, or turns them away.
final class Acceptor {
    /// Connections taken before anything else gets a turn.
    private static let batch = 64
    /// Connections turned away that may still be read from at a time.
    private static let lingering = 256

    private unowned let server: HTTPServer
    private let socket: ListenSocket
    private var watch: Watch?
    private var lingeringCount = 0

    init(server: HTTPServer, socket: ListenSocket) {
        self.server = server
        self.socket = socket
        watch = server.loop.watch(socket.descriptor, .read) { [unowned self] _ in
            accept(atMost: Self.batch)
        }
    }

    /// Takes what the kernel has accepted already, then stops listening.
    func close() {
        watch?.cancel()
        watch = nil
        accept(atMost: server.limits.backlog)
        Glibc.close(socket.descriptor)
    }

    private func accept(atMost count: Int) {
        for _ in 0..<count {
            var address = sockaddr_storage()
            let descriptor = accept_nonblocking(socket.descriptor, &address)
            guard descriptor >= 0 else {
                pauseIfExhausted(errno)
                return
            }
            if server.connectionCount < server.limits.connections {
                server.take(descriptor, address)
            } else {
                turnAway(descriptor)
            }
        }
    }

    /// Without file descriptors the socket stays ready and accepting keeps failing: wait a little.
    private func pauseIfExhausted(_ code: Int32) {
        guard code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM else { return }
        watch?.modify([])
        server.loop.schedule(after: .milliseconds(100)) { [watch] in
            watch?.modify(.read)
        }
    }

    private func turnAway(_ descriptor: Int32) {
        server.counters.connectionsRefused.add(1)
        let id = server.nextRequestID()
        var response = server.refusal(.tooManyConnections, id)
        response.headers.append(("retry-after", "\(server.limits.retryAfter)"))
        let bytes = RawAnswer.bytes(of: response, requestID: id)
        _ = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        shutdown(descriptor, Int32(SHUT_WR))
        guard lingeringCount < Self.lingering else {
            Glibc.close(descriptor)
            return
        }
        // Closed at once, what the client sends would destroy the answer before it is read.
        lingeringCount += 1
        server.loop.schedule(after: .seconds(1)) { [weak self] in
            Glibc.close(descriptor)
            self?.lingeringCount -= 1
        }
    }
}
