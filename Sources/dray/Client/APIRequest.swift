import HTTP
import Wire

/// A request of a party.
struct APIRequest: Sendable {
    let method: String
    let path: String
    var body: [UInt8]
    var contentType = "application/json"
    /// The `Idempotency-Key` of what makes something.
    var key: String?
    /// The version that is edited, for `If-Match`.
    var version: Int64?
    /// Whether it is sent without the party's token.
    var isAnonymous = false
    var timeout = Duration.seconds(60)

    init(_ method: String, _ path: String, _ body: JSON? = nil) {
        self.method = method
        self.path = path
        self.body = body?.bytes ?? []
    }

    /// For messages: without the query, which may hold an address.
    var name: String { "\(method) \(path.prefix { $0 != "?" })" }

    func wire(_ base: String, token: String?) -> ClientRequest {
        var request = ClientRequest(method: method, url: base + path, body: body)
        request.headers = [("Accept", "application/json")]
        if !body.isEmpty { request.headers.append(("Content-Type", contentType)) }
        if let key { request.headers.append(("Idempotency-Key", key)) }
        if let version { request.headers.append(("If-Match", "\"\(version)\"")) }
        if let token, !isAnonymous {
            request.headers.append(("Authorization", "Bearer \(token)"))
        }
        request.timeout = timeout
        request.responseLimit = 64 << 20
        return request
    }

    func answer(_ response: ClientResponse) -> APIAnswer {
        let tag = response.header("etag")?.filter { $0.isNumber }
        return APIAnswer(
            request: name, status: response.status, version: tag.flatMap { Int64($0) },
            body: response.body)
    }
}
