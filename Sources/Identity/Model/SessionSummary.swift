import Bedrock
import Platform
import Postgres
import Wire

/// A session in the list of one's own.
struct SessionSummary: Output, Sendable {
    let id: ID<Session>
    let organization: ID<Organization>?
    let device: String?
    let address: String?
    let createdAt: Instant
    let lastUsedAt: Instant
    let expiresAt: Instant
    var isCurrent = false

    static let example = SessionSummary(
        id: .sample(FieldRule()), organization: .sample(FieldRule()), device: "Chrome on a till",
        address: "203.0.113.7", createdAt: .sample(FieldRule()), lastUsedAt: .sample(FieldRule()),
        expiresAt: .sample(FieldRule()), isCurrent: true)

    static func read(_ row: inout RowReader) throws(RowError) -> SessionSummary {
        SessionSummary(
            id: try row.read(), organization: try row.read(), device: try row.read(),
            address: try row.read(), createdAt: try row.read(), lastUsedAt: try row.read(),
            expiresAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The session's id.")
        out("organization_id", organization, "The organization it is signed in to.")
        out("device", device, "What the client called itself.")
        out("address", address, "From which address it was opened.")
        out("created_at", createdAt, "When it was opened.")
        out("last_used_at", lastUsedAt, "When it was last refreshed.")
        out("expires_at", expiresAt, "When it ends if it is not used.")
        out("current", isCurrent, "Whether it is the one this request is made in.")
    }
}
