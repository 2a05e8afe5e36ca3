import Synchronization

/// What one server has done so far. Written by its loop only, read from anywhere.
public final class HTTPCounters: Sendable {
    /// A number that only its loop changes.
    public struct Counter: ~Copyable, Sendable {
        private let number = Atomic(0)

        /// The present value.
        public var value: Int { number.load(ordering: .relaxed) }

        func add(_ amount: Int) {
            // One writer: no need of a locked instruction.
            number.store(value &+ amount, ordering: .relaxed)
        }
    }

    /// Requests whose head was read.
    public let requests = Counter()
    /// Connections accepted.
    public let connectionsAccepted = Counter()
    /// Connections open at present.
    public let connectionsOpen = Counter()
    /// Connections turned away because there were too many.
    public let connectionsRefused = Counter()
    /// Requests refused by the HTTP layer itself.
    public let requestsRefused = Counter()
    /// Connections ended because the client was too slow.
    public let timeouts = Counter()
    /// Requests whose client went away before the answer was ready.
    public let disconnects = Counter()
    /// Bytes of request bodies.
    public let bytesReceived = Counter()
    /// Bytes of response bodies.
    public let bytesSent = Counter()
    /// Requests being answered at present.
    public let inFlight = Counter()

    init() {}
}
