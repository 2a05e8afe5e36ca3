import Bedrock
import Platform
import Postgres
import Wire

/// Reads the organization's ledger, oldest first: what happened, who did it, in which request.
struct ListEvents: Query {
    static let route = Route.get("/v1/events")
    static let summary = "Read the organization's ledger of events, in its order."
    static let access = Access.member(.readEvents)

    let filter: EventFilter
    let cursor: Int64
    let limit: Int64

    init(_ fields: inout Fields) {
        filter = EventFilter(&fields)
        cursor = fields.query(
            "cursor", "The position after which the page begins.", in: 0...Int.max, default: 0)
        limit = fields.query("limit", "How many at most.", in: 1...500, default: 100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<EventView>> {
        var trip = context.trip()
        _ = trip.add(EventStatements.number)
        let page = EventStatements.add(
            of: context.caller.organization, filter, after: cursor, limit + 1, &trip)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { "\($0.position)" })
    }
}
