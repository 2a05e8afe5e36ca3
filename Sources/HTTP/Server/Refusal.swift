/// An answer the HTTP layer gives by itself, before any handler is asked.
public struct Refusal: Error, Sendable, Hashable {
    /// The status: 400, 408, 413, 431, 501, 503 or 505.
    public let status: Int
    /// A stable name, in lower case and hyphens.
    public let slug: String
    /// What is wrong in general.
    public let title: String
    /// What is wrong with this request.
    public let detail: String

    init(_ status: Int, _ slug: String, _ title: String, _ detail: String) {
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
    }

    static func malformed(_ detail: String) -> Refusal {
        Refusal(400, "malformed-request", "The request is not valid HTTP", detail)
    }

    static func unsupported(_ detail: String) -> Refusal {
        Refusal(501, "not-implemented", "The server does not do this", detail)
    }

    static func bodyTooLarge(limit: Int) -> Refusal {
        Refusal(
            413, "body-too-large", "The request body is too large",
            "At most \(limit) bytes are accepted here.")
    }

    static func headersTooLarge(limit: Int) -> Refusal {
        Refusal(
            431, "headers-too-large", "The request line and headers are too large",
            "At most \(limit) bytes are accepted.")
    }

    static let unknownVersion = Refusal(
        505, "http-version-not-supported", "The HTTP version is not supported",
        "HTTP/1.1 is spoken here.")

    static let tooSlow = Refusal(
        408, "request-timeout", "The request took too long to arrive",
        "The rest of the request did not come in time.")

    static let tooManyConnections = Refusal(
        503, "too-many-connections", "The server is busy",
        "All connections are in use; try again shortly.")

    /// The answer as RFC 9457 has it, with the request's id.
    public func response(requestID: String) -> Response {
        let text = """
            {"type":"/problems/\(slug)","title":"\(title)","status":\(status),\
            "detail":"\(detail)","request_id":"\(requestID)"}
            """
        return Response(
            status: status, headers: [("content-type", "application/problem+json")],
            body: Array(text.utf8))
    }
}
