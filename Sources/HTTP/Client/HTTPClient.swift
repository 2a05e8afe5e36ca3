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

    /// The loop it lives on.
    public let loop: EventLoop

    private let limits: Limits
    private let driver: TransferDriver

    /// May be made anywhere; opens nothing until it is used.
    public init(loop: EventLoop, limits: Limits = Limits()) {
        self.loop = loop
        self.limits = limits
        driver = TransferDriver(
            loop: loop, connections: limits.connections,
            connectionsPerHost: limits.connectionsPerHost)
    }

    /// Sends a request and returns with the whole answer, whatever its status.
    /// - Throws: `ClientError`; `CancellationError` when the task is cancelled.
    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        loop.assertCurrent()
        try Task.checkCancellation()
        guard driver.count < limits.requests else { throw ClientError.overloaded }
        let transfer = try ClientTransfer(request)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                transfer.continuation = continuation
                driver.begin(transfer)
            }
        } onCancel: {
            driver.cancel(transfer)
        }
    }

    /// Ends every request under way and closes all connections; no request can be sent after.
    public func close() async {
        await driver.close()
    }
}
