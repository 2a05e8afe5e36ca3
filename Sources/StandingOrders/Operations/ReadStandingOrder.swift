import Bedrock
import Platform
import Postgres
import Wire

/// Reads a standing order with its lines and what became of its last runs.
struct ReadStandingOrder: Query {
    static let route = Route.get("/v1/standing-orders/{id}")
    static let summary = "Read a standing order, when it is due next, and its last runs."
    static let access = Access.member(.readDraftOrders)

    let id: ID<StandingOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The standing order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(StandingStatements.head, own, id)
        let lines = trip.add(StandingStatements.lines, own, id)
        let runs = trip.add(StandingStatements.runs, own, id, StandingLimits.runs)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StandingOrderView(head: head, lines: lines.rows, runs: runs.rows))
            .version(head.version)
    }
}

/// Lists the standing orders the organization is a party to, newest first.
struct ListStandingOrders: Query {
    static let route = Route.get("/v1/standing-orders")
    static let summary = "List standing orders, newest first, without their lines."
    static let access = Access.member(.readDraftOrders)

    let cursor: ID<StandingOrder>?
    let limit: Int64
    let state: StandingState?

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
        state = fields.query("state", "Only those in this state.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<StandingHead>> {
        var trip = context.trip()
        let page = trip.add(
            StandingStatements.page, context.caller.organization, cursor, limit + 1,
            state?.rawValue)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
