import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Lists products, each filter narrowing what the others left.
struct ListProducts: Query {
    static let route = Route.get("/v1/products")
    static let summary = "List products by category, brand, type, tag, state or condition."
    static let access = Access.member(.readCatalog)

    let category: ID<Category>?
    let brand: ID<Brand>?
    let productType: ID<ProductType>?
    let tag: String?
    let state: CatalogState?
    let condition: VariantCondition?
    let language: LanguagePreference
    let cursor: ID<Product>?
    let limit: Int64

    init(_ fields: inout Fields) {
        category = fields.query("category_id", "Only the products of this category.")
        brand = fields.query("brand_id", "Only those of this brand.")
        productType = fields.query("product_type_id", "Only those of this type.")
        tag = fields.query(
            "tag", "Only those with the tag of this name.", length: 1...CatalogLimits.tagLength,
            example: "Gift")
        state = fields.query("state", "Only those that are sold, or are sold no more.")
        condition = fields.query("condition", "Only those with a variant in that condition.")
        language = fields.language()
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ProductSummary>> {
        let organization = context.caller.organization
        var trip = context.trip()
        let found =
            if let category {
                trip.add(
                    ProductStatements.pageOfCategory, organization, cursor ?? .first, limit + 1,
                    category, brand, productType, tag, state.map { $0 == .archived },
                    condition?.rawValue)
            } else {
                trip.add(
                    ProductStatements.page, organization, cursor ?? .first, limit + 1, brand,
                    productType, tag, state.map { $0 == .archived }, condition?.rawValue)
            }
        try await context.read(trip)
        return .answer(Page(found.rows.map { $0.named(in: language) }, limit: limit) { $0.id.text })
    }
}

/// Reads a product with its variants.
struct ReadProduct: Query {
    static let route = Route.get("/v1/products/{id}")
    static let summary = "Read one product with its variants."
    static let access = Access.member(.readCatalog)

    let id: ID<Product>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The product's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ProductView> {
        var trip = context.trip()
        let product = trip.add(ProductStatements.one, context.caller.organization, id)
        let variants = trip.add(VariantReading.ofProduct, context.caller.organization, id)
        let uses = trip.add(UseStatements.ofSubject, context.caller.organization, id.uuid)
        try await context.read(trip)
        guard let product = product.first else { throw .notFound }
        let view = ProductView(
            product: product.named(in: language),
            variants: variants.rows.map { $0.named(in: language) },
            images: context.shown(uses.rows))
        return .answer(view)
            .version(product.version)
    }
}
