import CPostgres
import Loop

/// One attempt to connect, without blocking the loop.
final class Dialer: @unchecked Sendable {
    // Unchecked: everything here is touched on the loop's thread only.

    enum Outcome {
        case connected(OpaquePointer)
        /// libpq's words, for the log.
        case failed(String)
    }

    private let loop: EventLoop
    private var connection: OpaquePointer?
    private var watch: Watch?
    private var timer: Timer?
    private var done: ((Outcome) -> Void)?

    init(loop: EventLoop, settings: ConnectionSettings, done: @escaping (Outcome) -> Void) {
        self.loop = loop
        self.done = done
        timer = loop.schedule(after: settings.connectTimeout) { [weak self] in
            self?.finish(.failed("connecting took too long"))
        }
        // Off the loop, because the first step resolves the host's name.
        onDetachedThread { [self] in
            let handover = Handover(
                pointer: settings.withParameters { PQconnectStartParams($0, $1, 1) })
            loop.execute { self.begin(handover.pointer) }
        }
    }

    /// Gives up; the outcome is not told.
    func cancel() {
        done = nil
        finish(.failed("given up"))
    }

    private func begin(_ started: OpaquePointer?) {
        guard let started else { return finish(.failed("out of memory")) }
        guard done != nil else { return PQfinish(started) }
        PQsetNoticeProcessor(started, { _, _ in }, nil)
        connection = started
        guard PQstatus(started) != CONNECTION_BAD else { return fail() }
        wait(for: .write)
    }

    private func wait(for interest: Interest) {
        let descriptor = PQsocket(connection)
        guard descriptor >= 0 else { return fail() }
        watch = loop.watch(descriptor, interest) { [weak self] _ in self?.step() }
    }

    private func step() {
        // The next step may close the socket and open another under the same number.
        watch?.cancel()
        watch = nil
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_OK:
            let established = connection!
            connection = nil
            finish(.connected(established))
        case PGRES_POLLING_READING: wait(for: .read)
        case PGRES_POLLING_WRITING: wait(for: .write)
        default: fail()
        }
    }

    private func fail() {
        finish(.failed(errorMessage(of: connection)))
    }

    private func finish(_ outcome: Outcome) {
        watch?.cancel()
        watch = nil
        timer?.cancel()
        timer = nil
        if let connection {
            PQfinish(connection)
            self.connection = nil
        }
        let done = done
        self.done = nil
        done?(outcome)
    }
}

/// libpq's last words on a connection, on one line.
func errorMessage(of connection: OpaquePointer?) -> String {
    guard let message = PQerrorMessage(connection) else { return "" }
    var text = String(cString: message)
    while text.last == "\n" { text.removeLast() }
    return text.replacing("\n", with: "; ")
}
