import Bedrock
import Platform
import Postgres
import Wire

/// Where a membership stands.
enum MembershipState: String, FieldEnum {
    case active
    case suspended
}

/// Somebody who works for the organization.
struct MemberView: Output, Sendable {
    let account: ID<Account>
    let name: String
    let email: String
    let state: MembershipState
    let stateReason: String?
    let stateAt: Instant?
    let isBanned: Bool
    let bannedUntil: Instant?
    let roles: [String]
    let unit: ID<BusinessUnit>?
    let joinedAt: Instant
    let version: Int32

    static let example = MemberView(
        account: .sample(FieldRule()), name: "Ada Wong", email: "ada@example.com", state: .active,
        stateReason: "Back from leave", stateAt: .sample(FieldRule()), isBanned: false,
        bannedUntil: .sample(FieldRule()), roles: ["staff"], unit: .sample(FieldRule()),
        joinedAt: .sample(FieldRule()), version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> MemberView {
        MemberView(
            account: try row.read(), name: try row.read(), email: try row.read(),
            state: try row.readWord("state"), stateReason: try row.read(),
            stateAt: try row.read(), isBanned: try row.read(), bannedUntil: try row.read(),
            roles: try row.read(), unit: try row.read(), joinedAt: try row.read(),
            version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("account_id", account, "The member's account.")
        out("name", name, "The person's name.")
        out("email", email, "The address they sign in with.")
        out("state", state, "A suspended member can't do anything here.")
        out("state_reason", stateReason, "Why, as whoever moved it last said.")
        out("state_at", stateAt, "When it was moved last.")
        out("banned", isBanned, "Whether they are banned at this moment.")
        out("banned_until", bannedUntil, "When the ban ends; null for never.")
        out("roles", roles, "The roles they hold at this moment.")
        out("business_unit_id", unit, "The unit they belong to.")
        out("joined_at", joinedAt, "Since when they are a member.")
        out("version", version, "Grows with every move.")
    }
}
