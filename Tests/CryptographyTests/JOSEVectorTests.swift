import Cryptography
import Foundation
import Testing

/// The cases of RFC 7515, appendix A, and RFC 8037, appendix A.
private struct JOSECase: Decodable, CustomTestStringConvertible {
    struct Key: Decodable {
        let k: String?
        let x: String?
        let n: String?
        let d: String?
    }

    /// A signature in JSON's own form, as text.
    struct Signed: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let parts = try decoder.container(keyedBy: Name.self)
            text = try parts.decode(String.self, forKey: .payload) + "{\"signatures\":[]}"
        }

        private enum Name: String, CodingKey { case payload }
    }

    let id: String
    let alg: String?
    let jwk: Key?
    let jwk_private: Key?
    let compact: String?
    let jws: String?
    let jws_json: Signed?
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

    @Test("every published case is read as it should be, or refused whole: none is left out")
    func everyCase() throws {
        let read: Set<String> = ["RFC7515-A1", "RFC8037-A4"]
        let cases = try JOSECase.all()
        #expect(Set(cases.map(\.id)).isSuperset(of: read))
        for published in cases where !read.contains(published.id) {
            let token = published.compact ?? published.jws ?? published.jws_json?.text ?? ""
            #expect(!token.isEmpty, "\(published.id) has no token")
            let header = token.split(separator: ".").first.flatMap {
                Base64URL.decode(String($0))
            }
            // Even where its own header were expected, of keys that are ours.
            let headers = [header, Array("{}".utf8)].compactMap { $0 }
            let byCode = JWT(headers: headers.map { ($0, HMACKey.generate()) }, audience: "joe")
            let bySignature = JWT(
                headers: headers.map { ($0, Ed25519Key.generate()) }, audience: "joe")
            #expect(throws: TokenError.self, "\(published.id)") { try byCode.payload(of: token) }
            #expect(throws: TokenError.self, "\(published.id)") {
                try bySignature.payload(of: token)
            }
        }
    }

    @Test("what is public of a published key is no secret: a code made with it is refused")
    func confusion() throws {
        for published in try JOSECase.all() {
            guard let token = published.compact else { continue }
            let parts = token.split(separator: ".", omittingEmptySubsequences: false)
            let signed = "\(parts[0]).\(parts[1])"
            for secret in [published.jwk?.x, published.jwk?.n].compactMap({ $0 }) {
                for key in [Array(secret.utf8), Base64URL.decode(secret) ?? []] {
                    let code = HMACKey(key).code(over: Array(signed.utf8))
                    let forged = "\(signed).\(Base64URL.encode(code))"
                    let reader = JWT(
                        headers: [(try published.header(), Ed25519Key.generate())],
                        audience: "joe")
                    #expect(throws: TokenError.self, "\(published.id)") {
                        try reader.payload(of: forged)
                    }
                }
            }
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
