import CCurl
import Glibc
public import Loop

/// An HTTP client on one event loop, that keeps its connections open between requests.
///
/// Used by tasks on that loop. Redirects are not followed: where a request goes is its maker's
/// decision.
public final class HTTPClient: @unchecked Sendable {
    // Unchecked: touched on the loop only.

    /// How much of everything a client takes.
    public struct Limits: Sendable {
        /// Connections at a time, idle ones included.
        public var connections = 64
        /// Connections at a time to one host.
        public var connectionsPerHost = 8
        /// Requests under way or waiting for a connection; one more fails at once.
        public var requests = 1024

        /// The defaults.
        public init() {}
    }

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// The loop it lives on.
    public let loop: EventLoop

    private let limits: Limits
    private var multi: UnsafeMutableRawPointer?
    private var watches: [Int32: Watch] = [:]
    private var timer: Loop.Timer?
    private var transfers: [ObjectIdentifier: ClientTransfer] = [:]

    /// May be made anywhere; opens nothing until it is used.
    public init(loop: EventLoop, limits: Limits = Limits()) {
        precondition(Self.isReady, "the HTTP client library cannot be started")
        self.loop = loop
        self.limits = limits
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    /// Sends a request and returns with the whole answer, whatever its status.
    /// - Throws: `ClientError`; `CancellationError` when the task is cancelled.
    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        loop.assertCurrent()
        try Task.checkCancellation()
        guard transfers.count < limits.requests else { throw ClientError.overloaded }
        let transfer = try ClientTransfer(request)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                transfer.continuation = continuation
                begin(transfer)
            }
        } onCancel: {
            loop.execute { self.end(transfer, .failure(CancellationError())) }
        }
    }

    /// Ends every request under way and closes all connections; no request can be sent after.
    public func close() async {
        await loop.perform { [self] in
            for transfer in transfers.values {
                end(transfer, .failure(ClientError.closed))
            }
            curl_multi_cleanup(multi)
            multi = nil
            for watch in watches.values {
                watch.cancel()
            }
            watches = [:]
            timer?.cancel()
        }
    }

    private func begin(_ transfer: ClientTransfer) {
        transfers[ObjectIdentifier(transfer)] = transfer
        curl_multi_add_handle(opened(), transfer.easy)
    }

    private func end(
        _ transfer: ClientTransfer, _ result: Result<ClientResponse, any Error>
    ) {
        guard transfers.removeValue(forKey: ObjectIdentifier(transfer)) != nil else { return }
        curl_multi_remove_handle(multi, transfer.easy)
        transfer.continuation?.resume(with: result)
        transfer.continuation = nil
    }

    private func opened() -> UnsafeMutableRawPointer? {
        if let multi { return multi }
        multi = curl_multi_init()
        curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.connections)
        curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connectionsPerHost)
        curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.connections)
        curl_multi_set_callbacks(
            multi,
            { _, descriptor, what, context, _ in
                HTTPClient.from(context).watch(descriptor, what)
                return 0
            },
            { _, milliseconds, context in
                HTTPClient.from(context).schedule(milliseconds)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        return multi
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> HTTPClient {
        Unmanaged<HTTPClient>.fromOpaque(context!).takeUnretainedValue()
    }

    // MARK: What the library wants to be told

    private func watch(_ descriptor: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            watches.removeValue(forKey: descriptor)?.cancel()
            return
        }
        var interest: Interest = []
        if what & CURL_POLL_IN != 0 { interest.insert(.read) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
        if let watch = watches[descriptor] {
            watch.modify(interest)
        } else {
            watches[descriptor] = loop.watch(descriptor, interest) { [unowned self] ready in
                var events: Int32 = 0
                if ready.contains(.read) { events |= CURL_CSELECT_IN }
                if ready.contains(.write) { events |= CURL_CSELECT_OUT }
                act(descriptor, events)
            }
        }
    }

    private func schedule(_ milliseconds: Int) {
        timer?.cancel()
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [unowned self] in
            timer = nil
            act(CURL_SOCKET_BAD, 0)
        }
    }

    /// Lets the library do what it is ready for, and ends the transfers that it has finished.
    private func act(_ descriptor: Int32, _ events: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, descriptor, events, &running)
        var code = CURLE_OK
        while let easy = curl_multi_next_done(multi, &code) {
            let transfer = Unmanaged<ClientTransfer>.fromOpaque(curl_get_private(easy))
                .takeUnretainedValue()
            end(transfer, transfer.result(code))
        }
    }
}
