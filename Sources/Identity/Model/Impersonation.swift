import Bedrock
import Platform
import Postgres
import Wire

/// A session in which one of the platform's people acts for an account in one organization.
struct Impersonation: Output, Sendable {
    let id: ID<Session>
    let account: ID<Account>
    let organization: ID<Organization>
    let actor: ID<Account>
    let actorName: String
    let reason: String
    let begunAt: Instant
    let endsAt: Instant
    let endedAt: Instant?

    static let example = Impersonation(
        id: .sample(FieldRule()), account: .sample(FieldRule()),
        organization: .sample(FieldRule()), actor: .sample(FieldRule()), actorName: "Sam Support",
        reason: "Ticket 4711: prices don't show", begunAt: .sample(FieldRule()),
        endsAt: .sample(FieldRule()), endedAt: .sample(FieldRule()))

    static func read(_ row: inout RowReader) throws(RowError) -> Impersonation {
        Impersonation(
            id: try row.read(), account: try row.read(), organization: try row.read(),
            actor: try row.read(), actorName: try row.read(), reason: try row.read(),
            begunAt: try row.read(), endsAt: try row.read(), endedAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The session's id.")
        out("account_id", account, "For whom somebody acts.")
        out("organization_id", organization, "In which organization.")
        out("acting_account_id", actor, "Who acts.")
        out("acting_name", actorName, "Their name.")
        out("reason", reason, "Why.")
        out("begun_at", begunAt, "When it began.")
        out("ends_at", endsAt, "When it ends at the latest.")
        out("ended_at", endedAt, "When it ended; null while it runs.")
    }
}

/// A token to act with.
struct ActingToken: Output, Sendable {
    let id: ID<Session>
    let accessToken: String
    let expiresAt: Instant
    let endsAt: Instant
    let privileges: [String]

    static let example = ActingToken(
        id: .sample(FieldRule()), accessToken: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
        expiresAt: .sample(FieldRule()), endsAt: .sample(FieldRule()),
        privileges: ["orders.read", "draft_orders.write"])

    func write(_ out: inout OutputWriter) {
        out("id", id, "The impersonation's id.")
        out("access_token", accessToken, "Goes into `Authorization: Bearer`; ten minutes at most.")
        out("expires_at", expiresAt, "When the token expires; ask for the next one before.")
        out("ends_at", endsAt, "When the impersonation ends; no token outlives it.")
        out("privileges", privileges, "What the token allows.")
    }
}
