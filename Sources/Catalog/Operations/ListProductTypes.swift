import Bedrock
import Platform
import Postgres
import Wire

/// Lists product types.
struct ListProductTypes: Query {
    static let route = Route.get("/v1/product-types")
    static let summary = "List product types."
    static let access = Access.member(.readCatalog)

    let cursor: ID<ProductType>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ProductTypeView>> {
        var trip = context.trip()
        let found = trip.add(
            ProductTypeStatements.page, context.caller.organization, cursor ?? .first, limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}
