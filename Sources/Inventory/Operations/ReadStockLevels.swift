import Bedrock
import Platform
import Postgres
import Wire

/// Reads how much there is of one variant in every warehouse.
struct ReadStockLevels: Query {
    static let route = Route.get("/v1/stock-levels/{variant_id}")
    static let summary = "Read one variant's stock levels, one a warehouse."
    static let access = Access.member(.readStock)

    let variant: ID<Variant>

    init(_ fields: inout Fields) { variant = fields.path("variant_id", "The variant's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantStock> {
        let own = context.caller.organization
        var trip = context.trip()
        let known = trip.add(StockStatements.variants, own, [variant], [])
        let levels = trip.add(StockStatements.ofVariant, own, variant)
        let incoming = trip.add(ExpectedStatements.incoming, own, variant)
        let inTransit = trip.add(ExpectedStatements.inTransit, own, variant)
        try await context.read(trip)
        guard known.first != nil else { throw .notFound }
        return .answer(
            VariantStock(
                variant: variant, levels: levels.rows, inTransit: inTransit.first ?? 0,
                incoming: incoming.rows))
    }
}

/// A variant's levels.
struct VariantStock: Output, Sendable {
    let variant: ID<Variant>
    let levels: [StockLevel]
    let inTransit: Int64
    let incoming: [IncomingStock]

    static let example = VariantStock(
        variant: StockLevel.example.variant, levels: [.example], inTransit: 0,
        incoming: [.example])

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant, "The variant.")
        out("on_hand", levels.reduce(0) { $0 + $1.onHand }, "What is there, all warehouses.")
        out("available", levels.reduce(0) { $0 + $1.available }, "What can still be promised.")
        out("in_transit", inTransit, "What left one warehouse and has not reached the other.")
        out("levels", levels, "One a warehouse where it ever was.")
        out("incoming", incoming, "What is expected, the next first.")
    }
}
