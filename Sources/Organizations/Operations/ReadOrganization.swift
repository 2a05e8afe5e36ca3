import Platform
import Postgres
import Wire

/// Reads the caller's organization.
struct ReadOrganization: Query {
    static let route = Route.get("/v1/organization")
    static let summary = "Read one's own organization."
    static let access = Access.member(.readOrganization)

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrganizationView> {
        var trip = context.trip()
        let found = trip.add(OrganizationStatements.organization, context.caller.organization)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view)
    }
}
