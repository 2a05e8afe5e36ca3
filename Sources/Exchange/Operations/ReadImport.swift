import Bedrock
import Platform
import Postgres
import Wire

/// Reads an import: how far it has come, and the first problems of its report.
struct ReadImport: Query {
    static let route = Route.get("/v1/imports/{id}")
    static let summary = "Read one import and the first of its problems."
    static let access = Access.member(.readImports)

    let id: ID<Import>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The import's id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ImportView> {
        let organization = context.caller.organization
        var trip = context.trip()
        let found = trip.add(ImportStatements.one, organization, id)
        let problems = trip.add(
            ImportStatements.problems, organization, id, -1, 0,
            Int64(ImportLimits.answeredProblems))
        try await context.read(trip)
        guard let summary = found.first else { throw .notFound }
        return .answer(ImportView(summary: summary, problems: problems.rows.map(\.problem)))
    }
}
