public import Bedrock

/// A request to another server.
public struct ClientRequest: Sendable {
    /// The method, as it goes on the wire.
    public var method: String
    /// An absolute `http` or `https` URL.
    public var url: String
    /// Names and values; a name or value with a line break in it is refused when sent.
    public var headers: [(String, String)]
    /// The body; empty means none, but for POST and PUT, which always declare one.
    public var body: [UInt8]
    /// From being sent to the whole answer, waiting for a connection included.
    public var timeout = Duration.seconds(30)
    /// For making a connection, name resolution included.
    public var connectTimeout = Duration.seconds(5)
    /// Bytes of the answer's body; a longer one is an error.
    public var responseLimit = 8 << 20
    /// By what it is signed; nil for a request without signature.
    public var signature: RequestSignature?

    /// A request with defaults for all that is not said.
    public init(
        method: String = "GET", url: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// Keys by which the library signs a request, as AWS Signature Version 4 has it.
///
/// The digest of the body has to stand in the header `x-amz-content-sha256`.
public struct RequestSignature: Sendable {
    public let region: String
    public let service: String
    public let accessKey: String
    public let secretKey: Secret<String>

    /// Takes keys that hold for a service in a region.
    public init(
        region: String, service: String, accessKey: String, secretKey: Secret<String>
    ) {
        self.region = region
        self.service = service
        self.accessKey = accessKey
        self.secretKey = secretKey
    }
}

/// What another server answered, whatever its status.
public struct ClientResponse: Sendable {
    /// The status of the final answer.
    public let status: Int
    /// Names in lower case and values, in order.
    public let headers: [(name: String, value: String)]
    /// The body, with any compression undone.
    public let body: [UInt8]

    /// The value of the first header field of that name, given in lower case.
    public func header(_ lowercased: String) -> String? {
        headers.first { $0.name == lowercased }?.value
    }
}

/// Why there is no answer.
public enum ClientError: Error, Sendable, Equatable {
    /// The URL, a header or the method cannot be sent.
    case unsendable(String)
    /// No connection could be made: the name, the address, the port or the certificate.
    case unreachable(String)
    /// The answer did not come in time.
    case timeout
    /// The answer's body is longer than allowed.
    case responseTooLarge
    /// The connection broke off, or what came is not HTTP.
    case broken(String)
    /// As many requests wait as may wait.
    case overloaded
    /// The client was closed.
    case closed
}
