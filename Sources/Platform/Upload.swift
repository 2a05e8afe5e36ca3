public import HTTP

/// The body of an operation that takes an upload, as it comes.
public struct Upload: Sendable {
    public let stream: BodyStream
    /// What the client declared; nil when it comes in chunks.
    public let length: Int?
    /// The media type that the client declared, in lower case and without parameters.
    public let mediaType: String?
}

extension Context {
    /// The upload; only an operation whose intake is one may ask.
    public var upload: Upload {
        guard let upload = terms.upload else {
            preconditionFailure("the operation's intake is no upload")
        }
        return upload
    }
}
