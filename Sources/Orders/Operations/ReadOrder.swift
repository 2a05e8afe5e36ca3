import Bedrock
import Platform
import Postgres
import Wire

/// Reads an order with its lines, as its seller or its buyer.
struct ReadOrder: Query {
    static let route = Route.get("/v1/orders/{id}")
    static let summary = "Read an order with its lines and why each price is what it is."
    static let access = Access.member(.readOrders)

    let id: ID<Order>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The order's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderView> {
        var trip = context.trip()
        let head = trip.add(OrderStatements.head, context.caller.organization, id)
        let lines = trip.add(OrderStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(OrderView(head: head, lines: lines.rows)).version(head.version)
    }
}
