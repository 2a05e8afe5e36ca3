import Bedrock
import Platform
import Postgres
import Wire

/// Takes a role from somebody; their tokens end in that instant.
struct RevokeAssignment: Command {
    static let route = Route.delete("/v1/assignments/{id}")
    static let summary = "Take a role from somebody, at once."
    static let access = Access.member(.writeMembers).inPerson
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of("DR205", "DR206", "DR210")

    let id: ID<Assignment>

    init(_ fields: inout Fields) { id = fields.path("id", "The assignment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(AssignmentStatements.assignment, own, id)
            reading.add(
                AssignmentStatements.revoke, own, id, context.caller.account, context.now)
            try await effect.send(reading)
            guard let view = found.first else { throw Problem.notFound }
            var trip = Trip()
            context.record("role_revoked", id, of: "assignment", in: own, &trip) { json in
                view.record(&json)
            }
            try await effect.send(trip)
            return .nothing
        }
    }
}
