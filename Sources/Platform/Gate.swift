import Bedrock
import Cryptography
public import HTTP
import Loop
import Postgres
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
    private let desk: ApiKeyDesk
    private let origins: CrossOrigins
    /// The request that `respond`, called right after, has to decide upon instead of `admit`.
    private var deferred: Deferral?

    private struct Deferral {
        let head: ObjectIdentifier
        /// Whether an attempt was counted on the address already, to be given back.
        let isCounted: Bool
    }

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
        desk = ApiKeyDesk(services, catalog)
        origins = CrossOrigins(services)
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
            case .preflight:
                if !origins.knows(head) { try count(.read, .anonymous, head) }
                return .body(limit: 0)
            case .operation(let operation, _):
                let limit = operation.intake == .json ? limits.body : limits.upload
                // What takes the database to decide, or to say to a web page: the body waits.
                let isKnown = origins.knows(head)
                guard isKnown, let caller = try admitted(operation, head) else {
                    deferred = Deferral(head: ObjectIdentifier(head), isCounted: isKnown)
                    return .stream(limit: limit)
                }
                try count(operation.rateClass, caller, head)
                return operation.intake == .json ? .body(limit: limit) : .stream(limit: limit)
            }
        } catch {
            return .refuse(refusal(error, head))
        }
    }

    public func respond(_ request: Request) async -> Response {
        let started = Instant.now()
        let deferral = deferred?.head == ObjectIdentifier(request.head) ? deferred : nil
        deferred = nil
        var operationID = "none"
        var problem: Problem?
        var response: Response
        var caller: Caller?
        do throws(Problem) {
            switch try target(of: request.head) {
            case .page(let page):
                operationID = page.route.path
                response = await page.respond(request, services)
            case .preflight(let methods):
                operationID = "options"
                await origins.learn(request.head)
                response = Response(status: 204, headers: [("Allow", methods)])
                origins.markPreflight(&response, request.head, methods: methods)
            case .operation(let operation, let path):
                operationID = operation.id
                await origins.learn(request.head)
                var known = try await decided(operation, request.head, started, deferral)
                caller = known
                response = try await carryOut(operation, path, request, started, &known)
                origins.mark(&response, request.head, known)
            }
        } catch {
            problem = error
            response = error.response(requestID: request.head.requestID)
            origins.mark(&response, request.head, caller)
        }
        observe(
            Observation(
                head: request.head, address: addresses.of(request.head), operationID: operationID,
                caller: caller, status: response.status, started: started, finished: .now(),
                problem: problem))
        return response
    }

    /// The caller of an operation once nothing is left to be asked; counted here, where `admit`
    /// could not.
    private func decided(
        _ operation: DeclaredOperation, _ head: RequestHead, _ now: Instant,
        _ deferral: Deferral?
    ) async throws(Problem) -> Caller {
        if let deferral, !deferral.isCounted, let caller = try admitted(operation, head) {
            try count(operation.rateClass, caller, head)
            return caller
        }
        var caller: Caller
        switch try credential(of: operation, head) {
        case .caller(let known): caller = known
        case .key(let key): caller = try await verify(key, head, now)
        }
        if deferral == nil, caller.key != nil, operation.intake != .json,
            let key = key(in: head)
        {
            // An upload can't be read again, should the key be another than it was.
            caller = try await verify(key, head, now)
        }
        try permit(operation, caller)
        if deferral != nil {
            rates.pardon(addresses.of(head), at: Monotonic.nanoseconds)
            try count(operation.rateClass, caller, head)
        }
        return caller
    }

    /// The caller of an operation, nil where there is a key to be verified; or a refusal, which
    /// counts too.
    private func admitted(
        _ operation: DeclaredOperation, _ head: RequestHead
    ) throws(Problem) -> Caller? {
        let address = addresses.of(head)
        do throws(Problem) {
            guard case .caller(let caller) = try credential(of: operation, head) else {
                try rates.chargeRefusal(from: address, at: Monotonic.nanoseconds)
                return nil
            }
            try permit(operation, caller)
            return caller
        } catch {
            if error.kind != .tooManyRequests {
                try rates.chargeRefusal(from: address, at: Monotonic.nanoseconds)
            }
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
        _ request: Request, _ now: Instant, _ caller: inout Caller
    ) async throws(Problem) -> Response {
        let body = operation.intake == .json ? try await whole(request) : []
        var terms = try RequestTerms(of: operation, request.head, body)
        terms.address = addresses.of(request.head)
        terms.deadline = Monotonic.nanoseconds &+ limits.deadline.clampedNanoseconds
        if operation.streams == EventStream.mediaType {
            terms.keepAlive = limits.keepAlive
            terms.tokenEnd = verified.end(of: request.head.header("authorization"), now)
        }
        if operation.intake != .json, let stream = request.stream {
            let mediaType = request.head.header("content-type")?.split(separator: ";").first
            terms.upload = Upload(
                stream: stream, length: request.head.contentLength,
                mediaType: mediaType.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() })
        }
        let complete = terms
        func incoming(_ caller: Caller) -> Incoming {
            Incoming(
                caller: caller, now: now, requestID: request.head.requestID, terms: complete,
                services: services, head: request.head, path: path, body: body)
        }
        guard let used = caller.key else {
            return try await run(operation, incoming(caller))
        }
        desk.count(used.id, from: terms.address, at: now)
        do throws(Problem) {
            return try await run(operation, incoming(caller))
        } catch {
            // What the key was known by has changed, perhaps only what its maker holds. The
            // transaction had no effect.
            guard error.kind == .tokenRevoked, operation.intake == .json,
                let text = key(in: request.head)
            else { throw error }
            caller = try await verify(text, request.head, now)
            try permit(operation, caller)
            return try await run(operation, incoming(caller))
        }
    }

    /// Runs an operation. One that answers out of memory alone, be it a refusal, is no way around
    /// a revocation: whoever it is for must have been known to hold a moment ago.
    private func run(
        _ operation: DeclaredOperation, _ incoming: Incoming
    ) async throws(Problem) -> Response {
        let answer: Result<Response, Problem>
        do throws(Problem) {
            answer = .success(try await operation.run(incoming))
        } catch {
            answer = .failure(error)
        }
        if operation.isCommand { services.get(Notices.self).note(incoming.caller) }
        if !incoming.terms.entrance.isTaken, incoming.caller.account != nil,
            let authorization = incoming.head.header("authorization"),
            !verified.isProven(authorization, at: Monotonic.nanoseconds)
        {
            let asked = Monotonic.nanoseconds
            try await services.read(Trip.entering(incoming.caller))
            verified.prove(authorization, at: asked)
        }
        return try answer.get()
    }

    /// The body, also of a request whose key had to be verified before it was read.
    private func whole(_ request: Request) async throws(Problem) -> [UInt8] {
        guard let stream = request.stream else { return request.body }
        var body: [UInt8] = []
        do {
            for try await piece in stream { body += piece }
        } catch {
            throw Problem(.malformedRequest, "The body ended before its end.").because("\(error)")
        }
        return body
    }

    /// Asks the database for a key, and holds for a while what it said.
    private func verify(
        _ key: ApiKeyText, _ head: RequestHead, _ now: Instant
    ) async throws(Problem) -> Caller {
        let authorization = head.header("authorization") ?? ""
        verified.forget(authorization)
        let (caller, until) = try await desk.verify(key, at: now)
        verified.hold(authorization, caller, until: until)
        return caller
    }

    /// Writes what was counted and not written yet; called when no more requests come.
    public func finish() async { await desk.write() }

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

    private func permit(
        _ operation: DeclaredOperation, _ caller: Caller
    ) throws(Problem) {
        if operation.scope == Member.name || operation.scope == PlatformMember.name {
            guard caller.organization != nil else { throw Problem(.organizationRequired) }
        }
        if operation.scope == PlatformMember.name && !caller.isPlatform { throw .notFound }
        if (caller.key != nil && !operation.takesKeys)
            || (caller.actor != nil && operation.isInPerson)
        {
            throw Problem(.inPersonOnly)
        }
        let denied = operation.denies.intersection(caller.denies)
        if !denied.isEmpty, let kind = denied.problems.first { throw Problem(kind) }
        guard let required = required[operation.id], caller.privileges.isSuperset(of: required)
        else {
            let names = operation.privileges.map(\.name).joined(separator: ", ")
            throw Problem(.privilegeMissing, "It takes \(names).")
        }
    }

    /// What a request shows of who makes it.
    private enum Credential {
        case caller(Caller)
        /// A key that is not among those that were verified lately.
        case key(ApiKeyText)
    }

    private func credential(
        of operation: DeclaredOperation, _ head: RequestHead
    ) throws(Problem) -> Credential {
        guard let authorization = head.header("authorization") else {
            if operation.scope != Anonymous.name { throw Problem(.signInRequired) }
            return .caller(anonymous)
        }
        let now = Instant.now()
        if let known = verified.caller(of: authorization, at: now) { return .caller(known) }
        if ApiKeyText.claims(authorization) {
            guard let key = self.key(in: head) else { throw Problem(.keyInvalid) }
            return .key(key)
        }
        guard authorization.utf8.count > 7, authorization.prefix(7).lowercased() == "bearer "
        else { throw Problem(.tokenInvalid) }
        do throws(TokenError) {
            let claims = try tokens.claims(of: String(authorization.dropFirst(7)), at: now)
            verified.hold(authorization, claims)
            return .caller(claims.caller)
        } catch .expired {
            throw Problem(.tokenExpired)
        } catch {
            throw Problem(.tokenInvalid).because("\(error)")
        }
    }

    private func key(in head: RequestHead) -> ApiKeyText? {
        head.header("authorization").flatMap { ApiKeyText(authorization: $0) }
    }

    /// Who a token or key that was verified before belongs to.
    private func known(_ head: RequestHead) -> Caller? {
        head.header("authorization").flatMap { verified.caller(of: $0, at: .now()) }
    }

    private func refusal(_ problem: Problem, _ head: RequestHead) -> Response {
        let now = Instant.now()
        observe(
            Observation(
                head: head, address: addresses.of(head), operationID: "refused",
                caller: known(head), status: problem.kind.status, started: now, finished: now,
                problem: problem))
        var response = problem.response(requestID: head.requestID)
        origins.mark(&response, head, nil)
        return response
    }
}
