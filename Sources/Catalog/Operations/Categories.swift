import Bedrock
import Platform
import Postgres
import Wire

/// Lists categories, each with its path from the root.
struct ListCategories: Query {
    static let route = Route.get("/v1/categories")
    static let summary = "List categories, or the children of one."
    static let access = Access.member(.readCatalog)

    let parent: ID<Category>?
    let language: LanguagePreference
    let cursor: ID<Category>?
    let limit: Int64

    init(_ fields: inout Fields) {
        parent = fields.query("parent_id", "Only the children of this category.")
        language = fields.language()
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...CatalogLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<CategoryView>> {
        var trip = context.trip()
        let found = trip.add(
            CategoryStatements.page, context.caller.organization, parent, cursor ?? .first,
            limit + 1, language.tags)
        try await context.read(trip)
        return .answer(Page(found.rows.map { $0.named(in: language) }, limit: limit) { $0.id.text })
    }
}

/// Reads a category with the path to it.
struct ReadCategory: Query {
    static let route = Route.get("/v1/categories/{id}")
    static let summary = "Read one category with the path to it."
    static let access = Access.member(.readCatalog)

    let id: ID<Category>
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        id = fields.path("id", "The category's id.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<CategoryView> {
        var trip = context.trip()
        let found = trip.add(
            CategoryStatements.one, context.caller.organization, id, language.tags)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view.named(in: language)).version(view.version)
    }
}
