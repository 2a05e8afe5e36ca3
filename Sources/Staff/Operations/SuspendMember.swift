import Bedrock
import Platform
import Postgres
import Wire

/// Suspends a member: nothing they hold counts until they are reinstated.
struct SuspendMember: Command {
    static let route = Route.post("/v1/members/{account_id}/suspend")
    static let summary = "Suspend a member, with a reason."
    static let access = Access.member(.writeMembers)
    static let constraints = PermissionGuards.standing
    static let success = 200

    let account: ID<Account>
    let reason: String

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "The member's account.")
        reason = fields.body("reason", "Why.", length: 1...500, format: .multiline)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        try await context.move(account, "member_suspended") { trip in
            trip.add(
                MemberStatements.suspend, context.caller.organization, context.caller.account,
                account, reason, context.now)
        } payload: { json in
            json.key("reason")
            json.write(reason)
        }
    }
}

/// Gives a suspended member back what they hold.
struct ReinstateMember: Command {
    static let route = Route.post("/v1/members/{account_id}/reinstate")
    static let summary = "Reinstate a suspended member, with a reason."
    static let access = Access.member(.writeMembers)
    static let constraints = PermissionGuards.standing
    static let success = 200

    let account: ID<Account>
    let reason: String

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "The member's account.")
        reason = fields.body("reason", "Why.", length: 1...500, format: .multiline)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        try await context.move(account, "member_reinstated") { trip in
            trip.add(
                MemberStatements.reinstate, context.caller.organization, context.caller.account,
                account, reason, context.now)
        } payload: { json in
            json.key("reason")
            json.write(reason)
        }
    }
}
