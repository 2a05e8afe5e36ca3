import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's API keys, the newest first, without their secrets.
struct ListApiKeys: Query {
    static let route = Route.get("/v1/api-keys")
    static let summary = "List API keys, newest first."
    static let access = Access.member(.readApiKeys).inPerson

    let cursor: ID<ApiKey>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ApiKeyView>> {
        var trip = context.trip()
        let page = trip.add(
            ApiKeyStatements.list, context.caller.organization, nil, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads an API key, without its secret.
struct ReadApiKey: Query {
    static let route = Route.get("/v1/api-keys/{id}")
    static let summary = "Read an API key."
    static let access = Access.member(.readApiKeys).inPerson

    let id: ID<ApiKey>

    init(_ fields: inout Fields) { id = fields.path("id", "The key's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ApiKeyView> {
        var trip = context.trip()
        let found = trip.add(ApiKeyStatements.list, context.caller.organization, id, nil, 1)
        try await context.read(trip)
        guard let key = found.first else { throw .notFound }
        return .answer(key)
    }
}
