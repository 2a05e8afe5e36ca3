import Bedrock
import Platform
import Postgres
import Wire

/// Who did what to what, when, from where, in which request.
struct AuditEntry: Output, Sendable {
    let id: ID<Event>
    let at: Instant
    let type: String
    let subjectKind: String
    let subject: UUIDBytes
    let account: ID<Account>?
    let actor: ID<Account>?
    let key: ID<ApiKey>?
    let app: ID<App>?
    let session: ID<Session>?
    let address: String?
    let requestID: String?
    let payload: FreeForm

    static let example = AuditEntry(
        id: ID(uuid: UUIDBytes(high: 1, low: 9)), at: .sample(FieldRule()),
        type: "member_suspended", subjectKind: "account",
        subject: UUIDBytes(high: 1, low: 7), account: .sample(FieldRule()),
        actor: .sample(FieldRule()), key: .sample(FieldRule()),
        app: .sample(FieldRule()), session: .sample(FieldRule()),
        address: "203.0.113.7", requestID: "2fkmmirq8la24-1", payload: .empty)

    static func read(_ row: inout RowReader) throws(RowError) -> AuditEntry {
        AuditEntry(
            id: try row.read(), at: try row.read(), type: try row.read(),
            subjectKind: try row.read(), subject: try row.read(), account: try row.read(),
            actor: try row.read(), key: try row.read(), app: try row.read(),
            session: try row.read(), address: try row.read(), requestID: try row.read(),
            payload: FreeForm(trusted: try row.read(JSONText.self).bytes))
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The event's id; later events have greater ones.")
        out("at", at, "When.")
        out("type", type, "What happened, in the past tense.")
        out("subject_kind", subjectKind, "What kind of thing it happened to.")
        out("subject_id", subject.text, "Which one, as a UUID.")
        out("account_id", account, "Who did it, or in whose name; null for the system.")
        out("acting_account_id", actor, "Who acted in that name; null where nobody did.")
        out("api_key_id", key, "By which API key; null where it was done in person.")
        out("app_id", app, "With which app.")
        out("session_id", session, "In which session.")
        out("address", address, "From which network address.")
        out("request_id", requestID, "In which request.")
        out("payload", payload, "What else is to know.")
    }

    static let columns = [
        "at", "type", "subject_kind", "subject_id", "account_id", "acting_account_id",
        "api_key_id", "app_id", "session_id", "address", "request_id", "payload",
    ]

    /// As a record of a file.
    var record: [String] {
        [
            at.rfc3339, type, subjectKind, subject.text, account?.text ?? "", actor?.text ?? "",
            key?.text ?? "", app?.text ?? "", session?.text ?? "", address ?? "", requestID ?? "",
            String(decoding: payload.bytes, as: UTF8.self),
        ]
    }
}
