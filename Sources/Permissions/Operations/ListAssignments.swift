import Bedrock
import Platform
import Postgres
import Wire

/// Lists the roles of somebody of the organization: those held, those to come, those over.
struct ListAssignments: Query {
    static let route = Route.get("/v1/members/{account_id}/assignments")
    static let summary = "List the roles that somebody holds, will hold or held."
    static let access = Access.member(.readMembers)

    let account: ID<Account>
    let cursor: ID<Assignment>?
    let limit: Int64

    init(_ fields: inout Fields) {
        account = fields.path("account_id", "Whose.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<AssignmentView>> {
        let own = context.caller.organization
        var trip = context.trip()
        let isMember = trip.add(AssignmentStatements.isMember, own, account)
        let page = trip.add(AssignmentStatements.page, own, account, cursor, limit + 1)
        try await context.read(trip)
        guard isMember.first == true else { throw .notFound }
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one assignment.
struct ReadAssignment: Query {
    static let route = Route.get("/v1/assignments/{id}")
    static let summary = "Read a role that somebody holds."
    static let access = Access.member(.readMembers)

    let id: ID<Assignment>

    init(_ fields: inout Fields) { id = fields.path("id", "The assignment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AssignmentView> {
        var trip = context.trip()
        let found = trip.add(AssignmentStatements.assignment, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}
