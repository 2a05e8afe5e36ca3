import Cryptography
import Testing

@Suite("Codes over published webhook bodies", .enabled(if: PublishedVectors.areThere))
struct WebhookVectorTests {
    private struct Shopify: Decodable {
        struct Vector: Decodable {
            let secret: String
            let body: String
            let x_shopify_hmac_sha256: String
            let valid: Bool
        }
        let vectors: [Vector]
    }

    private struct Stripe: Decodable {
        struct Case: Decodable {
            let header: String
            let valid: Bool
        }
        let payload: String
        let secret: String
        let cases: [Case]
    }

    @Test("Shopify: base64 of the code over the raw body")
    func shopify() throws {
        let file: Shopify = try PublishedVectors.read("webhooks/shopify/signature.json")
        #expect(!file.vectors.isEmpty)
        for vector in file.vectors {
            let code = try #require(Base64.decode(vector.x_shopify_hmac_sha256))
            let key = HMACKey(Array(vector.secret.utf8))
            #expect(key.isCode(code, over: Array(vector.body.utf8)) == vector.valid)
            #expect(!key.isCode(code, over: Array((vector.body + " ").utf8)))
        }
    }

    @Test("Stripe: hexadecimal of the code over time, dot and body")
    func stripe() throws {
        let file: Stripe = try PublishedVectors.read("webhooks/stripe/signature.json")
        let valid = try #require(file.cases.first { $0.valid })
        let fields = valid.header.split(separator: ",").map { $0.split(separator: "=") }
        let time = try #require(fields.first { $0[0] == "t" })[1]
        let code = try #require(fields.first { $0[0] == "v1" })[1]
        let key = HMACKey(Array(file.secret.utf8))
        let signed = Array("\(time).\(file.payload)".utf8)
        #expect(Hexadecimal.encode(key.code(over: signed)) == String(code))
    }
}
