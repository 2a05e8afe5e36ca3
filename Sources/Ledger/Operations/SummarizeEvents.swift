import Bedrock
import Platform
import Postgres
import Wire

/// Reduces the ledger: counts events by what they have in common, and sums a number they carry.
struct SummarizeEvents: Query {
    static let route = Route.get("/v1/events/summary")
    static let summary = "Count events by what they have in common, and sum a number of theirs."
    static let access = Access.member(.readEvents)
    static let problems: [ProblemKind] = [.sumTooLarge]
    static let constraints = ["22003": ProblemKind.sumTooLarge]

    let filter: EventFilter
    let grouping: EventGrouping
    let sum: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        filter = EventFilter(&fields)
        grouping = fields.query("by", "What a group has in common.", default: .type)
        sum = fields.query(
            "sum", "A member of the payloads: its whole numbers are summed.", length: 1...60,
            format: .code, example: "total_amount")
        limit = fields.query(
            "limit", "How many groups at most; the largest.", in: 1...1_000, default: 100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<EventSummary> {
        var trip = context.trip()
        let last = trip.add(EventStatements.number)
        let groups = trip.add(
            EventStatements.summary, context.caller.organization, filter.type,
            filter.subjectKind, filter.subject, filter.account, filter.from, filter.until,
            grouping.rawValue, sum, limit)
        try await context.read(trip)
        return .answer(EventSummary(position: last.first ?? 0, groups: groups.rows))
    }
}

/// What the events of a group have in common.
enum EventGrouping: String, FieldEnum, Sendable {
    case type
    case subjectKind = "subject_kind"
    case subject
    case account
    case day
}

/// Events that have something in common.
struct EventGroup: Output, Sendable {
    let key: String?
    let events: Int64
    let sum: Int64
    let firstPosition: Int64
    let lastPosition: Int64
    let firstAt: Instant
    let lastAt: Instant

    static let example = EventGroup(
        key: "order_placed", events: 12, sum: 1_234_500, firstPosition: 8, lastPosition: 812,
        firstAt: Instant(microseconds: 1_790_000_000_000_000),
        lastAt: Instant(microseconds: 1_790_000_100_000_000))

    func write(_ out: inout OutputWriter) {
        out("key", key, "What they have in common; null for the system's own by account.")
        out("events", events, "How many.")
        out("sum", sum, "The sum asked for; 0 where none was.")
        out("first_position", firstPosition, "The first one's position.")
        out("last_position", lastPosition, "The last one's position.")
        out("first_at", firstAt, "When the earliest happened.")
        out("last_at", lastAt, "When the latest happened.")
    }
}

/// The ledger reduced, up to a position.
struct EventSummary: Output, Sendable {
    let position: Int64
    let groups: [EventGroup]

    static let example = EventSummary(position: 812, groups: [.example])

    func write(_ out: inout OutputWriter) {
        out("position", position, "The last position that is counted.")
        out("groups", groups, "The groups, the one of the most events first.")
    }
}
