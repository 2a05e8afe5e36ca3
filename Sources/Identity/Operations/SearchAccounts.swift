import Bedrock
import Platform
import Postgres
import Wire

/// Finds accounts by the beginning of their address or name.
struct SearchAccounts: Query {
    static let route = Route.get("/v1/platform/accounts")
    static let summary = "Find accounts by the beginning of their address or name."
    static let access = Access.platform(.readAccounts)

    let query: String
    let cursor: ID<Account>?
    let limit: Int64

    init(_ fields: inout Fields) {
        query = fields.requiredQuery(
            "query", "How the address or the name begins; upper and lower case are one.",
            length: 1...254, example: "ada")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<Page<PlatformAccount>> {
        let prefix = query.lowercased()
        var trip = context.trip()
        // Nothing that begins so sorts behind it followed by the last of all characters.
        let page = trip.add(
            BanStatements.search, prefix, prefix + "\u{10FFFF}", cursor, context.now, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one account.
struct ReadPlatformAccount: Query {
    static let route = Route.get("/v1/platform/accounts/{id}")
    static let summary = "Read an account, with its ban."
    static let access = Access.platform(.readAccounts)

    let id: ID<Account>

    init(_ fields: inout Fields) { id = fields.path("id", "The account's id.") }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<PlatformAccount> {
        var trip = context.trip()
        let found = trip.add(BanStatements.account, id, context.now)
        try await context.read(trip)
        guard let account = found.first else { throw .notFound }
        return .answer(account)
    }
}
