import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Exports what is on hand in a warehouse, as an import of a count takes it.
struct ExportStock: Query {
    static let route = Route.get("/v1/exports/stock")
    static let summary = "Export what is on hand in a warehouse as CSV or lines of JSON."
    static let access = Access.member(.readStock)
    static let streams: String? = Exports.mediaType

    let warehouse: ID<Warehouse>
    let terms: ExportTerms

    init(_ fields: inout Fields) {
        warehouse = fields.requiredQuery("warehouse_id", "The warehouse.")
        terms = ExportTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        var trip = context.trip()
        let found = trip.add(StockStatements.warehouse, context.caller.organization, warehouse)
        try await context.read(trip)
        guard found.first != nil else {
            throw .invalid("query:warehouse_id", "unknown", "There is no such warehouse.")
        }
        let warehouse = warehouse
        return try await Exports.stream(
            ["sku", "quantity"], terms, context,
            read: {
                (last: ExportedLevel?, context: Context<Member>)
                    async throws(Problem) -> [ExportedLevel] in
                var trip = context.trip()
                let page = trip.add(
                    StockImportStatements.exported, context.caller.organization, warehouse,
                    last?.sku ?? "", Exports.page)
                try await context.read(trip)
                return page.rows
            },
            cells: { level in
                level.onHand.map { [.text(level.sku), .whole($0)] }
            })
    }
}
