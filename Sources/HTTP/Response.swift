/// An answer.
public struct Response: Sendable {
    /// What follows the head of an answer.
    public enum Body: Sendable {
        /// Everything at once, with its length declared.
        case bytes([UInt8])
        /// As the producer writes it, in chunks; the producer is cancelled when the client goes,
        /// and an error it throws ends the connection short.
        case stream(@Sendable (ResponseWriter) async throws -> Void)
    }

    /// The status, 200 to 599.
    public var status: Int
    /// Names and values. Content-Length, Transfer-Encoding, Connection and Date are the server's
    /// own affair and left out; so is a field that cannot be sent as it is.
    public var headers: [(String, String)]
    /// The body; not sent in answer to HEAD.
    public var body: Body
    /// Whether the connection is closed after this answer.
    public var closesConnection = false

    /// An answer with all its bytes.
    public init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = .bytes(body)
    }

    /// An answer written as it becomes known: server-sent events, lines of JSON, an export.
    public init(
        status: Int, headers: [(String, String)] = [],
        stream: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) {
        self.status = status
        self.headers = headers
        self.body = .stream(stream)
    }
}
