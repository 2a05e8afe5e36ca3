import Bedrock
import Platform
import Postgres
import Wire

/// Lists fulfillments the organization is a party to, newest first.
struct ListFulfillments: Query {
    static let route = Route.get("/v1/fulfillments")
    static let summary = "List fulfillments, newest first, of one order or in one state."
    static let access = Access.member(.readFulfillments)

    let order: ID<Order>?
    let state: FulfillmentState?
    let cursor: ID<OrderFulfillment>?
    let limit: Int64

    init(_ fields: inout Fields) {
        order = fields.query("order_id", "Only those of this order.")
        state = fields.query("state", "Only those in this state.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<FulfillmentHead>> {
        var trip = context.trip()
        let page = trip.add(
            FulfillmentStatements.page, context.caller.organization, order, state?.rawValue,
            cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a fulfillment with its lines.
struct ReadFulfillment: Query {
    static let route = Route.get("/v1/fulfillments/{id}")
    static let summary = "Read a fulfillment with its lines."
    static let access = Access.member(.readFulfillments)

    let id: ID<OrderFulfillment>

    init(_ fields: inout Fields) { id = fields.path("id", "The fulfillment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<FulfillmentView> {
        var trip = context.trip()
        let head = trip.add(FulfillmentStatements.head, context.caller.organization, id)
        let lines = trip.add(FulfillmentStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(FulfillmentView(head: head, lines: lines.rows)).version(head.version)
    }
}
