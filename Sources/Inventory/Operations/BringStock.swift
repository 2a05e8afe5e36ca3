import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// Sets what was counted of up to 1,000 items in one request, as a file of them would.
struct BringStock: Command {
    static let route = Route.post("/v1/bulk/stock")
    static let summary = "Set what was counted of up to 1,000 items by SKU."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.stockCommitted]
    static let success = 200
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let bulk: BulkRows

    init(_ fields: inout Fields) {
        warehouse = fields.requiredQuery("warehouse_id", "The warehouse that was counted.")
        bulk = BulkRows(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BulkView> {
        try await Imports.bring(bulk, StockImporter(warehouse: warehouse), context)
    }
}
