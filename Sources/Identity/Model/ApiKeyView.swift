import Bedrock
import Platform
import Postgres
import Wire

/// An API key without its secret.
struct ApiKeyView: Output, Sendable {
    let id: ID<ApiKey>
    let app: ID<App>
    let account: ID<Account>
    let maker: String
    let name: String
    let prefix: String
    let privileges: [String]
    let requestsPerMinute: Int32?
    let uses: Int64
    let lastUsedAt: Instant?
    let lastUsedFrom: String?
    let createdAt: Instant
    let expiresAt: Instant?
    let revokedAt: Instant?

    static let example = ApiKeyView(
        id: .sample(FieldRule()), app: .sample(FieldRule()), account: .sample(FieldRule()),
        maker: "Ada Wong", name: "Till 3", prefix: "5f0c2a9be1d37486",
        privileges: ["orders.read"], requestsPerMinute: 600, uses: 41_872,
        lastUsedAt: .sample(FieldRule()), lastUsedFrom: "203.0.113.9",
        createdAt: .sample(FieldRule()), expiresAt: nil, revokedAt: nil)

    static func read(_ row: inout RowReader) throws(RowError) -> ApiKeyView {
        ApiKeyView(
            id: try row.read(), app: try row.read(), account: try row.read(),
            maker: try row.read(), name: try row.read(), prefix: try row.read(),
            privileges: try row.read(), requestsPerMinute: try row.read(), uses: try row.read(),
            lastUsedAt: try row.read(), lastUsedFrom: try row.read(), createdAt: try row.read(),
            expiresAt: try row.read(), revokedAt: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The key's id.")
        out("name", name, "What it is for.")
        out("prefix", prefix, "What it begins with after `dk_`; the rest is secret.")
        out("app_id", app, "The app it works in.")
        out("account_id", account, "Who made it, and for whom it acts.")
        out("account_name", maker, "Their name.")
        out("privileges", privileges, "What it allows, as long as its maker holds it too.")
        out("requests_per_minute", requestsPerMinute, "A limit of its own; null for none.")
        out("uses", uses, "How many requests it made; a few seconds late.")
        out("last_used_at", lastUsedAt, "When the last of them was; a few seconds late.")
        out("last_used_from", lastUsedFrom, "The address that one came from.")
        out("created_at", createdAt, "When it was made.")
        out("expires_at", expiresAt, "When it ends; null for never.")
        out("revoked_at", revokedAt, "When it was revoked; null while it wasn't.")
    }
}

/// An API key that was just made, with its secret: shown this once.
struct MadeApiKey: Output, Sendable {
    let id: ID<ApiKey>
    let key: ApiKeyText

    static let example = MadeApiKey(
        id: .sample(FieldRule()),
        key: ApiKeyText(prefix: "5f0c2a9be1d37486", secret: Array(repeating: 0x5A, count: 32)))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The key's id.")
        out("prefix", key.prefix, "What it is listed by.")
        out(
            "secret", key.text,
            "What the machine sends as its Bearer token; not told again.")
    }
}
