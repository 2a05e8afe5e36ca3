import Bedrock
import Platform
import Postgres
import Wire

/// Reads a draft order with its lines, as its seller or its buyer.
struct ReadDraftOrder: Query {
    static let route = Route.get("/v1/draft-orders/{id}")
    static let summary = "Read a draft order with its lines and why each price is what it is."
    static let access = Access.member(.readDraftOrders)

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The draft's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderView> {
        var trip = context.trip()
        let head = trip.add(DraftOrderStatements.head, context.caller.organization, id)
        let lines = trip.add(DraftOrderStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(DraftOrderView(head: head, lines: lines.rows)).version(head.version)
    }
}
