import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// Cancels what of an order is not in a fulfillment yet, or some of it, and lets go of its stock.
struct CancelOrder: Command {
    static let route = Route.post("/v1/orders/{id}/cancel")
    static let summary = "Cancel what is open of an order, or of some lines, with a reason."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = [.illegalMove, .quantityNotOpen]
    static let constraints = FulfillmentRefusals.constraints
    static let success = 200

    let id: ID<Order>
    let reason: String
    let lines: [LineQuantity]?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The order's id.")
        reason = fields.body(
            "reason", "Why; the buyer reads it.", length: 1...500, format: .multiline)
        lines = fields.lineQuantities("What of which lines; all that is open if absent.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderHead> {
        try await context.move(id) { trip in
            trip.add(
                FulfillmentStatements.cancelOrder, id, lines.numbers, lines.quantities, reason,
                context.caller.account, context.requestID, context.now)
        }
    }
}

/// Takes back an order that its seller has not confirmed yet: the buyer's way to cancel.
struct WithdrawOrder: Command {
    static let route = Route.post("/v1/orders/{id}/withdraw")
    static let summary = "Take back an order that the seller has not confirmed yet."
    static let access = Access.trading(.placeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Order>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The order's id.")
        reason = fields.body(
            "reason", "Why; the seller reads it.", length: 1...500, format: .multiline)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderHead> {
        try await context.move(id) { trip in
            trip.add(
                FulfillmentStatements.withdrawOrder, id, reason, context.caller.account,
                context.requestID, context.now)
        }
    }
}
