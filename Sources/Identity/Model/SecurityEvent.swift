import Bedrock
import Platform
import Wire

/// Something that happened to an account, as its owner sees it.
struct SecurityEvent: Output, Sendable {
    let id: ID<Event>
    let type: String
    let at: Instant
    let address: String?
    let session: ID<Session>?
    let requestID: String?
    let organization: ID<Organization>?
    let actor: ID<Account>?
    let detail: FreeForm

    static let example = SecurityEvent(
        id: .sample(FieldRule()), type: "signed_in", at: .sample(FieldRule()),
        address: "203.0.113.7", session: .sample(FieldRule()), requestID: "2fkmmirq8la24-1",
        organization: .sample(FieldRule()), actor: nil, detail: .empty)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The event's id; later events have greater ones.")
        out("type", type, "What happened, in the past tense.")
        out("at", at, "When.")
        out("address", address, "From which address.")
        out("session_id", session, "In which session, where there was one.")
        out("request_id", requestID, "In which request.")
        out("organization_id", organization, "The organization of that session.")
        out("acting_account_id", actor, "Who acted for the account, where somebody did.")
        out("detail", detail, "What else is to know.")
    }
}
