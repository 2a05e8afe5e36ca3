import Bedrock
import Exchange
import Platform
import Wire

/// Imports products from CSV. Items are found again by their SKU; the same file twice changes
/// nothing.
struct ImportProducts: Command {
    static let route = Route.post("/v1/imports/products")
    static let summary = "Import products from CSV."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.productTypeUnknown, .skuTaken]
    static let intake = Intake.upload("text/csv")
    static let constraints = ["variants_organization_id_sku_key": ProblemKind.skuTaken]

    let mode: ImportMode
    let productType: ID<ProductType>?

    init(_ fields: inout Fields) {
        mode = fields.query(
            "mode", "What becomes of a file with bad rows.", default: .allOrNothing)
        productType = fields.query(
            "product_type_id", "The type of new products; the organization's first if none.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(ProductImporter(productType: productType), mode: mode, context)
    }
}
