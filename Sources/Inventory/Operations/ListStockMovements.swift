import Bedrock
import Platform
import Postgres
import Wire

/// Lists what happened to one variant's stock in a warehouse, newest first.
struct ListStockMovements: Query {
    static let route = Route.get("/v1/stock-movements")
    static let summary = "List a variant's stock movements in a warehouse, newest first."
    static let access = Access.member(.readStock)

    let warehouse: ID<Warehouse>
    let variant: ID<Variant>
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        warehouse = fields.requiredQuery("warehouse_id", "The warehouse.")
        variant = fields.requiredQuery("variant_id", "The variant.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...100)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 100)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<StockMovementView>> {
        let behind = cursor.flatMap { StockMovementCursor($0) }
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        var trip = context.trip()
        let page = trip.add(
            StockStatements.movements, context.caller.organization, warehouse, variant,
            behind?.at, behind?.id, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { StockMovementCursor(behind: $0).text })
    }
}
