import Bedrock
public import Cryptography
public import Platform
import HTTP
import Wire

/// Tokens that say to a third party who somebody is, and nothing of what they may do: signed with
/// Ed25519, so that whoever reads them holds no secret of ours.
///
/// A third party can't ask whether a token still holds; it holds for ten minutes at most.
public final class AudienceTokens: Sendable {
    /// How long one holds.
    static let lifetime: Duration = .seconds(600)
    /// The type in a token's header; no endpoint of ours takes it.
    static let kind = "aud+jwt"

    private let keys: KeyRing<Ed25519Key>

    /// Holds the keys, of which the first signs.
    public init(keys: KeyRing<Ed25519Key>) {
        self.keys = keys
    }

    /// The keys' public halves, as a JSON Web Key Set.
    public var document: String { JWKS.document(keys) }

    /// A token for that audience, of the caller's account in its organization and app.
    func issue(
        to audience: String, of caller: Caller, at now: Instant
    ) throws(TokenError) -> (token: String, expiresAt: Instant) {
        let expiresAt = now.advanced(by: Self.lifetime)
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("iss")
        writer.write("dray")
        writer.key("aud")
        writer.write(audience)
        writer.key("sub")
        writer.write(caller.account?.text ?? "")
        if let organization = caller.organization {
            writer.key("org")
            writer.write(organization.text)
        }
        if let app = caller.app {
            writer.key("app")
            writer.write(app.text)
        }
        writer.key("iat")
        writer.write(now.seconds)
        writer.key("exp")
        writer.write(expiresAt.seconds)
        writer.endObject()
        let jwt = JWT(kind: Self.kind, audience: audience, keys: keys)
        return (try jwt.sign(writer.bytes), expiresAt)
    }
}

/// The page that third parties read the keys from.
public enum AudienceKeyPage {
    /// Declares it; the keys are those the server was started with.
    public static func declare(_ table: inout OperationTable, _ tokens: AudienceTokens) {
        let body = Array(tokens.document.utf8)
        table.add(
            DeclaredPage(
                .get("/.well-known/jwks.json"), "The keys of tokens for third parties."
            ) { _, _ in
                Response(
                    status: 200,
                    headers: [
                        ("Content-Type", "application/jwk-set+json"),
                        ("Cache-Control", "public, max-age=300"),
                    ], body: body)
            })
    }
}
