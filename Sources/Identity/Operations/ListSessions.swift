import Bedrock
import Platform
import Postgres
import Wire

/// Lists the account's open sessions, the newest first.
struct ListSessions: Query {
    static let route = Route.get("/v1/sessions")
    static let summary = "List one's own open sessions, newest first."
    static let access = Access.account

    let cursor: ID<Session>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<Page<SessionSummary>> {
        var trip = context.trip()
        let sessions = trip.add(
            SessionStatements.list, context.caller.account, context.now, cursor, limit + 1)
        try await context.read(trip)
        let current = context.caller.session
        let rows = sessions.rows.map { session in
            var session = session
            session.isCurrent = session.id == current
            return session
        }
        return .answer(Page(rows, limit: limit) { $0.id.text })
    }
}
