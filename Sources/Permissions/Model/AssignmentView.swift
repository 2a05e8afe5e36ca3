import Bedrock
import Platform
import Postgres
import Wire

/// A role that an account holds in the organization.
struct AssignmentView: Output, Sendable {
    let id: ID<Assignment>
    let account: ID<Account>
    let role: String
    let app: ID<App>?
    var startsAt: Instant
    var endsAt: Instant?
    var isPublic: Bool
    let givenBy: String
    let grantor: ID<Account>?
    let createdAt: Instant
    var version: Int32

    static let example = AssignmentView(
        id: .sample(FieldRule()), account: .sample(FieldRule()), role: "warehouse_hand",
        app: .sample(FieldRule()), startsAt: .sample(FieldRule()), endsAt: .sample(FieldRule()),
        isPublic: false, givenBy: "member", grantor: .sample(FieldRule()),
        createdAt: .sample(FieldRule()), version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> AssignmentView {
        AssignmentView(
            id: try row.read(), account: try row.read(), role: try row.read(),
            app: try row.read(), startsAt: try row.read(), endsAt: try row.read(),
            isPublic: try row.read(), givenBy: try row.read(), grantor: try row.read(),
            createdAt: try row.read(), version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The assignment's id.")
        out("account_id", account, "Who holds the role.")
        out("role", role, "The role.")
        out("app_id", app, "The app it is held in; null for all of them.")
        out("starts_at", startsAt, "From when on it is held.")
        out("ends_at", endsAt, "Until when; null for good.")
        out("public", isPublic, "Whether everybody in the organization sees it.")
        out("given_by", givenBy, "`member`, or `system`, which alone moves it then.")
        out("granted_by", grantor, "Who gave it.")
        out("created_at", createdAt, "When it was given.")
        out("version", version, "Grows with every change; the ETag.")
    }
}

/// Somebody of the organization.
struct FoundMember: Output, Sendable {
    let account: ID<Account>
    let name: String
    let email: String?
    let state: String
    let roles: [String]
    let joinedAt: Instant

    static let example = FoundMember(
        account: .sample(FieldRule()), name: "Pat Doe", email: "pat@example.com",
        state: "active", roles: ["sales"], joinedAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> FoundMember {
        FoundMember(
            account: try row.read(), name: try row.read(), email: try row.read(),
            state: try row.read(), roles: try row.read(), joinedAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("account_id", account, "The account.")
        out("name", name, "Its name.")
        out("email", email, "Its address; null to who lacks `members.read`.")
        out("state", state, "Whether the membership is `active` or `suspended`.")
        out("roles", roles, "The roles held now; the public ones to who lacks `members.read`.")
        out("joined_at", joinedAt, "Since when it is a member.")
    }
}
