import Bedrock
import Platform
import Postgres
import Wire

/// Lists the drafts the organization is a party to, newest first.
struct ListDraftOrders: Query {
    static let route = Route.get("/v1/draft-orders")
    static let summary = "List draft orders, newest first, without their lines."
    static let access = Access.member(.readDraftOrders)

    let cursor: ID<DraftOrder>?
    let limit: Int64
    let state: String?

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
        state = fields.query(
            "state", "Only those in this state.", length: 1...20, example: "open")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<DraftOrderHead>> {
        var trip = context.trip()
        let page = trip.add(
            DraftOrderStatements.page, context.caller.organization, cursor, limit + 1, state)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
