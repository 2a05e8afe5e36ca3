import Bedrock
import Platform
import Postgres
import Wire

/// Lists returns the organization is a party to, newest first.
struct ListReturns: Query {
    static let route = Route.get("/v1/returns")
    static let summary = "List returns, newest first, of one order or in one state."
    static let access = Access.member(.readReturns)

    let order: ID<Order>?
    let state: ReturnState?
    let cursor: ID<Return>?
    let limit: Int64

    init(_ fields: inout Fields) {
        order = fields.query("order_id", "Only those of this order.")
        state = fields.query("state", "Only those in this state.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ReturnHead>> {
        var trip = context.trip()
        let page = trip.add(
            ReturnStatements.page, context.caller.organization, order, state?.rawValue, cursor,
            limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a return with its lines.
struct ReadReturn: Query {
    static let route = Route.get("/v1/returns/{id}")
    static let summary = "Read a return with its lines and what came of them."
    static let access = Access.member(.readReturns)

    let id: ID<Return>

    init(_ fields: inout Fields) { id = fields.path("id", "The return's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        var trip = context.trip()
        let own = context.caller.organization
        let head = trip.add(ReturnStatements.head, own, id)
        let lines = trip.add(ReturnStatements.lines, own, id)
        let receipts = trip.add(ReturnStatements.receipts, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        let view = ReturnView(head: head, lines: lines.rows, receipts: receipts.rows)
        return .answer(view).version(head.version)
    }
}
