import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// Imports what was counted in a warehouse from CSV. The same file twice changes nothing.
struct ImportStock: Command {
    static let route = Route.post("/v1/imports/stock")
    static let summary = "Import what was counted in a warehouse from CSV: sku and quantity."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.stockCommitted]
    static let intake = Intake.upload("text/csv")
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let mode: ImportMode

    init(_ fields: inout Fields) {
        warehouse = fields.requiredQuery("warehouse_id", "The warehouse that was counted.")
        mode = fields.query(
            "mode", "What becomes of a file with bad rows.", default: .allOrNothing)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(StockImporter(warehouse: warehouse), mode: mode, context)
    }
}
