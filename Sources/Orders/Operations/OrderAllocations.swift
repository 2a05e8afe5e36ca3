import Bedrock
import Inventory
import Platform
import Postgres
import Wire

/// Reads what of an order's lines is promised, and when the rest is expected.
struct ReadOrderAllocation: Query {
    static let route = Route.get("/v1/orders/{id}/allocation")
    static let summary = "Read what of an order's lines is promised, and when the rest is expected."
    static let access = Access.member(.readOrders)
    static let constraints: [String: ProblemKind] = ["DR101": .notFound]

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderAllocation> {
        var trip = context.trip()
        let lines = trip.add(OrderAllocations.lines, id)
        try await context.read(trip)
        return .answer(OrderAllocation(order: id, lines: lines.rows))
    }
}

/// Takes stock for an order that was placed in part, as far as there is more by now.
struct AllocateOrder: Command {
    static let route = Route.post("/v1/orders/{id}/allocate")
    static let summary = "Take stock for what an order still waits for."
    static let access = Access.trading(.placeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .outOfStock]
    static let constraints: [String: ProblemKind] = [
        "DR101": .notFound, "DR102": .illegalMove, "DR304": .outOfStock,
    ]
    static let success = 200

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderAllocation> {
        try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                OrderAllocations.allocate, id, context.caller.account, .make(at: context.now),
                context.requestID, context.now)
            let lines = trip.add(OrderAllocations.lines, id)
            do throws(Problem) {
                try await effect.send(trip)
            } catch where error.kind == .outOfStock {
                throw Problem(.outOfStock, "There is nothing more of what it waits for.")
            }
            return .answer(OrderAllocation(order: id, lines: lines.rows))
        }
    }
}

/// What of an order is promised.
struct OrderAllocation: Output, Sendable {
    let order: ID<Order>
    let lines: [AllocatedLine]

    static let example = OrderAllocation(order: .sample(FieldRule()), lines: [.example])

    func write(_ out: inout OutputWriter) {
        out("order_id", order, "The order.")
        out("backordered", lines.reduce(0) { $0 + $1.backordered }, "Base units that still wait.")
        out("lines", lines, "Its lines.")
    }
}

/// What of a line is promised.
struct AllocatedLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let baseQuantity: Int64
    let allocated: Int64
    let expectedOn: String?

    var backordered: Int64 { baseQuantity - allocated }

    static let example = AllocatedLine(
        line: 1, variant: .sample(FieldRule()), sku: "BW-1001", baseQuantity: 24, allocated: 12,
        expectedOn: "2026-12-24")

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number.")
        out("variant_id", variant, "What is bought.")
        out("sku", sku, "Its SKU.")
        out("base_quantity", baseQuantity, "How many base units were ordered.")
        out("allocated", allocated, "How many are promised.")
        out("backordered", backordered, "How many still wait.")
        out("expected_on", expectedOn, "When deliveries that are expected cover what is not there.")
    }
}

enum OrderAllocations {
    static let lines = Statement<AllocatedLine, ID<Order>>(
        """
        select line, variant_id, sku, base_quantity, allocated, expected_on
        from orders.allocation_of($1)
        """
    ) { row in
        AllocatedLine(
            line: try row.read(), variant: try row.read(), sku: try row.read(),
            baseQuantity: try row.read(), allocated: try row.read(), expectedOn: try row.read())
    }

    static let allocate = Statement<
        Int64, ID<Order>, ID<Account>, ID<Event>, String, Instant
    >("select orders.allocate_rest($1, $2, $3, $4, $5)")
}
