import Bedrock
import Platform
import Postgres
import Wire

/// Lists what happened to the account: sign-ins, wrong passwords, changes of what protects it.
struct ListSecurityEvents: Query {
    static let route = Route.get("/v1/me/security-events")
    static let summary = "List what happened to one's account, newest first."
    static let access = Access.account

    let cursor: ID<Event>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<Page<SecurityEvent>> {
        var trip = context.trip()
        let events = trip.add(
            SecurityStatements.events, context.caller.account, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(events.rows, limit: limit) { $0.id.text })
    }
}
