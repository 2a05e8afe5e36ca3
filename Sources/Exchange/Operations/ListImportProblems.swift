import Bedrock
import Platform
import Postgres
import Wire

/// Lists an import's problems in the order of their lines.
struct ListImportProblems: Query {
    static let route = Route.get("/v1/imports/{id}/problems")
    static let summary = "List an import's problems."
    static let access = Access.member(.readImports)

    let id: ID<Import>
    let cursor: Int32
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The import's id.")
        cursor = fields.query(
            "cursor", "Where the page begins: the `next_cursor` before it.", in: 0...1_000_000,
            default: 0)
        limit = fields.query(
            "limit", "Items of a page.", in: 1...1_000, default: 100)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<NumberedImportProblem>> {
        let organization = context.caller.organization
        var trip = context.trip()
        let found = trip.add(ImportStatements.one, organization, id)
        let problems = trip.add(
            ImportStatements.problems, organization, id, cursor, limit + 1)
        try await context.read(trip)
        guard found.first != nil else { throw .notFound }
        return .answer(Page(problems.rows, limit: limit) { String($0.number) })
    }
}
