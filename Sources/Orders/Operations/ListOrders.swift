import Bedrock
import Platform
import Postgres
import Wire

/// Lists the orders the organization is a party to, newest first.
struct ListOrders: Query {
    static let route = Route.get("/v1/orders")
    static let summary = "List orders, newest first, without their lines."
    static let access = Access.member(.readOrders)

    let cursor: ID<Order>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<OrderHead>> {
        var trip = context.trip()
        let page = trip.add(
            OrderStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
