import Bedrock
import Platform
import Wire

/// Which events: what is absent lets all pass.
struct EventFilter: Sendable {
    let type: String?
    let subjectKind: String?
    let subject: UUIDBytes?
    let account: ID<Account>?
    let from: Instant?
    let until: Instant?

    init(_ fields: inout Fields) {
        type = fields.query(
            "type", "Only those of this type.", length: 1...60, format: .code,
            example: "order_placed")
        subjectKind = fields.query(
            "subject_kind", "Only those about this kind of subject.", length: 1...60,
            format: .code, example: "order")
        let id: String? = fields.query(
            "subject_id", "Only those about this subject: its id, or the UUID in it.",
            length: 1...60, format: .code, example: "01900000-0000-7000-8000-000000000001")
        subject = id.flatMap { UUIDBytes(text: $0) ?? UUIDBytes(insideID: $0) }
        fields.require(
            id == nil || subject != nil, "query:subject_id", "format",
            "Must be an id or a UUID.")
        account = fields.query("account_id", "Only what this account did.")
        from = fields.query("from", "Not before this moment.")
        until = fields.query("until", "Before this moment.")
    }
}
