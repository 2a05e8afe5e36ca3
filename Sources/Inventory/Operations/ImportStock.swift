import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// Imports what was counted in a warehouse from CSV or lines of JSON. The same file twice changes
/// nothing.
struct ImportStock: Command {
    static let route = Route.post("/v1/imports/stock")
    static let summary = "Import what was counted in a warehouse from a file: sku and quantity."
    static let access = Access.member(.writeStock)
    static let problems = Imports.problems + [.stockCommitted]
    static let intake = Intake.stream(FileFormat.allMediaTypes)
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let terms: ImportTerms

    init(_ fields: inout Fields) {
        warehouse = fields.requiredQuery("warehouse_id", "The warehouse that was counted.")
        terms = ImportTerms(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(StockImporter(warehouse: warehouse), terms, context)
    }
}
