import Bedrock
import Platform
import Postgres
import Wire

/// Puts a member in a business unit, or in none; their tokens carry its channel and warehouse.
struct PutInUnit: Command {
    static let route = Route.put("/v1/members/{account_id}/business-unit")
    static let summary = "Put a member in a business unit, or in none."
    static let access = Access.member(.writeMembers)
    static let constraints = ["DR203": ProblemKind.notFound, "DR224": .unitUnknown]

    let account: ID<Account>
    let unit: ID<BusinessUnit>?

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "The member's account.")
        unit = fields.optional("business_unit_id", "The unit; null for none.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MemberView> {
        try await context.move(account, "member_put_in_unit") { trip in
            trip.add(UnitStatements.put, context.caller.organization, account, unit)
        } payload: { json in
            guard let unit else { return }
            json.key("business_unit_id")
            json.write(unit.text)
        }
    }
}
