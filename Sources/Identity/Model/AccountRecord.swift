import Bedrock
import Platform
import Postgres

/// An account as the database has it, without its password.
struct AccountRecord: Sendable {
    let id: ID<Account>
    let email: String
    let name: String
    let verifiedAt: Instant?
    let bannedAt: Instant?
    let epoch: Int64
    let createdAt: Instant

    var view: AccountView {
        AccountView(
            id: id, email: email, name: name, verified: verifiedAt != nil, createdAt: createdAt)
    }

    static func read(_ row: inout RowReader) throws(RowError) -> AccountRecord {
        AccountRecord(
            id: try row.read(), email: try row.read(), name: try row.read(),
            verifiedAt: try row.read(), bannedAt: try row.read(), epoch: try row.read(),
            createdAt: try row.read())
    }
}

/// An account and the hash of its password: what signing in compares.
struct AccountSecret: Sendable {
    let account: AccountRecord
    let passwordHash: String
}
