/// How much of everything one server, on one loop, takes before it says no.
public struct HTTPLimits: Sendable {
    /// Bytes of the request line and header fields together; more is answered 431.
    public var headerBytes = 8 * 1024
    /// From the first byte of a request to the end of its header fields; later is answered 408.
    public var timeToHeaders = Duration.seconds(10)
    /// From the end of the header fields to the end of the body, or for a streamed body between
    /// two pieces of it; later is answered 408.
    public var timeToBody = Duration.seconds(60)
    /// How long a connection may stay open with no request on it, and how long a client may take
    /// nothing of an answer.
    public var idle = Duration.seconds(75)
    /// Connections at a time; one more is answered 503 with Retry-After and closed.
    public var connections = 10_000
    /// Bytes of a streamed body, in either direction, held for the slower side.
    public var streamBuffer = 256 * 1024
    /// Bytes of the body of a refused request that are read and dropped to keep the connection;
    /// a longer one costs the client its connection.
    public var discardedBody = 64 * 1024
    /// Connections waiting to be accepted.
    public var backlog = 1024
    /// What clients are told to wait when there are too many connections, in seconds.
    public var retryAfter = 1

    /// The defaults.
    public init() {}

    /// Memory of one connection for its head and the head of its answer.
    var connectionMemory: Int { max(16 * 1024, headerBytes * 2) }
}
