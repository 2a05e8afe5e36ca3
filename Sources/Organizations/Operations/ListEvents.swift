import Bedrock
import Platform
import Postgres
import Wire

/// Reads the organization's ledger, oldest first: what happened, who did it, in which request.
struct ListEvents: Query {
    static let route = Route.get("/v1/events")
    static let summary = "Read the organization's ledger of events, oldest first."
    static let access = Access.member(.readEvents)

    let cursor: ID<Event>?
    let limit: Int64
    let type: String?
    let subject: String?

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...500, default: 100)
        type = fields.query(
            "type", "Only those of this type.", length: 1...60, format: .code,
            example: "order_placed")
        subject = fields.query(
            "subject_kind", "Only those about this kind of subject.", length: 1...60,
            format: .code, example: "order")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<EventView>> {
        var trip = context.trip()
        let page = trip.add(
            EventStatements.page, context.caller.organization, cursor, type, subject, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// One event of the ledger.
struct EventView: Output, Sendable {
    let id: ID<Event>
    let type: String
    let subjectKind: String
    let subject: UUIDBytes
    let account: ID<Account>?
    let actor: ID<Account>?
    let requestID: String?
    let at: Instant
    let payload: FreeForm

    static let example = EventView(
        id: ID(uuid: UUIDBytes(high: 1, low: 9)), type: "order_placed", subjectKind: "order",
        subject: UUIDBytes(high: 1, low: 7), account: ID(uuid: UUIDBytes(high: 1, low: 8)),
        actor: nil, requestID: "2fkmmirq8la24-1", at: Instant(microseconds: 1_790_000_000_000_000),
        payload: .empty)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The event's id; later events have greater ones.")
        out("type", type, "What happened, in the past tense.")
        out("subject_kind", subjectKind, "What kind of thing it happened to.")
        out("subject_id", subject.text, "Which one, as a UUID.")
        out("account_id", account, "Who did it; null for the system.")
        out("acting_account_id", actor, "Who acted in that name; null where nobody did.")
        out("request_id", requestID, "In which request.")
        out("at", at, "When.")
        out("payload", payload, "What else is to know.")
    }
}

enum EventStatements {
    static let page = Statement<
        EventView, ID<Organization>, ID<Event>?, String?, String?, Int64
    >(
        """
        select id, type, aggregatetype, aggregateid, account_id, acting_account_id, request_id, at,
            payload
        from platform.events
        where organization_id = $1 and id > coalesce($2, '00000000-0000-0000-0000-000000000000')
            and ($3::text is null or type = $3) and ($4::text is null or aggregatetype = $4)
        order by organization_id, id limit $5
        """
    ) { row in
        EventView(
            id: try row.read(), type: try row.read(), subjectKind: try row.read(),
            subject: try row.read(), account: try row.read(), actor: try row.read(),
            requestID: try row.read(), at: try row.read(),
            payload: FreeForm(trusted: try row.read(JSONText.self).bytes))
    }
}
