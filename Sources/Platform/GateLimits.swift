public import Bedrock
public import HTTP

/// The limits the gate sets beside those of the HTTP layer.
public struct GateLimits: Sendable {
    /// Bytes of an ordinary body.
    public var body: Int
    /// Bytes of an upload.
    public var upload: Int
    /// How long a request may take.
    public var deadline: Duration
    /// After how much silence a stream of events says that it is still there, and asks whether the
    /// caller's token still holds.
    public var keepAlive: Duration

    public init(
        body: Int, upload: Int, deadline: Duration, keepAlive: Duration = .seconds(15)
    ) {
        self.body = body
        self.upload = upload
        self.deadline = deadline
        self.keepAlive = keepAlive
    }
}

/// What is known of a request once it was answered: for the log and the metrics.
public struct Observation: Sendable {
    public let head: RequestHead
    /// The client's, past proxies that are trusted.
    public let address: IPAddress?
    public let operationID: String
    /// Who asked, where that was known.
    public let caller: Caller?
    public let status: Int
    public let started: Instant
    public let finished: Instant
    public let problem: Problem?
}
