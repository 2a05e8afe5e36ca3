import Cryptography
import Foundation
import Testing

/// The cases of RFC 7515, appendix A, and RFC 8037, appendix A.
private struct JOSECase: Decodable, CustomTestStringConvertible {
    struct Key: Decodable {
        let k: String?
        let x: String?
        let d: String?
    }

    let id: String
    let alg: String?
    let jwk: Key?
    let jwk_private: Key?
    let compact: String?
    let jws: String?
    let payload: String?
    let valid: Bool

    var testDescription: String { id }

    static func all() throws -> [JOSECase] {
        struct File: Decodable { let cases: [JOSECase] }
        let file: File = try PublishedVectors.read("jose/rfc7515_rfc8037.json")
        return file.cases
    }

    static func named(_ id: String) throws -> JOSECase {
        try #require(try all().first { $0.id == id }, "the file has no \(id)")
    }

    /// The header as published, spelled otherwise than ours.
    func header() throws -> [UInt8] {
        let token = try #require(compact)
        return try #require(Base64URL.decode(String(token.split(separator: ".")[0])))
    }
}

@Suite("Published tokens", .enabled(if: PublishedVectors.areThere))
struct JOSEVectorTests {
    @Test("RFC 7515 A.1: HS256, verified under its own header's spelling")
    func hs256() throws {
        let published = try JOSECase.named("RFC7515-A1")
        let secret = try base64URL(published.jwk?.k)
        let tokens = JWT(
            headers: [(try published.header(), HMACKey(secret))], audience: "joe")
        let token = try #require(published.compact)
        let payload = try tokens.payload(of: token)
        #expect(String(decoding: payload, as: UTF8.self).contains(#""iss":"joe""#))
        #expect(try tokens.sign(payload) == token)
    }

    @Test("RFC 8037 A.4: EdDSA is deterministic, so signing gives the published token")
    func edDSA() throws {
        let published = try JOSECase.named("RFC8037-A4")
        let seed = try base64URL(published.jwk_private?.d)
        let pair = try #require(Ed25519Key(seed: seed))
        #expect(Base64URL.encode(pair.publicKey) == published.jwk?.x)
        let half = try #require(Ed25519Key(publicKey: pair.publicKey))
        let token = try #require(published.compact)
        let payload = Array(try #require(published.payload).utf8)
        let signer = JWT(headers: [(try published.header(), pair)], audience: "")
        #expect(try signer.sign(payload) == token)
        let reader = JWT(headers: [(try published.header(), half)], audience: "")
        #expect(try reader.payload(of: token) == payload)
    }

    @Test("a reader of ours refuses every published token: none has our header")
    func foreignTokens() throws {
        let cases = try JOSECase.all()
        #expect(cases.count >= 8)
        let secret = try base64URL(cases[0].jwk?.k)
        let ours = JWT(
            kind: "JWT", audience: "joe", keys: try KeyRing(current: ("k1", HMACKey(secret))),
            limit: 4096)
        for published in cases {
            guard let token = published.compact ?? published.jws else { continue }
            #expect(throws: TokenError.self, "\(published.id)") { try ours.payload(of: token) }
        }
    }

    @Test("tokens without a signature are malformed, whatever their header")
    func unsecured() throws {
        let cases = try JOSECase.all().filter { !$0.valid }
        #expect(cases.count >= 2)
        for published in cases {
            let token = try #require(published.compact ?? published.jws)
            let header = try #require(
                Base64URL.decode(String(token.split(separator: ".")[0])))
            let tokens = JWT(headers: [(header, HMACKey.generate())], audience: "joe")
            #expect(throws: TokenError.malformed, "\(published.id)") {
                try tokens.payload(of: token)
            }
        }
    }
}
