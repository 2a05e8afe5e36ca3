import Bedrock
import Platform
import Postgres
import Wire

/// An account as the platform's people see it.
struct PlatformAccount: Output, Sendable {
    let id: ID<Account>
    let email: String
    let name: String
    let verified: Bool
    let bannedAt: Instant?
    let bannedUntil: Instant?
    let bannedFor: String?
    let createdAt: Instant

    static let example = PlatformAccount(
        id: .sample(FieldRule()), email: "ada@example.com", name: "Ada Wong", verified: true,
        bannedAt: .sample(FieldRule()), bannedUntil: .sample(FieldRule()),
        bannedFor: "Chargebacks", createdAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> PlatformAccount {
        PlatformAccount(
            id: try row.read(), email: try row.read(), name: try row.read(),
            verified: try row.read(), bannedAt: try row.read(), bannedUntil: try row.read(),
            bannedFor: try row.read(), createdAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The account's id.")
        out("email", email, "The address it signs in with.")
        out("name", name, "The person's name.")
        out("verified", verified, "Whether the address was shown to be theirs.")
        out("banned_at", bannedAt, "Since when it is banned; null when it is not.")
        out("banned_until", bannedUntil, "When the ban ends; null for never.")
        out("banned_for", bannedFor, "Why.")
        out("created_at", createdAt, "When it was made.")
    }
}
