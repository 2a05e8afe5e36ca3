import Bedrock
import Platform
import Postgres
import Wire

/// Finds the organization's own people by the beginning of their name or address.
struct ListMembers: Query {
    static let route = Route.get("/v1/members")
    static let summary = "Find the organization's people, with their roles."
    static let access = Access.member(.readOrganization)

    let query: String?
    let cursor: ID<Account>?
    let limit: Int64

    init(_ fields: inout Fields) {
        query = fields.query(
            "query", "What the name begins with, or the address for who has `members.read`.",
            length: 1...254, example: "pat")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<FoundMember>> {
        var trip = context.trip()
        let page = trip.add(
            AssignmentStatements.members, query, cursor, limit + 1, context.allows(.readMembers),
            context.now)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.account.text })
    }
}
