/// What the server does with requests: the one thing the layers above give it.
public protocol RequestHandler: Sendable {
    /// Decides, on the head alone, whether and how the body is read; called on the loop, and
    /// quick: what needs to wait belongs in `respond`.
    func admit(_ head: RequestHead) -> Admission

    /// Answers a request; runs as a task on the loop, cancelled when the client has gone.
    func respond(_ request: Request) async -> Response
}

/// What becomes of a request once its head is known.
public enum Admission: Sendable {
    /// Read the body, of at most so many bytes, then respond.
    case body(limit: Int)
    /// Respond at once, reading the body, of at most so many bytes, as it comes.
    case stream(limit: Int)
    /// Give this answer and never mind the body.
    case refuse(Response)
}

/// A request as it reaches the handler.
public struct Request: Sendable {
    /// Everything before the body.
    public let head: RequestHead
    /// The whole body; empty when there is none, or when it is streamed.
    public let body: [UInt8]
    /// The body as it comes, after an admission that says so.
    public let stream: BodyStream?

    /// A request made by hand, for a handler called without a connection.
    public init(head: RequestHead, body: [UInt8] = []) {
        self.init(head: head, body: body, stream: nil)
    }

    init(head: RequestHead, body: [UInt8], stream: BodyStream?) {
        self.head = head
        self.body = body
        self.stream = stream
    }
}
