import Bedrock
import Platform
import Postgres
import Wire

/// Reads who did what in the organization, the newest first.
struct ListAuditEntries: Query {
    static let route = Route.get("/v1/audit-entries")
    static let summary = "Read who did what, when, from where, newest first."
    static let access = Access.member(.readAudit)

    let filter: AuditFilter
    let cursor: ID<Event>?
    let limit: Int64

    init(_ fields: inout Fields) {
        filter = AuditFilter(&fields)
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...500, default: 100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<AuditEntry>> {
        var trip = context.trip()
        let page = try filter.page(
            of: context.caller.organization, before: cursor, limit + 1, &trip)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Writes the same to a file, a page of the ledger at a time, as the client takes it.
struct ExportAuditEntries: Query {
    static let route = Route.get("/v1/audit-entries/export")
    static let summary = "Export who did what as CSV, newest first."
    static let access = Access.member(.readAudit)
    static let streams: String? = "text/csv"

    let filter: AuditFilter

    init(_ fields: inout Fields) { filter = AuditFilter(&fields) }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        // Read before anything is answered, so that a refusal is one.
        let first = try await page(before: nil, context)
        return .stream { file in
            var rows = first
            var csv = CSVWriter(disarmsFormulas: true)
            csv.write(AuditEntry.columns)
            while true {
                for row in rows { csv.write(row.record) }
                try await file.write(csv.bytes)
                csv.bytes.removeAll(keepingCapacity: true)
                guard rows.count == Int(StaffLimits.exportPage), let last = rows.last else {
                    return
                }
                rows = try await page(before: last.id, context)
            }
        }
    }

    private func page(
        before cursor: ID<Event>?, _ context: Context<Member>
    ) async throws(Problem) -> [AuditEntry] {
        let context = context.lasting(StaffLimits.exportPageTime)
        var trip = context.trip()
        let page = try filter.page(
            of: context.caller.organization, before: cursor, StaffLimits.exportPage, &trip)
        try await context.read(trip)
        return page.rows
    }
}

/// Which entries: what is absent lets all pass.
struct AuditFilter: Sendable {
    let account: ID<Account>?
    let actor: ID<Account>?
    let key: ID<ApiKey>?
    let type: String?
    let subject: String?
    let requestID: String?
    let address: String?
    let from: Instant?
    let until: Instant?

    init(_ fields: inout Fields) {
        account = fields.query("account_id", "What this account did, or was done in its name.")
        actor = fields.query("acting_account_id", "What this account did in another's name.")
        key = fields.query("api_key_id", "What was done by this API key.")
        type = fields.query(
            "type", "Events of this type.", length: 1...60, format: .code,
            example: "member_suspended")
        subject = fields.query(
            "subject_id", "What was done to this: its id, or the UUID in it.", length: 1...60,
            format: .code, example: "01900000-0000-7000-8000-000000000001")
        requestID = fields.query(
            "request_id", "What was done in this request.", length: 1...100, format: .code,
            example: "2fkmmirq8la24-1")
        address = fields.query(
            "address", "What was done from this network address.", length: 2...45,
            example: "203.0.113.7")
        from = fields.query("from", "Not before this moment.")
        until = fields.query("until", "Before this moment.")
    }

    /// Adds the question for a page to a trip.
    func page(
        of organization: ID<Organization>, before cursor: ID<Event>?, _ limit: Int64,
        _ trip: inout Trip
    ) throws(Problem) -> Reply<AuditEntry> {
        var subjectUUID: UUIDBytes?
        if let subject {
            subjectUUID = UUIDBytes(text: subject) ?? UUIDBytes(insideID: subject)
            if subjectUUID == nil {
                throw .invalid("query:subject_id", "format", "Must be an id or a UUID.")
            }
        }
        var spelling: String?
        if let address {
            spelling = IPAddress(address)?.text
            if spelling == nil {
                throw .invalid("query:address", "format", "Must be an IPv4 or IPv6 address.")
            }
        }
        let earliest = from.map { from in
            ID<Event>(
                uuid: UUIDBytes(
                    high: UInt64(max(0, from.microseconds / 1_000)) << 16, low: 0))
        }
        return trip.add(
            AuditStatements.page, organization, cursor, account, actor, type, subjectUUID,
            requestID, spelling, from, until, earliest, limit, key)
    }
}
