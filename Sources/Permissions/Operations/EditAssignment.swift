import Bedrock
import Platform
import Postgres
import Wire

/// Changes when a role is held, longer or shorter, and who sees it.
struct EditAssignment: Command {
    static let route = Route.patch("/v1/assignments/{id}")
    static let summary = "Change the timeframe of a role that somebody holds."
    static let access = Access.member(.writeMembers).inPerson
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of(
        "DR201", "DR205", "DR206", "DR210", "DR211", "assignments_timeframe")
    static let edits = true

    let id: ID<Assignment>
    let startsAt: Instant?
    let endsAt: Change<Instant>
    let isPublic: Bool?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The assignment's id.")
        startsAt = fields.optional("starts_at", "From when on.", inExample: false)
        endsAt = fields.change("ends_at", "Until when; null for good.")
        isPublic = fields.optional("public", "Whether everybody in the organization sees it.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AssignmentView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var reading = Trip()
            let found = reading.add(AssignmentStatements.assignment, own, id)
            try await effect.send(reading)
            guard var view = found.first else { throw Problem.notFound }
            try context.checkVersion(view.version)
            view.startsAt = startsAt ?? view.startsAt
            switch endsAt {
            case .unchanged: break
            case .cleared: view.endsAt = nil
            case .set(let instant): view.endsAt = instant
            }
            view.isPublic = isPublic ?? view.isPublic
            var trip = Trip()
            trip.add(
                AssignmentStatements.reschedule, own, id, view.startsAt, view.endsAt,
                view.isPublic, view.version, context.caller.account, context.now)
            view.version += 1
            context.record("role_rescheduled", id, of: "assignment", in: own, &trip) { json in
                view.record(&json)
            }
            try await effect.send(trip)
            return .answer(view).version(view.version)
        }
    }
}
