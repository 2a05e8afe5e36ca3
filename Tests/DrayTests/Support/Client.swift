import Bedrock
import Glibc
import HTTP
import Loop
import Platform
import Testing
import Wire

/// A client of one server; every answer is held against the API's own description.
struct Client: Sendable {
    let port: UInt16
    /// Where it pretends to be, for a server that trusts proxies at 127.0.0.1.
    var place: String?

    private static let http: HTTPClient = {
        let group = LoopGroup(count: 1)
        group.start()
        var limits = HTTPClient.Limits()
        limits.connections = 256
        limits.connectionsPerHost = 64
        limits.requests = 10_000
        return HTTPClient(loop: group.loops[0], limits: limits)
    }()

    init(port: UInt16, at place: String? = nil) {
        self.port = port
        self.place = place
    }

    /// A key nobody used before.
    static func freshKey() -> String { ID<Account>.make().text }

    func send(
        _ method: HTTP.Method, _ path: String, _ body: [UInt8] = [],
        headers: [(String, String)] = []
    ) async throws -> Answer {
        let forwarded = place.map { [("X-Forwarded-For", $0)] } ?? []
        let http = Self.http
        let response: ClientResponse = try await withCheckedThrowingContinuation { waiting in
            http.loop.run {
                do {
                    var request = ClientRequest(
                        method: method.rawValue, url: "http://127.0.0.1:\(port)\(path)",
                        headers: headers + forwarded, body: body)
                    request.timeout = .seconds(150)
                    waiting.resume(returning: try await http.send(request))
                } catch {
                    waiting.resume(throwing: error)
                }
            }
        }
        let answer = Answer(
            request: "\(method.rawValue) \(path)", status: response.status,
            headers: response.headers, body: response.body)
        for fault in Contract.shared.faults(of: answer, method, path) {
            Issue.record("\(answer.request) breaks the contract: \(fault)\n\(answer.bodyText)")
        }
        return answer
    }

    /// A request with a JSON body. POST has a fresh key unless another, or nil, is given.
    func send(
        _ method: HTTP.Method, _ path: String, json: String, token: String? = nil,
        key: String? = Client.freshKey(), ifMatch: String? = nil
    ) async throws -> Answer {
        var headers: [(String, String)] = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if method == .post, let key { headers.append(("Idempotency-Key", key)) }
        if let ifMatch { headers.append(("If-Match", ifMatch)) }
        if !json.isEmpty { headers.append(("Content-Type", "application/json")) }
        return try await send(method, path, Array(json.utf8), headers: headers)
    }
}

extension Client {
    /// Carries out an operation with the headers it needs: a fresh key, and any version.
    func call(
        _ operation: DeclaredOperation, _ path: String, _ body: [UInt8], token: String?
    ) async throws -> Answer {
        var headers = [("Idempotency-Key", Client.freshKey()), ("If-Match", "*")]
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        var body = body
        if case .stream(let types) = operation.intake {
            headers.append(("Content-Type", types[0]))
            body =
                switch types[0] {
                case "text/csv": Array("sku,name\n1,2\n".utf8)
                case "image/png": Drawing.png()
                default: Paper.pdf(100)
                }
        } else if !body.isEmpty {
            headers.append(("Content-Type", "application/json"))
        }
        // Nobody waits for the end of what has none.
        let method = operation.isEndless && token != nil ? .head : operation.route.method
        return try await send(method, path, body, headers: headers)
    }
}

extension DeclaredOperation {
    /// Whether its answer goes on until somebody leaves.
    var isEndless: Bool { id == "follow_events" }
}

/// What came back.
struct Answer: Sendable {
    let request: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    var bodyText: String { String(decoding: body.prefix(2_000), as: UTF8.self) }

    var json: JSON? { try? JSON.parse(body) }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    var etag: String? { header("etag") }

    /// The slug of the problem it is.
    var problem: String? {
        guard let type = json?["type"]?.text, type.hasPrefix("/problems/") else { return nil }
        return String(type.dropFirst("/problems/".count))
    }

    /// The value at a path such as `lines.0.total.amount`.
    subscript(path: String) -> JSON? {
        var value = json
        for step in path.split(separator: ".") {
            value = Int(step).map { value?[$0] } ?? value?[String(step)]
        }
        return value
    }

    func text(_ path: String) throws -> String {
        guard let text = self[path]?.text else {
            throw TestFailure("\(request): no text at \(path) in \(status) \(bodyText)")
        }
        return text
    }

    func integer(_ path: String) throws -> Int64 {
        guard let value = self[path]?.integer else {
            throw TestFailure("\(request): no number at \(path) in \(status) \(bodyText)")
        }
        return value
    }

    /// Records an issue unless that is its status, and its problem where one is given.
    @discardableResult
    func expect(
        _ status: Int, _ problem: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Answer {
        // An answer to HEAD says no more than its status.
        let saysWhich = !request.hasPrefix("HEAD ") && problem != nil
        if self.status != status || (saysWhich && self.problem != problem) {
            Issue.record(
                "\(request): \(self.status), not \(status) \(problem ?? "")\n\(bodyText)",
                sourceLocation: sourceLocation)
        }
        return self
    }

    /// The pointers of the fields it complains of.
    var pointers: [String] {
        self["violations"]?.items?.compactMap { $0["pointer"]?.text } ?? []
    }
}
