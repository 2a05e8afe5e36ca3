import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Makes an API key: for a till or another machine that acts for whoever makes it, with a part of
/// what they are allowed. Its secret is in this answer only.
struct MakeApiKey: Command {
    static let route = Route.post("/v1/api-keys")
    static let summary = "Make an API key for a machine."
    static let access = Access.member(.writeApiKeys).inPerson
    static let problems: [ProblemKind] = [.apiKeyBeyondMaker, .tooManyApiKeys, .apiKeyTold]

    let name: String
    let privileges: [String]
    let app: ID<App>?
    let requestsPerMinute: Int32?
    let expiresAt: Instant?

    init(_ fields: inout Fields) {
        name = fields.body("name", "What it is for.", length: 1...100, example: "Till 3")
        privileges = fields.body(
            "privileges", "What it allows: a part of what its maker is allowed in the app.",
            length: 1...100, count: 1...200, example: ["orders.read"])
        app = fields.optional("app_id", "The app it works in; without it, that of the token.")
        requestsPerMinute = fields.optional(
            "requests_per_minute", "A limit of its own beside the usual ones.",
            in: 1...1_000_000)
        expiresAt = fields.optional("expires_at", "When it ends; without it, when it is revoked.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<MadeApiKey> {
        let own = context.caller.organization
        guard let app = app ?? context.caller.caller.app else {
            throw .invalid("/app_id", "required", "The token is of no app.")
        }
        if let expiresAt, expiresAt <= context.now {
            throw .invalid("/expires_at", "past", "Must be in the future.")
        }
        let id = ID<ApiKey>.make(at: context.now)
        let salt = Random.bytes(32)
        let text = ApiKeyText(
            prefix: ApiKeySecret.prefix(of: id, context.identity.refreshKeys.current.key),
            secret: ApiKeySecret.make(salt, context.identity.refreshKeys.current.key))
        let again = try await context.commit(
            subject: id,
            { trip in
                trip.add(
                    ApiKeyStatements.make, own, id, app, context.caller.account, name,
                    text.prefix, text.hash, salt, Array(Set(privileges)).sorted(),
                    requestsPerMinute, context.now, expiresAt)
                context.record("api_key_made", id, of: "api_key", in: own, &trip) { json in
                    json.key("name")
                    json.write(name)
                    json.key("privileges")
                    json.beginArray()
                    for privilege in Set(privileges).sorted() { json.write(privilege) }
                    json.endArray()
                }
            },
            again: { (first: ID<ApiKey>) throws(Problem) in
                try await MakeApiKey.answer(of: first, context)
            },
            refused: MakeApiKey.problem)
        return again ?? MakeApiKey.answer(id, text)
    }

    private static func answer(_ id: ID<ApiKey>, _ text: ApiKeyText) -> Success<MadeApiKey> {
        .answer(MadeApiKey(id: id, key: text)).location("/v1/api-keys/\(id)")
    }

    /// The first answer once more, as long as the key was not used.
    private static func answer(
        of id: ID<ApiKey>, _ context: Context<Member>
    ) async throws(Problem) -> Success<MadeApiKey> {
        var trip = context.trip()
        let origin = trip.add(ApiKeyStatements.origin, context.caller.organization, id)
        try await context.read(trip)
        guard let origin = origin.first else { throw Problem(.apiKeyTold) }
        for entry in context.identity.refreshKeys.entries {
            let text = ApiKeyText(
                prefix: ApiKeySecret.prefix(of: id, entry.key),
                secret: ApiKeySecret.make(origin.salt, entry.key))
            if ConstantTime.equal(text.hash, origin.secretHash) { return answer(id, text) }
        }
        throw Problem(.apiKeyTold)
    }

    private static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR204": .invalid("/app_id", "unknown", "The organization has no such app.")
        case "DR205": Problem(.apiKeyBeyondMaker, "You are not allowed \(error.detail ?? "that").")
        case "DR208":
            .invalid("/privileges", "unknown", "The app has no \(error.detail ?? "such one").")
        case "DR212": Problem(.tooManyApiKeys, "Revoke those that are not used any more.")
        default: nil
        }
    }
}

/// What makes keys: secrets that nobody can guess, and that nobody has to keep.
///
/// A secret is made from a salt, which the database has, with a key that only the server has:
/// neither of them is worth anything alone.
enum ApiKeySecret {
    static func make(_ salt: [UInt8], _ key: HMACKey) -> [UInt8] {
        key.code(over: Array("dray api key ".utf8) + salt)
    }

    /// Sixteen hexadecimal digits.
    static func prefix(of id: ID<ApiKey>, _ key: HMACKey) -> String {
        let code = key.code(over: Array("dray api key prefix \(id)".utf8))
        return Hexadecimal.encode(Array(code.prefix(8)))
    }
}
