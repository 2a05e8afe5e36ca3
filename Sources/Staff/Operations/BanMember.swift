import Bedrock
import Platform
import Postgres
import Wire

/// Bans a member for a time, or for good; another ban takes the place of one there is.
struct BanMember: Command {
    static let route = Route.post("/v1/members/{account_id}/ban")
    static let summary = "Ban a member within a timeframe, with a reason."
    static let access = Access.member(.writeMembers)
    static let constraints = PermissionGuards.standing
    static let success = 200

    let account: ID<Account>
    let reason: String
    let startsAt: Instant?
    let endsAt: Instant?

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "The member's account.")
        reason = fields.body("reason", "Why.", length: 1...500, format: .multiline)
        startsAt = fields.optional("starts_at", "When it begins; at once unless said.")
        endsAt = fields.optional("ends_at", "When it ends; never unless said.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        let starts = startsAt ?? context.now
        if let endsAt, endsAt <= max(starts, context.now) {
            throw .invalid("/ends_at", "range", "Must lie ahead, and behind the beginning.")
        }
        return try await context.move(account, "member_banned") { trip in
            trip.add(
                MemberStatements.ban, context.caller.organization, context.caller.account,
                account, .make(at: context.now), starts, endsAt, context.now)
        } payload: { json in
            json.key("reason")
            json.write(reason)
            json.key("starts_at")
            json.write(starts.rfc3339)
            guard let endsAt else { return }
            json.key("ends_at")
            json.write(endsAt.rfc3339)
        }
    }
}

/// Lifts a member's ban before its end.
struct UnbanMember: Command {
    static let route = Route.post("/v1/members/{account_id}/unban")
    static let summary = "Lift a member's ban."
    static let access = Access.member(.writeMembers)
    static let constraints = PermissionGuards.standing
    static let success = 200

    let account: ID<Account>

    init(_ fields: inout Fields) { account = fields.path("account_id", "The member's account.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        try await context.move(account, "member_unbanned") { trip in
            trip.add(
                MemberStatements.unban, context.caller.organization, context.caller.account,
                account, context.now)
        }
    }
}
