import Bedrock
import Platform
import Wire

/// One event of the ledger.
struct EventView: Output, Sendable {
    let position: Int64
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
        position: 812, id: ID(uuid: UUIDBytes(high: 1, low: 9)), type: "order_placed",
        subjectKind: "order", subject: UUIDBytes(high: 1, low: 7),
        account: ID(uuid: UUIDBytes(high: 1, low: 8)), actor: nil,
        requestID: "2fkmmirq8la24-1", at: Instant(microseconds: 1_790_000_000_000_000),
        payload: .empty)

    func write(_ out: inout OutputWriter) {
        out("position", position, "Its place in the ledger: 1, 2, 3 … without a gap.")
        out("id", id, "The event's id.")
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
