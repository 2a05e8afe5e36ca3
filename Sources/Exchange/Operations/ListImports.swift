import Bedrock
import Platform
import Postgres
import Wire

/// Lists imports, newest first; one that runs shows how far it has come.
struct ListImports: Query {
    static let route = Route.get("/v1/imports")
    static let summary = "List imports, newest first."
    static let access = Access.member(.readImports)

    let cursor: ID<Import>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins: the `next_cursor` before it.")
        limit = fields.query(
            "limit", "Items of a page.", in: 1...ExchangeLimits.page, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ImportSummary>> {
        var trip = context.trip()
        let found = trip.add(
            ImportStatements.page, context.caller.organization, cursor ?? ExchangeLimits.last,
            limit + 1)
        try await context.read(trip)
        return .answer(Page(found.rows, limit: limit) { $0.id.text })
    }
}
