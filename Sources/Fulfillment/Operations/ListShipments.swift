import Bedrock
import Platform
import Postgres
import Wire

/// Lists shipments the organization is a party to, newest first.
struct ListShipments: Query {
    static let route = Route.get("/v1/shipments")
    static let summary = "List shipments, newest first, of one order or all."
    static let access = Access.member(.readFulfillments)

    let order: ID<Order>?
    let cursor: ID<Shipment>?
    let limit: Int64

    init(_ fields: inout Fields) {
        order = fields.query("order_id", "Only those of this order.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ShipmentHead>> {
        var trip = context.trip()
        let page = trip.add(
            ShipmentStatements.page, context.caller.organization, order, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a shipment with its lines.
struct ReadShipment: Query {
    static let route = Route.get("/v1/shipments/{id}")
    static let summary = "Read a shipment with its lines."
    static let access = Access.member(.readFulfillments)

    let id: ID<Shipment>

    init(_ fields: inout Fields) { id = fields.path("id", "The shipment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ShipmentView> {
        var trip = context.trip()
        let head = trip.add(ShipmentStatements.head, context.caller.organization, id)
        let lines = trip.add(ShipmentStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(ShipmentView(head: head, lines: lines.rows)).version(head.version)
    }
}
