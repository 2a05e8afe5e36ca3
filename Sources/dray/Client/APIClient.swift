import Bedrock
import Console
import HTTP
import Loop
import Wire

/// One party at a running server: signs in, keeps its tokens fresh, and asks until it is answered.
///
/// A request that met 429, 503, a lost connection or its own key in flight is sent again, with the
/// same key, after what `Retry-After` says or a growing pause. Used on its loop only.
final class APIClient: @unchecked Sendable {
    // Unchecked: touched on the loop only.

    private static let tries = 12
    private static let longestPause = 5.0

    let base: String
    let http: HTTPClient
    /// The tokens, once signed in.
    private(set) var session: APISession?
    /// For signing in again where the session was lost.
    private var credentials: (email: String, password: String)?

    /// A party at the server whose URL is `base`; parties may share an HTTP client.
    init(base: String, http: HTTPClient) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.http = http
    }

    /// Another party at the same server.
    func other() -> APIClient { APIClient(base: base, http: http) }

    // MARK: Sessions

    /// Signs in; costs the server a password hash.
    func signIn(email: String, password: String) async throws {
        let body = JSON.members(("email", .string(email)), ("password", .string(password)))
        session = nil
        let answer = try await post("/v1/sessions", body)
        session = try APISession(answer.document())
        credentials = (email, password)
    }

    /// Takes new tokens, which also know what became of the organization since.
    func refresh() async throws {
        guard let old = session else { return }
        var request = APIRequest(
            "POST", "/v1/sessions/refresh",
            .members(("refresh_token", .string(old.refresh))))
        request.isAnonymous = true
        do {
            let answer = try await send(request)
            // Another task of this party may have refreshed meanwhile; the server gave both the
            // same.
            session = try APISession(answer.document())
        } catch let problem as APIProblem where problem.status == 401 {
            // The answer to an earlier refresh was lost for too long: the session is over.
            guard let credentials else { throw problem }
            try await signIn(email: credentials.email, password: credentials.password)
        }
    }

    /// The id of the organization it acts for.
    func organization() throws -> String {
        guard let id = session?.organization else {
            throw APIProblem("session", "the party acts for no organization")
        }
        return id
    }

    // MARK: Requests

    func get(_ path: String) async throws -> APIDocument {
        try await send(APIRequest("GET", path)).document()
    }

    @discardableResult
    func post(_ path: String, _ body: JSON? = nil, key: String? = nil) async throws -> APIAnswer {
        var request = APIRequest("POST", path, body)
        request.key = key
        return try await send(request)
    }

    @discardableResult
    func put(_ path: String, _ body: JSON, version: Int64? = nil) async throws -> APIAnswer {
        var request = APIRequest("PUT", path, body)
        request.version = version
        return try await send(request)
    }

    @discardableResult
    func patch(_ path: String, _ body: JSON, version: Int64) async throws -> APIAnswer {
        var request = APIRequest("PATCH", path, body)
        request.version = version
        return try await send(request)
    }

    /// Sends a file; the server may take minutes over it.
    @discardableResult
    func upload(
        _ path: String, _ file: [UInt8], type: String, key: String
    ) async throws -> APIAnswer {
        var request = APIRequest("POST", path)
        request.body = file
        request.contentType = type
        request.key = key
        request.timeout = .seconds(600)
        return try await send(request)
    }

    /// Every item of a list, page by page.
    func all(_ path: String) async throws -> [APIDocument] {
        var items: [APIDocument] = []
        var cursor: String?
        repeat {
            let mark = path.contains("?") ? "&" : "?"
            let page = try await get(cursor.map { "\(path)\(mark)cursor=\($0)" } ?? path)
            items += try page.items("items")
            cursor = page.json["next_cursor"]?.text
        } while cursor != nil
        return items
    }

    // MARK: Asking until answered

    /// Sends a request until it is answered for good.
    func send(_ request: APIRequest) async throws -> APIAnswer {
        var refreshed = false
        for attempt in 1... {
            if !request.isAnonymous, session?.isStale(at: .now()) == true { try await refresh() }
            let used = session?.access
            let response: ClientResponse
            do {
                response = try await http.send(request.wire(base, token: used))
            } catch let error as ClientError {
                guard error.isPassing, attempt < Self.tries else {
                    throw APIProblem(request.name, "no answer: \(error)")
                }
                if attempt == 4 {
                    Terminal.complain("  no answer from \(base) (\(error)); still trying")
                }
                try await pause(attempt)
                continue
            }
            if (200..<300).contains(response.status) { return request.answer(response) }
            let problem = APIProblem(request.name, status: response.status, body: response.body)
            if problem.isPassing, attempt < Self.tries {
                try await pause(attempt, atLeast: response.header("retry-after"))
            } else if problem.wantsRefresh, !request.isAnonymous, !refreshed, session != nil {
                refreshed = true
                if session?.access == used { try await refresh() }
            } else {
                throw problem
            }
        }
        preconditionFailure("the loop ends by answering or throwing")
    }

    private func pause(_ attempt: Int, atLeast header: String? = nil) async throws {
        let growing = min(Self.longestPause, 0.05 * Double(1 << min(attempt, 10)))
        let asked = header.flatMap { Double($0) } ?? 0
        let seconds = max(asked, growing * Double.random(in: 0.5...1))
        try await http.loop.sleep(.milliseconds(Int(min(seconds, 60) * 1000)))
    }
}

extension ClientError {
    /// Whether the same request may well be answered when it is sent again.
    var isPassing: Bool {
        switch self {
        case .unreachable, .timeout, .broken, .overloaded: true
        case .unsendable, .responseTooLarge, .closed: false
        }
    }
}

extension APIProblem {
    var isPassing: Bool {
        status == 429 || status == 503 || kind == "idempotency-key-in-flight"
    }

    var wantsRefresh: Bool {
        status == 401 && (kind == "token-expired" || kind == "token-revoked")
    }
}
