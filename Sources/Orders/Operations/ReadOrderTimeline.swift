import Bedrock
import Platform
import Postgres
import Wire

/// Reads what happened to an order, from its draft on, as its seller or its buyer.
struct ReadOrderTimeline: Query {
    static let route = Route.get("/v1/orders/{id}/timeline")
    static let summary = "Read what happened to an order, from its draft on."
    static let access = Access.member(.readOrders)
    static let constraints: [String: ProblemKind] = ["DR101": .notFound]

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<TimelineView> {
        var trip = context.trip()
        let entries = trip.add(OrderListStatements.timeline, id)
        try await context.read(trip)
        return .answer(TimelineView(entries: entries.rows))
    }
}

/// One thing that happened.
struct TimelineEntry: Output, Sendable {
    let id: ID<Event>
    let at: Instant
    let type: String
    let subjectKind: String
    let subject: UUIDBytes
    let isOwn: Bool
    let account: ID<Account>?
    /// What an edit changed, as its answer told it.
    let difference: FreeForm?

    static let example = TimelineEntry(
        id: ID(uuid: UUIDBytes(high: 1, low: 9)),
        at: Instant(microseconds: 1_790_000_000_000_000), type: "order_placed",
        subjectKind: "order", subject: OrderHead.example.id.uuid, isOwn: true,
        account: ID(uuid: UUIDBytes(high: 1, low: 8)), difference: nil)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The event's id.")
        out("at", at, "When.")
        out("type", type, "What: order_placed, order_confirmed, fulfillment_packed, …")
        out("subject_kind", subjectKind, "`draft_order` or `order`.")
        out("is_own", isOwn, "Whether somebody of your organization did it.")
        out("account_id", account, "Who did, where they are of your organization.")
        out("difference", difference, "Of an edit: what changed, line by line and in all.")
    }
}

/// All that happened, oldest first.
struct TimelineView: Output, Sendable {
    let entries: [TimelineEntry]

    static let example = TimelineView(entries: [.example])

    func write(_ out: inout OutputWriter) {
        out("entries", entries, "What happened, oldest first; 10,000 at most.")
    }
}
