import Bedrock
import Inventory
import Platform
import Postgres
import Pricing
import Wire

/// Places a draft: checks its prices, takes the stock of all its lines, writes the order and its
/// event, exactly once, in one round trip.
///
/// Where the seller's prices moved since the draft was priced, or a promotion it takes is used up,
/// it is priced anew; it is placed if nothing it charges changed, and otherwise the answer says
/// what moved.
struct PlaceDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/place")
    static let summary = "Place a draft: an order with its stock allocated."
    static let access = Access.trading(.placeDraftOrders)
    static let problems: [ProblemKind] = [
        .illegalMove, .versionMismatch, .outOfStock, .pricesMoved, .promotionExhausted,
        .sellerConfirms, .notTradingPartners, .sellerUnavailable, .approvalNeeded,
        .belowOrderMinimum,
    ]

    let id: ID<DraftOrder>
    let version: Int32?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The draft's id.")
        version = fields.optional(
            "version", "Place it only if it still is at this version.", in: 1...2_000_000_000,
            inExample: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderReceipt> {
        var version = version
        for _ in 0..<3 {
            do throws(Problem) {
                return try await place(version, context)
            } catch where error.kind == .pricesMoved || error.kind == .promotionExhausted {
                // Nothing was placed. A draft whose amounts stay as they are goes on silently.
                version = try await DraftRepricing.reprice(id, because: error.kind, context)
            } catch where error.kind == .stockMoved {
                // Nothing was taken: what looked short no longer is.
                continue
            }
        }
        var problem = Problem(.unavailable, "Prices or stock keep moving; ask again.")
        problem.retryAfter = 1
        throw problem
    }

    private func place(
        _ version: Int32?, _ context: Context<Member>
    ) async throws(Problem) -> Success<OrderReceipt> {
        let order = ID<Order>.make(at: context.now)
        var placed: Reply<OrderReceipt>?
        let again = try await context.commit(
            subject: order,
            { trip in
                placed = trip.add(
                    OrderStatements.place, id, order, order.number, version, context.now,
                    context.caller.account, ID<Event>.make(at: context.now), context.requestID)
            },
            again: { (first: ID<Order>) throws(Problem) in
                try await PlaceDraftOrder.receipt(of: first, context)
            },
            refused: PlaceDraftOrder.problem)
        if let again { return again }
        guard let receipt = placed?.first else { throw Problem(.internalError) }
        return PlaceDraftOrder.answer(receipt)
    }

    private static func answer(_ receipt: OrderReceipt) -> Success<OrderReceipt> {
        .answer(receipt).location("/v1/orders/\(receipt.id)")
    }

    private static func receipt(
        of order: ID<Order>, _ context: Context<Member>
    ) async throws(Problem) -> Success<OrderReceipt> {
        var trip = context.trip()
        let receipt = trip.add(OrderStatements.receipt, context.caller.organization, order)
        try await context.read(trip)
        guard let receipt = receipt.first else { throw .notFound }
        return answer(receipt)
    }

    /// What `orders.place` refuses, in the caller's words.
    static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR101": return .notFound
        case "DR102":
            let moves = DraftState(rawValue: error.message)?.moves.keys.map(\.rawValue) ?? []
            return .illegalMove(from: error.message, allowed: moves.sorted())
        case "DR103":
            return Problem(.versionMismatch, "The draft is at version \(error.message).")
        case "DR104": return Problem(.pricesMoved)
        case "DR105":
            var problem = Problem(.outOfStock, "Not every line can be served.")
            problem.members = [("short", Array((error.detail ?? "[]").utf8))]
            return problem
        case "DR106": return Problem(.sellerConfirms)
        case "DR107": return Problem(.notTradingPartners)
        case "DR110":
            return Problem(
                .approvalNeeded, "Submit the draft; somebody else of the buyer approves it.")
        case "DR112":
            var problem = Problem(.belowOrderMinimum, "Something is missing to place it.")
            problem.members = [("short_of", Array((error.detail ?? "[]").utf8))]
            return problem
        case "DR109": return Problem(.promotionExhausted)
        case "DR108": return Problem(.stockMoved)
        case "DR130": return Problem(.sellerUnavailable)
        case "23514" where error.constraint == "stock_levels_never_oversold":
            // PostgreSQL holds a row against its checks before it sees that the row has moved: what
            // looked too little had just come in.
            return Problem(.stockMoved)
        default: return nil
        }
    }
}
