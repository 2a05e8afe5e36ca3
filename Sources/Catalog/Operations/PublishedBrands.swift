import Bedrock
import Platform
import Postgres
import Wire

/// Lists the brands that brand owners publish.
struct ListPublishedBrands: Query {
    static let route = Route.get("/v1/published-brands")
    static let summary = "List the brands that brand owners publish."
    static let access = Access.member(.readCatalog)

    let prefix: String?
    let cursor: ID<Brand>?
    let limit: Int64

    init(_ fields: inout Fields) {
        prefix = fields.query("q", "Those whose names begin with this.", length: 1...100)
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PublishedBrand>> {
        var trip = context.trip()
        let found = trip.add(BrandStatements.directory, prefix, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}

/// Lists the sellers that say they offer a brand of the caller's, for its owner alone.
struct ListBrandSellers: Query {
    static let route = Route.get("/v1/brands/{id}/sellers")
    static let summary = "List the sellers that say they offer a brand of yours."
    static let access = Access.member(.readCatalog)

    let id: ID<Brand>
    let cursor: ID<Organization>?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The brand's id.")
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<BrandSeller>> {
        var trip = context.trip()
        let brand = trip.add(BrandStatements.one, context.caller.organization, id)
        let found = trip.add(BrandStatements.sellers, id, cursor, limit + 1)
        try await context.read(trip)
        guard brand.first != nil else { throw .notFound }
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}
