import Bedrock
import Platform
import Postgres
import Wire

/// Compares every document of the organization with its catalogue, and mends what differs.
///
/// The documents follow the catalogue in its own transactions, so that nothing ever should; this
/// is how to see it.
struct RebuildSearch: Command {
    static let route = Route.post("/v1/search/rebuild")
    static let summary = "Make the search anew from the catalogue; says what differed."
    static let access = Access.member(.writeCatalog)
    static let makes = false

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Member>) async throws(Problem) -> Success<RebuiltSearch> {
        let organization = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let rebuilt = trip.add(SearchStatements.rebuild, organization)
            try await effect.send(trip)
            let view = rebuilt.first ?? .example
            var note = Trip()
            context.record(
                "search_rebuilt", organization, of: "organization", in: organization, &note
            ) { json in
                json.key("differed")
                json.write(view.differed)
            }
            try await effect.send(note)
            return Success.answer(view)
        }
    }
}

/// What a rebuild came upon.
struct RebuiltSearch: Output, Sendable {
    let documents: Int64
    let differed: Int64

    static let example = RebuiltSearch(documents: 6_482, differed: 0)

    func write(_ out: inout OutputWriter) {
        out("documents", documents, "How many documents there are.")
        out("differed", differed, "How many were not what they had to be.")
    }
}
