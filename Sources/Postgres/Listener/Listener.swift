import CPostgres
public import Loop

/// Something a listener has to tell.
public enum ListenerEvent: Hashable, Sendable {
    /// Listening has begun, for the first time or again; whatever was sent in between is lost, so
    /// what depends on it must be read anew.
    case listening
    /// Somebody notified a channel.
    case notified(channel: String, payload: String)
    /// The connection is gone, for the reason given; another attempt follows.
    case disconnected(reason: String)
}

/// Hears PostgreSQL's NOTIFY on a connection of its own, and keeps that connection up.
///
/// Used on its loop's thread only, except for making it.
public final class Listener: @unchecked Sendable {
    // Unchecked: everything but the constants is touched on the loop's thread only.

    private let loop: EventLoop
    private let settings: ConnectionSettings
    private let channels: [String]
    private let handle: @Sendable (ListenerEvent) -> Void
    private var connection: OpaquePointer?
    private var watch: Watch?
    private var dialer: Dialer?
    private var pause: Timer?
    private var backoff: Backoff
    private var isStopped = false
    private var isListening = false
    /// Who waits for the empty query under way, and who came after it was sent.
    private var asking: [UnsafeContinuation<Void, Never>] = []
    private var next: [UnsafeContinuation<Void, Never>] = []
    private var patience: Timer?

    /// An answer that takes longer means that the connection is gone.
    private static let longestAnswer = Duration.seconds(5)

    /// Begins to listen at once; may be made on any thread.
    /// - Parameters:
    ///   - channels: their names, taken as they are.
    ///   - handle: called on the loop for each event.
    public init(
        loop: EventLoop, settings: ConnectionSettings, channels: [String],
        limits: PoolLimits = PoolLimits(), handle: @escaping @Sendable (ListenerEvent) -> Void
    ) {
        self.loop = loop
        var settings = settings
        // It waits for ever, which is not what the limits are for.
        settings.statementTimeout = nil
        settings.idleInTransactionTimeout = nil
        self.settings = settings
        self.channels = channels
        self.handle = handle
        backoff = Backoff(first: limits.firstPause, longest: limits.longestPause)
        loop.execute { self.dial() }
    }

    /// Stops listening, for good.
    public func stop() {
        loop.assertCurrent()
        isStopped = true
        dialer?.cancel()
        dialer = nil
        pause?.cancel()
        disconnect()
        release(&asking)
        release(&next)
    }

    /// Returns once everything was handled that had been notified before the call; at once where it
    /// doesn't listen, having said so by `disconnected`. May be called on any thread.
    public func catchUp() async {
        await withUnsafeContinuation { continuation in
            loop.execute {
                guard self.isListening else { return continuation.resume() }
                self.next.append(continuation)
                self.ask()
            }
        }
    }

    /// PostgreSQL sends what was notified before it says that it is ready again, and those who
    /// notified were answered after it had been told: an empty query brings all of it.
    private func ask() {
        guard let connection, asking.isEmpty, !next.isEmpty else { return }
        swap(&asking, &next)
        guard PQsendQuery(connection, "") == 1 else { return lose(errorMessage(of: connection)) }
        watch?.modify([.read, .write])
        patience = loop.schedule(after: Listener.longestAnswer) { [weak self] in
            self?.lose("no answer in \(Listener.longestAnswer)")
        }
    }

    /// Lets those go on whose query was answered.
    private func finishAsking(_ connection: OpaquePointer) {
        while !asking.isEmpty, PQisBusy(connection) == 0 {
            if let result = PQgetResult(connection) {
                PQclear(result)
                continue
            }
            patience?.cancel()
            release(&asking)
        }
        ask()
    }

    private func release(_ waiting: inout [UnsafeContinuation<Void, Never>]) {
        let resumed = waiting
        waiting = []
        for continuation in resumed { continuation.resume() }
    }

    private func dial() {
        guard !isStopped else { return }
        dialer = Dialer(loop: loop, settings: settings) { [weak self] outcome in
            self?.finishDialing(outcome)
        }
    }

    private func finishDialing(_ outcome: Dialer.Outcome) {
        dialer = nil
        switch outcome {
        case .failed(let reason): lose(reason)
        case .connected(let raw):
            connection = raw
            PQsetnonblocking(raw, 1)
            let commands = channels.map { "listen \(quoted($0))" }.joined(separator: "; ")
            guard PQsendQuery(raw, commands) == 1 else { return lose(errorMessage(of: raw)) }
            watch = loop.watch(PQsocket(raw), [.read, .write]) { [weak self] _ in self?.ready() }
        }
    }

    private func ready() {
        guard let connection else { return }
        if watch?.interest.contains(.write) == true {
            switch PQflush(connection) {
            case 0: watch?.modify(.read)
            case 1: break
            default: return lose(errorMessage(of: connection))
            }
        }
        guard PQconsumeInput(connection) == 1 else { return lose(errorMessage(of: connection)) }
        if !isListening, !begin(connection) { return }
        while let notice = PQnotifies(connection) {
            let channel = String(cString: notice.pointee.relname)
            let payload = String(cString: notice.pointee.extra)
            PQfreemem(notice)
            handle(.notified(channel: channel, payload: payload))
            if self.connection == nil { return }
        }
        finishAsking(connection)
    }

    /// Takes the answers to `listen`.
    /// - Returns: whether all of them have come.
    private func begin(_ connection: OpaquePointer) -> Bool {
        while PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                isListening = true
                backoff.reset()
                handle(.listening)
                return self.connection != nil
            }
            let status = PQresultStatus(result)
            let message = status == PGRES_COMMAND_OK ? "" : ServerError(result).detailForLog
            PQclear(result)
            guard status == PGRES_COMMAND_OK else {
                lose(message)
                return false
            }
        }
        return false
    }

    private func lose(_ reason: String) {
        disconnect()
        guard !isStopped else { return }
        handle(.disconnected(reason: reason))
        release(&asking)
        release(&next)
        guard !isStopped else { return }
        var random = SystemRandomNumberGenerator()
        pause = loop.schedule(after: backoff.next(using: &random)) { [weak self] in self?.dial() }
    }

    private func disconnect() {
        watch?.cancel()
        watch = nil
        patience?.cancel()
        isListening = false
        if let connection {
            self.connection = nil
            PQfinish(connection)
        }
    }

    private func quoted(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }
}
