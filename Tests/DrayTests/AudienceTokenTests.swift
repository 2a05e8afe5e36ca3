import Bedrock
import Cryptography
import HTTP
import Platform
import Testing
import Wire

@Suite("Third parties are shown who somebody is by tokens of another kind and other keys")
struct AudienceTokenTests {
    private struct Claims: TokenClaims {
        let audience: String
        let expiresAt: Int64
        let json: JSON
    }

    private static let partner = "https://partner.example"

    /// Somebody signed in to an app with that origin.
    private func somebody() async throws -> (Person, Trader) {
        let trader = try await SharedTrader.wholesaler
        let app = try await trader.makeApp(#","origins":["\#(Self.partner)"]"#)
        return (try await trader.person.signedIn(to: app, of: trader.id), trader)
    }

    private func ask(_ person: Person, _ audience: String = partner) async throws -> Answer {
        try await person.post(
            "/v1/me/audience-tokens", #"{"audience":"\#(audience)"}"#, key: nil)
    }

    /// Reads a token as a third party does: with the published keys and nothing else.
    private func read(
        _ token: String, for audience: String, _ client: Client
    ) async throws -> JSON {
        let page = try await client.send(.get, "/.well-known/jwks.json").expect(200)
        let keys = page["keys"]?.items ?? []
        let ring = try KeyRing(
            current: (
                id: try #require(keys.first?["kid"]?.text),
                key: try #require(
                    keys.first?["x"]?.text.flatMap { Base64URL.decode($0) }
                        .flatMap { Ed25519Key(publicKey: $0) })
            ))
        #expect(keys.allSatisfy { $0["d"] == nil && $0["alg"]?.text == "EdDSA" })
        let jwt = JWT(kind: "aud+jwt", audience: audience, keys: ring)
        return try jwt.open(token, at: .now()) { payload throws(TokenError) in
            guard let json = try? JSON.parse(payload), let end = json["exp"]?.integer else {
                throw .badClaims
            }
            return Claims(audience: json["aud"]?.text ?? "", expiresAt: end, json: json)
        }.json
    }

    @Test("the published keys verify it, for its audience alone, for ten minutes")
    func verified() async throws {
        let (person, trader) = try await somebody()
        let made = try await ask(person).expect(200)
        let token = try made.text("token")
        let claims = try await read(token, for: Self.partner, person.client)
        #expect(claims["sub"]?.text == person.account)
        #expect(claims["org"]?.text == trader.id)
        #expect(claims["iss"]?.text == "dray")
        #expect(claims["prv"] == nil && claims["sid"] == nil)
        let lasts = (claims["exp"]?.integer ?? 0) - (claims["iat"]?.integer ?? 0)
        #expect(lasts == 600)
        await #expect(throws: TokenError.wrongAudience) {
            try await read(token, for: "https://other.example", person.client)
        }
    }

    @Test("it opens no route of ours")
    func noAccess() async throws {
        let (person, _) = try await somebody()
        let token = try await ask(person).expect(200).text("token")
        try await person.client.send(.get, "/v1/me", json: "", token: token)
            .expect(401, "token-invalid")
    }

    @Test("the audience is an origin of the app, and the caller somebody in an organization")
    func refused() async throws {
        let (person, trader) = try await somebody()
        try await ask(person, "https://other.example").expect(422)
        try await ask(person, "no origin").expect(422)
        try await ask(trader.person).expect(422)
        let alone = try await Person.make(trader.server.client)
        try await ask(alone).expect(403, "organization-required")
    }
}
