import Bedrock
import Exchange
import Platform
import Wire

/// Imports products from CSV or lines of JSON. Items are found again by their SKU; the same file
/// twice changes nothing.
struct ImportProducts: Command {
    static let route = Route.post("/v1/imports/products")
    static let summary = "Import products from CSV or lines of JSON."
    static let access = Access.member(.writeCatalog)
    static let problems = Imports.problems + [.productTypeUnknown, .skuTaken]
    static let intake = Intake.stream(FileFormat.allMediaTypes)
    static let constraints = ["variants_organization_id_sku_key": ProblemKind.skuTaken]

    let terms: ImportTerms
    let productType: ID<ProductType>?

    init(_ fields: inout Fields) {
        terms = ImportTerms(&fields)
        productType = fields.query(
            "product_type_id", "The type of new products; the organization's first if none.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        try await Imports.run(ProductImporter(productType: productType), terms, context)
    }
}

/// Makes and changes up to 1,000 products in one request, as a file of them would.
struct BringProducts: Command {
    static let route = Route.post("/v1/bulk/products")
    static let summary = "Make and change up to 1,000 products by SKU."
    static let access = Access.member(.writeCatalog)
    static let problems: [ProblemKind] = [.productTypeUnknown, .skuTaken]
    static let success = 200
    static let constraints = ["variants_organization_id_sku_key": ProblemKind.skuTaken]

    let productType: ID<ProductType>?
    let bulk: BulkRows

    init(_ fields: inout Fields) {
        productType = fields.query(
            "product_type_id", "The type of new products; the organization's first if none.")
        bulk = BulkRows(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BulkView> {
        try await Imports.bring(bulk, ProductImporter(productType: productType), context)
    }
}
