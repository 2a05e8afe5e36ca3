import Bedrock
import Cryptography
import Testing

/// Claims written as `audience exp nbf`, so that these tests need no JSON.
struct PlainClaims: TokenClaims, Equatable {
    let audience: String
    let expiresAt: Int64
    let notBefore: Int64?

    init(_ payload: [UInt8]) throws(TokenError) {
        let words = String(decoding: payload, as: UTF8.self).split(separator: " ")
        guard words.count == 3, let expiresAt = Int64(words[1]) else { throw .badClaims }
        audience = String(words[0])
        self.expiresAt = expiresAt
        notBefore = Int64(words[2])
    }
}

@Suite("Tokens of one kind, audience and ring")
struct JWTTests {
    private let key = HMACKey(Array("a secret of thirty-two bytes....".utf8))
    private let now = Instant(microseconds: 1_000_000_000)

    private func tokens(
        kind: String = "at+jwt", audience: String = "dray", limit: Int = 1024, leeway: Int64 = 0
    ) throws -> JWT<HMACKey> {
        JWT(
            kind: kind, audience: audience, keys: try KeyRing(current: ("k1", key)), limit: limit,
            leeway: leeway)
    }

    private func open(
        _ token: String, _ tokens: JWT<HMACKey>, at now: Instant? = nil
    ) throws(TokenError) -> PlainClaims {
        try tokens.open(token, at: now ?? self.now) { bytes throws(TokenError) in
            try PlainClaims(bytes)
        }
    }

    @Test("what was signed is read")
    func roundTrip() throws {
        let tokens = try tokens()
        let token = try tokens.sign(Array("dray 1001 -".utf8))
        let claims = try open(token, tokens)
        #expect(claims.expiresAt == 1001)
        let header = try #require(Base64URL.decode(String(token.split(separator: ".")[0])))
        #expect(
            String(decoding: header, as: UTF8.self)
                == #"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#)
    }

    @Test(
        "times are compared to the second, the end excluded",
        arguments: [
            ("dray 1000 -", TokenError.expired), ("dray 999 -", .expired),
            ("dray -9223372036854775808 -", .expired), ("dray 1001 1001", .notYetValid),
            ("dray 1001 9223372036854775807", .notYetValid), ("dray 1001 1000", nil),
            ("dray 9223372036854775807 -9223372036854775808", nil),
            ("dray2 1001 -", .wrongAudience), ("dra 1001 -", .wrongAudience),
            ("nonsense", .badClaims),
        ])
    func claims(payload: String, error: TokenError?) throws {
        let tokens = try tokens()
        let token = try tokens.sign(Array(payload.utf8))
        if let error {
            #expect(throws: error) { try open(token, tokens) }
        } else {
            #expect(throws: Never.self) { try open(token, tokens) }
        }
    }

    @Test("clocks may differ by the leeway, not more")
    func leeway() throws {
        let tokens = try tokens(leeway: 5)
        #expect(throws: Never.self) {
            try open(try tokens.sign(Array("dray 996 1005".utf8)), tokens)
        }
        #expect(throws: TokenError.expired) {
            try open(try tokens.sign(Array("dray 995 -".utf8)), tokens)
        }
        #expect(throws: TokenError.notYetValid) {
            try open(try tokens.sign(Array("dray 2000 1006".utf8)), tokens)
        }
    }

    @Test("another kind, another key id and another key are refused")
    func confusion() throws {
        let token = try tokens().sign(Array("dray 1001 -".utf8))
        #expect(throws: TokenError.foreign) { try open(token, try tokens(kind: "rt+jwt")) }
        let renamed = JWT(kind: "at+jwt", audience: "dray", keys: try KeyRing(current: ("k2", key)))
        #expect(throws: TokenError.foreign) { try open(token, renamed) }
        let rekeyed = JWT(
            kind: "at+jwt", audience: "dray",
            keys: try KeyRing(current: ("k1", HMACKey.generate())))
        #expect(throws: TokenError.forged) { try open(token, rekeyed) }
    }

    @Test(
        "a header of the sender's choosing is refused, even when its signature is right",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"none","typ":"at+jwt","kid":"k1"}"#,
            #"{"alg":"HS256"}"#, #"{"alg":"HS256","kid":"k1","typ":"at+jwt"}"#,
            #"{"alg":"HS256","typ":"at+jwt","kid":"k1","crit":["x"],"x":1}"#,
            #"{"alg": "HS256","typ":"at+jwt","kid":"k1"}"#,
            #"{"alg":"hs256","typ":"at+jwt","kid":"k1"}"#,
            #"{"alg":"RS256","typ":"at+jwt","kid":"k1"}"#,
            #"{"alg":"EdDSA","typ":"at+jwt","kid":"k1"}"#,
            #"{"alg":"HS256","typ":"at+jwt","kid":"../../dev/null"}"#,
            #"{"alg":"HS256","typ":"at+jwt","kid":"k1","jwk":{"kty":"oct","k":""}}"#,
            "{}", "",
        ])
    func headers(header: String) throws {
        let tokens = try tokens()
        let content = Base64URL.encode(Array("dray 1001 -".utf8))
        let signed = Base64URL.encode(Array(header.utf8)) + "." + content
        let signature = Base64URL.encode(key.code(over: Array(signed.utf8)))
        #expect(throws: TokenError.foreign) { try open(signed + "." + signature, tokens) }
        #expect(throws: TokenError.foreign) { try open(signed + ".", tokens) }
    }

    @Test("the public key of one algorithm is no secret of the other")
    func algorithmConfusion() throws {
        let pair = Ed25519Key.generate()
        let signer = JWT(kind: "id+jwt", audience: "x", keys: try KeyRing(current: ("k1", pair)))
        let token = try signer.sign(Array("x 1001 -".utf8))
        let parts = token.split(separator: ".")
        let signed = "\(parts[0]).\(parts[1])"
        let code = HMACKey(pair.publicKey).code(over: Array(signed.utf8))
        for (signature, error) in [(code, TokenError.malformed), (code + code, .forged)] {
            #expect(throws: error) {
                try signer.payload(of: "\(signed).\(Base64URL.encode(signature))")
            }
        }
        let secret = JWT(
            kind: "id+jwt", audience: "x",
            keys: try KeyRing(current: ("k1", HMACKey(pair.publicKey))))
        #expect(throws: TokenError.foreign) { try open(token, secret) }
    }

    @Test("tokens of the previous key are read until it leaves the ring")
    func rotation() throws {
        let fresh = HMACKey.generate()
        let before = try tokens()
        let during = JWT(
            kind: "at+jwt", audience: "dray",
            keys: try KeyRing(current: ("k2", fresh), previous: [("k1", key)]))
        let after = JWT(kind: "at+jwt", audience: "dray", keys: try KeyRing(current: ("k2", fresh)))
        let old = try before.sign(Array("dray 1001 -".utf8))
        let new = try during.sign(Array("dray 1001 -".utf8))
        #expect(throws: Never.self) { try open(old, during) }
        #expect(throws: Never.self) { try open(new, during) }
        #expect(throws: Never.self) { try open(new, after) }
        #expect(throws: TokenError.foreign) { try open(old, after) }
        #expect(throws: TokenError.foreign) { try open(new, before) }
    }

    @Test("a public key verifies and can't be asked to sign by another ring's tokens")
    func publicHalf() throws {
        let pair = Ed25519Key.generate()
        let half = try #require(Ed25519Key(publicKey: pair.publicKey))
        let signer = JWT(kind: "id+jwt", audience: "x", keys: try KeyRing(current: ("k1", pair)))
        let reader = JWT(kind: "id+jwt", audience: "x", keys: try KeyRing(current: ("k1", half)))
        let token = try signer.sign(Array("x 1001 -".utf8))
        let claims = try reader.open(token, at: now) { bytes throws(TokenError) in
            try PlainClaims(bytes)
        }
        #expect(claims.audience == "x")
    }

    @Test("a token is never longer than its limit")
    func limit() throws {
        let tokens = try tokens(limit: 200)
        #expect(throws: TokenError.tooLong) {
            try tokens.sign([UInt8](repeating: UInt8(ascii: "x"), count: 100))
        }
        let long = try self.tokens().sign([UInt8](repeating: UInt8(ascii: "x"), count: 100))
        #expect(throws: TokenError.tooLong) { try open(long, tokens) }
        #expect(throws: TokenError.tooLong) {
            try open(String(repeating: ".", count: 10_000_000), tokens)
        }
    }
}
