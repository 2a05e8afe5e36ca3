import Bedrock
import Platform
import Postgres
import Wire

/// Lists products.
struct ListProducts: Query {
    static let route = Route.get("/v1/products")
    static let summary = "List products, or those of a category."
    static let access = Access.member(.readCatalog)

    let category: ID<Category>?
    let cursor: ID<Product>?
    let limit: Int64

    init(_ fields: inout Fields) {
        category = fields.query("category_id", "Only the products of this category.")
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
                    category)
            } else {
                trip.add(ProductStatements.page, organization, cursor ?? .first, limit + 1)
            }
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}
