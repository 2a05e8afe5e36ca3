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
    let cursor: Int64
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The import's id.")
        cursor = fields.query(
            "cursor", "Where the page begins: the `next_cursor` before it.", in: 0...(1 << 44),
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
            ImportStatements.problems, organization, id, Int32(cursor >> 14) - 1,
            Int32(cursor & 0x3FFF), limit + 1)
        try await context.read(trip)
        guard found.first != nil else { throw .notFound }
        return .answer(Page(problems.rows, limit: limit) { problem in
                // Problems of a report are fewer than 2 to the 14th.
                String((Int64(problem.problem.line) + 1) << 14 | Int64(problem.number))
            })
    }
}
