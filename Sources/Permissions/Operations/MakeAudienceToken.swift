import Bedrock
import Cryptography
import Platform
import Postgres
import Wire

/// Makes a token with which an app's page shows a third party who is signed in to it. The audience
/// is an origin of the app's own: whoever keeps the app says to whom its people are shown.
struct MakeAudienceToken: Query {
    static let route = Route.post("/v1/me/audience-tokens")
    static let summary = "Make a token that shows who one is to one of the app's origins."
    static let access = Access.account
    static let problems: [ProblemKind] = [.organizationRequired]

    let audience: String

    init(_ fields: inout Fields) {
        audience = fields.body(
            "audience", "For whom: an origin of the app that one is signed in to.",
            length: 1...200, format: .origin, example: "https://partner.example")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<AudienceToken> {
        let caller = context.caller.caller
        guard let organization = caller.organization, let app = caller.app else {
            throw Problem(.organizationRequired)
        }
        var trip = context.trip()
        let found = trip.add(AppStatements.app, organization, app)
        try await context.read(trip)
        guard let app = found.first, app.origins.contains(audience) else {
            throw .invalid("/audience", "unknown", "Is no origin of the app.")
        }
        do throws(TokenError) {
            let (token, expiresAt) = try context.services.get(AudienceTokens.self)
                .issue(to: audience, of: caller, at: context.now)
            return .answer(
                AudienceToken(token: token, expiresAt: expiresAt, keys: AudienceToken.keys))
        } catch {
            throw Problem(.internalError).because("no audience token: \(error)")
        }
    }
}

struct AudienceToken: Output, Sendable {
    static let keys = "/.well-known/jwks.json"

    let token: String
    let expiresAt: Instant
    let keys: String

    static let example = AudienceToken(
        token: "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl", expiresAt: .sample(FieldRule()), keys: keys)

    func write(_ out: inout OutputWriter) {
        out("token", token, "A JWT signed with Ed25519: `iss`, `aud`, `sub`, `org`, `app`, `exp`.")
        out("expires_at", expiresAt, "Its end; it can't be taken back before.")
        out("keys", keys, "Where the keys that verify it are.")
    }
}
