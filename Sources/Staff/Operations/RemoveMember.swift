import Bedrock
import Platform
import Postgres
import Wire

/// Ends another's membership; its row stays, without roles.
struct RemoveMember: Command {
    static let route = Route.delete("/v1/members/{account_id}")
    static let summary = "Remove a member from the organization."
    static let access = Access.member(.writeMembers)
    static let constraints = PermissionGuards.standing

    let account: ID<Account>

    init(_ fields: inout Fields) { account = fields.path("account_id", "The member's account.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        try await context.commit(.nothing) { trip in
            trip.add(
                MemberStatements.remove, context.caller.organization, context.caller.account,
                account, context.now)
            context.record(
                "member_removed", account, of: "account", in: context.caller.organization, &trip)
        }
    }
}

/// Leaves an organization, whatever one's standing there; its owner can't. `staff.leave` writes
/// the event, since the token may be of another organization.
struct LeaveOrganization: Command {
    static let route = Route.post("/v1/memberships/leave")
    static let summary = "Leave an organization."
    static let access = Access.account
    static let problems: [ProblemKind] = [.notFound]
    static let constraints = PermissionGuards.standing
    static let makes = false

    let organization: ID<Organization>

    init(_ fields: inout Fields) {
        organization = fields.body("organization_id", "Which of one's organizations.")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        var trip = context.trip()
        trip.add(
            MemberStatements.leave, organization, context.caller.account, .make(at: context.now),
            context.requestID, context.now)
        try await context.send(trip)
        return .nothing
    }
}
