import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// Begins to pick an order in a warehouse: all that is open there, or what is named.
struct BeginFulfillment: Command {
    static let route = Route.post("/v1/orders/{id}/fulfillments")
    static let summary = "Begin to pick an order: all that is open in a warehouse, or some lines."
    static let access = Access.trading(.writeFulfillments)
    static let problems: [ProblemKind] = [.illegalMove, .quantityNotOpen]
    static let constraints = FulfillmentRefusals.constraints

    let order: ID<Order>
    let warehouse: ID<Warehouse>?
    let lines: [LineQuantity]?

    init(_ fields: inout Fields) {
        order = fields.path("id", "The order's id.")
        warehouse = fields.optional("warehouse_id", "Where; the order's warehouse if absent.")
        lines = fields.lineQuantities("What of which lines; all that is open there if absent.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<FulfillmentView> {
        let id = ID<OrderFulfillment>.make(at: context.now)
        return try await context.fulfill(id) { trip in
            trip.add(
                FulfillmentStatements.begin, order, id, warehouse, lines.numbers,
                lines.quantities, context.caller.account, context.requestID, context.now)
        }.location("/v1/fulfillments/\(id)")
    }
}
