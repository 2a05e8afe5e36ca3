import Bedrock
import Platform
import Postgres
import Wire

/// Lists how much there is of every variant, by warehouse.
struct ListStockLevels: Query {
    static let route = Route.get("/v1/stock-levels")
    static let summary = "List stock levels by warehouse and variant."
    static let access = Access.member(.readStock)

    let warehouse: ID<Warehouse>?
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        warehouse = fields.query("warehouse_id", "Only those of this warehouse.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...100)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<StockLevel>> {
        let behind = cursor.flatMap { StockLevelCursor($0) }
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        var trip = context.trip()
        let page = trip.add(
            StockStatements.page, context.caller.organization, warehouse, behind?.warehouse,
            behind?.variant, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { StockLevelCursor(behind: $0).text })
    }
}
