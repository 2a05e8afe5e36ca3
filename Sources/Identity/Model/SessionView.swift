import Bedrock
import Platform
import Wire

/// A signed-in session: its tokens, and what they allow.
struct SessionView: Output, Sendable {
    let id: ID<Session>
    let accessToken: String
    let expiresAt: Instant
    let refreshToken: String
    let refreshExpiresAt: Instant
    let account: AccountView
    let chosen: Standing?
    let app: AppSummary?
    let privileges: [String]
    let organizations: [Standing]

    static let example = SessionView(
        id: .sample(FieldRule()), accessToken: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        expiresAt: .sample(FieldRule()), refreshToken: "q7Jt2l0", refreshExpiresAt: .sample(
            FieldRule()), account: .example, chosen: .example,
        app: .example,
        privileges: ["orders.read", "draft_orders.write"], organizations: [.example])

    func write(_ out: inout OutputWriter) {
        out("session_id", id, "The session's id.")
        out("access_token", accessToken, "Goes into `Authorization: Bearer`; ten minutes.")
        out("expires_at", expiresAt, "When the access token expires.")
        out("refresh_token", refreshToken, "Gives the next pair, once.")
        out("refresh_expires_at", refreshExpiresAt, "When the session ends if it is not used.")
        out("account", account, "Who signed in.")
        out(
            "organization", chosen.map { OrganizationSummary(standing: $0) },
            "What the token is of; null when there is none or several to choose from.")
        out("app", app, "The organization's app that the token is for.")
        out("channel_id", chosen?.channel, "The channel that requests sell on unless they say.")
        out("warehouse_id", chosen?.warehouse, "The warehouse that goes with it.")
        out("privileges", privileges, "What the token allows.")
        out("organizations", organizations, "Where the account is a member.")
    }
}
