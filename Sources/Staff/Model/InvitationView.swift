import Bedrock
import Platform
import Postgres
import Wire

/// Where an invitation stands.
enum InvitationState: String, FieldEnum {
    case open, accepted, revoked, expired
}

/// An invitation to work for the organization; its secret is in the letter alone.
struct InvitationView: Output, Sendable {
    let id: ID<Invitation>
    let email: String
    let roles: [String]
    let app: ID<App>?
    let rolesEndAt: Instant?
    let unit: ID<BusinessUnit>?
    let state: InvitationState
    let letterAt: Instant
    let expiresAt: Instant
    let invitedBy: ID<Account>
    let acceptedBy: ID<Account>?
    let acceptedAt: Instant?
    let createdAt: Instant

    static let example = InvitationView(
        id: .sample(FieldRule()), email: "ada@example.com", roles: ["staff"],
        app: .sample(FieldRule()), rolesEndAt: .sample(FieldRule()), unit: .sample(FieldRule()),
        state: .open, letterAt: .sample(FieldRule()), expiresAt: .sample(FieldRule()),
        invitedBy: .sample(FieldRule()), acceptedBy: .sample(FieldRule()),
        acceptedAt: .sample(FieldRule()), createdAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> InvitationView {
        InvitationView(
            id: try row.read(), email: try row.read(), roles: try row.read(),
            app: try row.read(), rolesEndAt: try row.read(), unit: try row.read(),
            state: try row.readWord("state"), letterAt: try row.read(),
            expiresAt: try row.read(), invitedBy: try row.read(), acceptedBy: try row.read(),
            acceptedAt: try row.read(), createdAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The invitation's id.")
        out("email", email, "To whom the letter went.")
        out("roles", roles, "What whoever accepts will hold.")
        out("app_id", app, "In which app; null for all.")
        out("roles_end_at", rolesEndAt, "When the roles end; null for never.")
        out("business_unit_id", unit, "The unit they will belong to.")
        out("state", state, "It can be accepted while `open`.")
        out("letter_at", letterAt, "When the last letter went out.")
        out("expires_at", expiresAt, "Until when it can be accepted.")
        out("invited_by", invitedBy, "Who invited.")
        out("accepted_by", acceptedBy, "Who accepted.")
        out("accepted_at", acceptedAt, "When.")
        out("created_at", createdAt, "When it was made.")
    }
}
