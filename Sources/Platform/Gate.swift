public import Bedrock
import Cryptography
public import HTTP
import Loop
import Wire

/// What stands between the network and the operations of one loop.
///
/// The order is always the same: route, token, access, headers, body, fields, run. Who may not
/// call is told so before the body is read.
public final class Gate: RequestHandler, @unchecked Sendable {
    // Unchecked: a gate is used on its own loop only.
    private let table: OperationTable
    private let tokens: AccessTokens
    private let catalog: PrivilegeCatalog
    private let services: Services
    private let limits: GateLimits
    private let rates: RateLimits
    private let addresses: ClientAddress
    private let observe: @Sendable (Observation) -> Void
    /// Required privileges by operation, as sets.
    private let required: [String: PrivilegeSet]
    private let anonymous: Caller
    private var verified = VerifiedTokens()

    public init(
        table: OperationTable, tokens: AccessTokens, catalog: PrivilegeCatalog,
        services: Services, limits: GateLimits, rates: RateLimits, addresses: ClientAddress,
        observe: @escaping @Sendable (Observation) -> Void
    ) {
        self.table = table
        self.tokens = tokens
        self.catalog = catalog
        self.services = services
        self.limits = limits
        self.rates = rates
        self.addresses = addresses
        self.observe = observe
        var required: [String: PrivilegeSet] = [:]
        for operation in table.operations {
            var set = PrivilegeSet()
            for privilege in operation.privileges {
                guard let ordinal = catalog.ordinal(privilege) else {
                    preconditionFailure("the catalog has no privilege \(privilege.name)")
                }
                set.insert(ordinal)
            }
            required[operation.id] = set
        }
        self.required = required
        var anonymous = Caller.anonymous
        anonymous.privileges = catalog.privileges(of: ["anonymous"])
        self.anonymous = anonymous
    }

    public func admit(_ head: RequestHead) -> Admission {
        do throws(Problem) {
            switch try target(of: head) {
            case .page(let page):
                if page.isCounted { try count(.read, .anonymous, head) }
                return .body(limit: limits.body)
            case .preflight: return .body(limit: 0)
            case .operation(let operation, _):
                let caller = try admitted(operation, head)
                try count(operation.rateClass, caller, head)
                return operation.intake == .json
                    ? .body(limit: limits.body) : .stream(limit: limits.upload)
            }
        } catch {
            return .refuse(refusal(error, head))
        }
    }

    public func respond(_ request: Request) async -> Response {
        let started = Instant.now()
        var operationID = "none"
        var problem: Problem?
        var response: Response
        do throws(Problem) {
            switch try target(of: request.head) {
            case .page(let page):
                operationID = page.route.path
                response = await page.respond(request, services)
            case .preflight(let methods):
                operationID = "options"
                response = Response(status: 204, headers: [("Allow", methods)])
            case .operation(let operation, let path):
                operationID = operation.id
                response = try await carryOut(operation, path, request, started)
            }
        } catch {
            problem = error
            response = error.response(requestID: request.head.requestID)
        }
        observe(
            Observation(
                head: request.head, address: addresses.of(request.head), operationID: operationID,
                status: response.status, started: started, finished: .now(), problem: problem))
        return response
    }

    /// The caller of an operation, or a refusal, which counts too.
    private func admitted(
        _ operation: DeclaredOperation, _ head: RequestHead
    ) throws(Problem) -> Caller {
        do throws(Problem) {
            return try check(operation, head)
        } catch {
            try rates.chargeRefusal(from: addresses.of(head), at: Monotonic.nanoseconds)
            throw error
        }
    }

    private func count(
        _ kind: RateClass, _ caller: Caller, _ head: RequestHead
    ) throws(Problem) {
        try rates.charge(kind, caller, from: addresses.of(head), at: Monotonic.nanoseconds)
    }

    private func carryOut(
        _ operation: DeclaredOperation, _ path: [(name: String, value: String)],
        _ request: Request, _ now: Instant
    ) async throws(Problem) -> Response {
        let caller = try check(operation, request.head)
        var terms = try terms(of: operation, request)
        terms.deadline = Monotonic.nanoseconds &+ limits.deadline.clampedNanoseconds
        if operation.intake != .json, let stream = request.stream {
            terms.upload = Upload(stream: stream, length: request.head.contentLength)
        }
        let incoming = Incoming(
            caller: caller, now: now, requestID: request.head.requestID, terms: terms,
            services: services, head: request.head, path: path, body: request.body)
        return try await operation.run(incoming)
    }

    private enum Target {
        case operation(DeclaredOperation, [(name: String, value: String)])
        case page(DeclaredPage)
        case preflight(String)
    }

    private func target(of head: RequestHead) throws(Problem) -> Target {
        switch table.find(head.method, head.path) {
        case .found(.operation(let operation), let path): return .operation(operation, path)
        case .found(.page(let page), _): return .page(page)
        case .nothing: throw .notFound
        case .otherMethods(let methods):
            let names = Set(methods.map(\.rawValue) + ["OPTIONS"]).sorted()
            let allow = names.joined(separator: ", ")
            if head.method == .options { return .preflight(allow) }
            var problem = Problem(.methodNotAllowed, "It takes \(allow).")
            problem.allow = allow
            throw problem
        }
    }

    private func check(
        _ operation: DeclaredOperation, _ head: RequestHead
    ) throws(Problem) -> Caller {
        let caller = try self.caller(of: head, needed: operation.scope != Anonymous.name)
        if operation.scope == Member.name || operation.scope == PlatformMember.name {
            guard caller.organization != nil else { throw Problem(.organizationRequired) }
        }
        if operation.scope == PlatformMember.name && !caller.isPlatform { throw .notFound }
        let denied = operation.denies.intersection(caller.denies)
        if !denied.isEmpty, let kind = denied.problems.first { throw Problem(kind) }
        guard let required = required[operation.id], caller.privileges.isSuperset(of: required)
        else {
            let names = operation.privileges.map(\.name).joined(separator: ", ")
            throw Problem(.privilegeMissing, "It takes \(names).")
        }
        return caller
    }

    private func caller(of head: RequestHead, needed: Bool) throws(Problem) -> Caller {
        guard let authorization = head.header("authorization") else {
            if needed { throw Problem(.signInRequired) }
            return anonymous
        }
        let now = Instant.now()
        if let known = verified.caller(of: authorization, at: now) { return known }
        guard authorization.utf8.count > 7, authorization.prefix(7).lowercased() == "bearer "
        else { throw Problem(.tokenInvalid) }
        do throws(TokenError) {
            let claims = try tokens.claims(of: String(authorization.dropFirst(7)), at: now)
            verified.hold(authorization, claims)
            return claims.caller
        } catch .expired {
            throw Problem(.tokenExpired)
        } catch {
            throw Problem(.tokenInvalid).because("\(error)")
        }
    }

    private func terms(
        of operation: DeclaredOperation, _ request: Request
    ) throws(Problem) -> RequestTerms {
        var terms = RequestTerms()
        terms.address = addresses.of(request.head)
        terms.operationID = operation.id
        terms.success = operation.success
        terms.constraints = operation.constraints
        let head = request.head
        terms.userAgent = head.header("user-agent")
        if operation.makes {
            guard let key = head.header("idempotency-key") else {
                throw Problem(.idempotencyKeyRequired)
            }
            guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ $0 < 0x7F }) else {
                throw .invalid(
                    "header:idempotency-key", "length", "It takes 1 to 255 ASCII characters.")
            }
            terms.idempotencyKey = key
            terms.requestHash = SHA256.digest(
                of: Array("\(head.method.rawValue) \(head.path)?\(head.rawQuery)\n".utf8)
                    + request.body)
        }
        if operation.edits {
            guard let text = head.header("if-match") else { throw Problem(.versionRequired) }
            if text != "*" {
                guard let version = IfMatch.version(text) else {
                    throw .invalid("header:if-match", "format", "It takes an ETag given before.")
                }
                terms.ifMatch = version
            }
        }
        return terms
    }

    private func refusal(_ problem: Problem, _ head: RequestHead) -> Response {
        let now = Instant.now()
        observe(
            Observation(
                head: head, address: addresses.of(head), operationID: "refused",
                status: problem.kind.status, started: now, finished: now, problem: problem))
        return problem.response(requestID: head.requestID)
    }
}

/// The version inside an entity tag such as `"3"`.
enum IfMatch {
    static func version(_ text: String) -> Int32? {
        guard text.count > 2, text.first == "\"", text.last == "\"" else { return nil }
        return Int32(text.dropFirst().dropLast())
    }
}

/// The limits the gate sets beside those of the HTTP layer.
public struct GateLimits: Sendable {
    /// Bytes of an ordinary body.
    public var body: Int
    /// Bytes of an upload.
    public var upload: Int
    /// How long a request may take.
    public var deadline: Duration

    public init(body: Int, upload: Int, deadline: Duration) {
        self.body = body
        self.upload = upload
        self.deadline = deadline
    }
}

/// What is known of a request once it was answered: for the log and the metrics.
public struct Observation: Sendable {
    public let head: RequestHead
    /// The client's, past proxies that are trusted.
    public let address: IPAddress?
    public let operationID: String
    public let status: Int
    public let started: Instant
    public let finished: Instant
    public let problem: Problem?
}
