import Bedrock
import Platform
import Postgres
import Wire

/// Works out anew, from the whole ledger, what is kept beside it, and holds it against the tables.
///
/// Tables and events are written in one transaction, so that nothing ever should differ; this is
/// how to see it.
struct CompareProjections: Query {
    static let route = Route.get("/v1/events/projections")
    static let summary = "Work out anew what the ledger tells, and say where tables say otherwise."
    static let access = Access.member(.readEvents)

    let limit: Int64

    init(_ fields: inout Fields) {
        limit = fields.query("limit", "How many differences at most.", in: 1...1_000, default: 100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ComparedProjections> {
        var trip = context.trip()
        let last = trip.add(EventStatements.number)
        let differences = trip.add(
            EventStatements.differences, context.caller.organization, limit)
        try await context.read(trip)
        return .answer(
            ComparedProjections(position: last.first ?? 0, differences: differences.rows))
    }
}

/// Something that a table holds otherwise than the ledger tells it.
struct ProjectionDifference: Output, Sendable {
    let projection: String
    let subject: String
    let member: String
    let told: String?
    let kept: String?

    static let example = ProjectionDifference(
        projection: "order", subject: "01900000-0000-7000-8000-000000000001", member: "state",
        told: "confirmed", kept: "placed")

    func write(_ out: inout OutputWriter) {
        out(
            "projection", projection,
            """
            order, order_line, draft_order, shipment, goods_receipt, return, quote, \
            standing_order_run, or stock_level, which follows its movements.
            """)
        out("subject_id", subject, "The UUID of what it is about.")
        out("member", member, "What of it; of a line with the line's number.")
        out("told", told, "What the ledger tells; null where it tells of no such thing.")
        out("kept", kept, "What the table holds; null where there is no such row.")
    }
}

/// What is kept beside the ledger, held against it.
struct ComparedProjections: Output, Sendable {
    let position: Int64
    let differences: [ProjectionDifference]

    static let example = ComparedProjections(position: 812, differences: [.example])

    func write(_ out: inout OutputWriter) {
        out("position", position, "The last position that was taken in.")
        out("differences", differences, "Where they differ: nowhere, if all is well.")
    }
}
