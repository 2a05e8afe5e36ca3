import Bedrock
import Platform
import Postgres
import Wire

/// Revokes an API key: from the commit on, nothing it asks for has any effect.
struct RevokeApiKey: Command {
    static let route = Route.delete("/v1/api-keys/{id}")
    static let summary = "Revoke an API key."
    static let access = Access.member(.writeApiKeys).inPerson

    let id: ID<ApiKey>

    init(_ fields: inout Fields) { id = fields.path("id", "The key's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Nothing> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let revoked = trip.add(
                ApiKeyStatements.revoke, own, id, context.caller.account, context.now)
            let found = trip.add(ApiKeyStatements.list, own, id, nil, 1)
            try await effect.send(trip)
            guard found.first != nil else { throw .notFound }
            guard revoked.first == true else { return .nothing }
            var recording = Trip()
            context.record("api_key_revoked", id, of: "api_key", in: own, &recording)
            try await effect.send(recording)
            return .nothing
        }
    }
}
