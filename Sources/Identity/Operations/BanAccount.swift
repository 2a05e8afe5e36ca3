import Bedrock
import Platform
import Postgres
import Wire

/// Bans an account from everything, at once, for good or until a moment.
struct BanAccount: Command {
    static let route = Route.post("/v1/platform/accounts/{id}/ban")
    static let summary = "Ban an account, for good or until a moment."
    static let access = Access.platform(.banAccounts).inPerson
    static let constraints = PermissionGuards.standing
    static let success = 200

    let id: ID<Account>
    let reason: String
    let until: Instant?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The account's id.")
        reason = fields.body(
            "reason", "Why; kept with the account.", length: 1...1_000, format: .multiline)
        until = fields.optional("until", "When it ends; for good unless said.")
    }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<PlatformAccount> {
        if let until, until <= context.now {
            throw .invalid("/until", "range", "Must lie ahead.")
        }
        return try await context.change(id, "account_banned") { trip in
            trip.add(
                BanStatements.ban, context.caller.organization, context.caller.account, id,
                reason, until, context.now)
        } payload: { json in
            json.key("reason")
            json.write(reason)
            guard let until else { return }
            json.key("until")
            json.write(until.rfc3339)
        }
    }
}

/// Lifts a ban before its end.
struct UnbanAccount: Command {
    static let route = Route.post("/v1/platform/accounts/{id}/unban")
    static let summary = "Lift an account's ban."
    static let access = Access.platform(.banAccounts).inPerson
    static let constraints = PermissionGuards.standing
    static let success = 200

    let id: ID<Account>

    init(_ fields: inout Fields) { id = fields.path("id", "The account's id.") }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<PlatformAccount> {
        try await context.change(id, "account_unbanned") { trip in
            trip.add(BanStatements.unban, id, context.now)
        } payload: { _ in
        }
    }
}

extension Context where Scope == PlatformMember {
    /// Changes an account, with an event in the platform's own ledger, and answers with it.
    fileprivate func change(
        _ id: ID<Account>, _ event: String, _ add: (inout Trip) -> Void,
        payload: (inout JSONWriter) -> Void
    ) async throws(Problem) -> Success<PlatformAccount> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            add(&trip)
            record(event, id, of: "account", in: caller.organization, &trip, payload: payload)
            let found = trip.add(BanStatements.account, id, now)
            try await effect.send(trip)
            guard let account = found.first else { throw Problem.notFound }
            return .answer(account)
        }
    }
}
