import Bedrock
import Platform
import Wire

/// An organization, or one app of it, after a technician disabled or enabled it.
struct DisablingView: Output, Sendable {
    let organization: ID<Organization>
    let app: ID<App>?
    let isDisabled: Bool
    let reason: String?
    let at: Instant

    static let example = DisablingView(
        organization: .sample(FieldRule()), app: .sample(FieldRule()), isDisabled: true,
        reason: "Orders are sent in an endless loop.", at: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("organization_id", organization, "The organization.")
        out("app_id", app, "The app; null for the whole organization.")
        out("disabled", isDisabled, "Whether it is disabled now.")
        out("reason", reason, "Why it was disabled.")
        out("at", at, "Since when it is so.")
    }
}
