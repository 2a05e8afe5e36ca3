import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Begins to act for an account in one organization, which is told of it. No key is kept with the
/// answer, since it has a token in it.
struct BeginImpersonation: Command {
    static let route = Route.post("/v1/platform/impersonations")
    static let summary = "Act for an account in its organization, for a time and a reason."
    static let access = Access.platform(.impersonate).inPerson
    static let constraints = PermissionGuards.standing
    static let makes = false
    static let success = 201

    let account: ID<Account>
    let organization: ID<Organization>
    let reason: String
    let minutes: Int32

    init(_ fields: inout Fields) {
        account = fields.body("account_id", "For whom to act.")
        organization = fields.body("organization_id", "In which of its organizations.")
        reason = fields.body(
            "reason", "Why; the organization reads it.", length: 5...500,
            example: "Ticket 4711: prices don't show")
        minutes = fields.body("minutes", "For how long.", in: 1...60, default: 30)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<ActingToken> {
        let ends = context.now.advanced(by: .seconds(60 * Int(minutes)))
        let acting = try await context.acting(
            for: account, in: organization, .make(at: context.now))
        let holding = try await acting.entry.resolve(acting.standing, app: nil, context)
        guard let holding else { throw Problem.notFound }
        let letter = Letters.impersonation(began: true, reason, until: ends)
        var trip = context.trip()
        trip.add(
            ImpersonationStatements.begin, acting.entry.session, account, organization,
            holding.app, context.caller.account, reason, Random.bytes(32), context.now, ends,
            .make(at: context.now), context.requestID, .make(at: context.now), letter.subject,
            letter.body)
        context.record(
            "impersonation_begun", acting.entry.session, of: "session",
            in: context.caller.organization, &trip
        ) { json in
            json.key("account_id")
            json.write(account.text)
            json.key("organization_id")
            json.write(organization.text)
            json.key("reason")
            json.write(reason)
        }
        try await context.send(trip)
        return .answer(try acting.token(holding, until: ends, context))
    }
}

/// Gives the next token of an impersonation that runs, to whoever acts in it.
struct RenewImpersonation: Command {
    static let route = Route.post("/v1/platform/impersonations/{id}/token")
    static let summary = "Give the next token of one's own impersonation that runs."
    static let access = Access.platform(.impersonate).inPerson
    static let makes = false
    static let success = 201

    let id: ID<Session>

    init(_ fields: inout Fields) { id = fields.path("id", "The impersonation's id.") }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<ActingToken> {
        var trip = context.trip()
        let found = trip.add(
            ImpersonationStatements.session, id, context.caller.account, context.now)
        try await context.read(trip)
        guard let session = found.first else { throw .notFound }
        var acting = try await context.acting(for: session.account, in: session.organization, id)
        acting.entry.sessionEpoch = session.epoch
        let holding = try await acting.entry.resolve(acting.standing, app: session.app, context)
        guard let holding else { throw Problem.notFound }
        return .answer(try acting.token(holding, until: session.endsAt, context))
    }
}

/// What a token to act with is made from.
private struct Acting {
    var entry: Entry
    let standing: Standing
    let actor: AccountRecord

    func token(
        _ holding: Holding, until ends: Instant, _ context: Context<PlatformMember>
    ) throws(Problem) -> ActingToken {
        let services = context.identity
        var caller = entry.caller(of: standing, holding, services)
        caller.actor = actor.id
        caller.epoch += actor.epoch
        do throws(TokenError) {
            let (token, expiresAt) = try services.tokens.issue(
                caller, at: context.now, until: holding.until.map { min($0, ends) } ?? ends)
            return ActingToken(
                id: entry.session, accessToken: token, expiresAt: expiresAt, endsAt: ends,
                privileges: entry.privileges(of: caller, holding, services))
        } catch {
            throw Problem(.internalError).because("no access token: \(error)")
        }
    }
}

extension Context where Scope == PlatformMember {
    /// The account's standing in the organization, where somebody may act for it.
    fileprivate func acting(
        for account: ID<Account>, in organization: ID<Organization>, _ session: ID<Session>
    ) async throws(Problem) -> Acting {
        var trip = trip()
        let accounts = trip.add(AccountStatements.account, account)
        let standings = trip.add(AccountStatements.standings, account, now)
        let actor = trip.add(AccountStatements.account, caller.account)
        try await read(trip)
        guard let record = accounts.first, record.bannedAt == nil, let actor = actor.first,
            let standing = standings.rows.first(where: { $0.organization == organization }),
            standing.isUsable, standing.businessType != "platform"
        else {
            throw .invalid(
                "/organization_id", "unknown", "The account is no active member of it.")
        }
        let entry = Entry(
            account: record, standings: standings.rows, session: session, sessionEpoch: 0)
        return Acting(entry: entry, standing: standing, actor: actor)
    }
}
