import Bedrock
import Platform
import Postgres
import Wire

/// Counts and sums the organization's orders of a period, so that books can be held against them.
struct ReadOrderTotals: Query {
    static let route = Route.get("/v1/order-totals")
    static let summary = "Count and sum the orders sold or bought in a period, by currency."
    static let access = Access.member(.readOrders)

    let from: Instant?
    let until: Instant?
    let side: OrderSide

    init(_ fields: inout Fields) {
        from = fields.query("from", "Ordered at this instant or later.")
        until = fields.query("until", "Ordered before this instant.")
        side = fields.query("side", "What was sold, or what was bought.", default: .sold)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderTotalsView> {
        var trip = context.trip()
        let totals = trip.add(
            OrderStatements.totals, context.caller.organization, from, until,
            side == .sold ? 1 : 0)
        try await context.read(trip)
        return .answer(OrderTotalsView(totals: totals.rows))
    }
}

/// Which side of its trade an organization asks about.
enum OrderSide: String, FieldEnum, Sendable {
    case sold, bought
}

/// Sums over orders in one currency.
struct OrderTotals: Output, Sendable {
    let currency: Currency
    let orders: Int64
    let lines: Int64
    let baseQuantity: Int64
    let amount: Int64

    static let example = OrderTotals(
        currency: .usd, orders: 12, lines: 120, baseQuantity: 1440, amount: 1_234_500)

    func write(_ out: inout OutputWriter) {
        out("orders", orders, "How many orders.")
        out("lines", lines, "How many lines.")
        out("base_quantity", baseQuantity, "How many base units.")
        out("total", Money(amount, currency), "What they come to.")
    }
}

/// The sums, one a currency.
struct OrderTotalsView: Output, Sendable {
    let totals: [OrderTotals]

    static let example = OrderTotalsView(totals: [.example])

    func write(_ out: inout OutputWriter) {
        out("totals", totals, "One a currency; none where there are no orders.")
    }
}
