import Bedrock
import Cryptography
import Testing

@Suite("Damaged tokens are refused")
struct JWTDamageTests {
    private let now = Instant(microseconds: 0)

    private func tokens() throws -> JWT<HMACKey> {
        let key = HMACKey(Array("a secret of thirty-two bytes....".utf8))
        return JWT(kind: "at+jwt", audience: "dray", keys: try KeyRing(current: ("k1", key)))
    }

    private func isRead(_ token: String, _ tokens: JWT<HMACKey>) -> Bool {
        let claims = try? tokens.open(token, at: now) { bytes throws(TokenError) in
            try PlainClaims(bytes)
        }
        return claims != nil
    }

    @Test("cut anywhere")
    func truncation() throws {
        let tokens = try tokens()
        let token = try tokens.sign(Array("dray 1001 0".utf8))
        for count in 0..<token.utf8.count {
            #expect(!isRead(String(token.prefix(count)), tokens))
            #expect(!isRead(String(token.suffix(count)), tokens))
        }
    }

    @Test("one bit flipped anywhere")
    func flips() throws {
        let tokens = try tokens()
        let token = Array(try tokens.sign(Array("dray 1001 0".utf8)).utf8)
        for bit in 0..<token.count * 8 {
            var changed = token
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!isRead(String(decoding: changed, as: UTF8.self), tokens))
        }
    }

    @Test("bytes replaced, added, doubled and swapped at random")
    func fuzz() throws {
        var generator = SeededGenerator(printing: "token")
        let tokens = try tokens()
        let token = Array(try tokens.sign(Array("dray 1001 0".utf8)).utf8)
        let letters = Array("AZaz09-_.=+/ \n\0\u{7F}".utf8)
        for _ in 0..<20_000 {
            var changed = token
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let at = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed[at] = letters.randomElement(using: &generator)!
                case 1: changed.insert(letters.randomElement(using: &generator)!, at: at)
                case 2: changed.remove(at: at)
                default: changed.swapAt(at, Int.random(in: 0..<changed.count, using: &generator))
                }
            }
            guard changed != token else { continue }
            #expect(!isRead(String(decoding: changed, as: UTF8.self), tokens))
        }
    }

    @Test(
        "wrong numbers of parts, padding, blanks and other spellings",
        arguments: ["=", ".", " ", "\n", "A", ".A", "\0"])
    func decorations(extra: String) throws {
        let tokens = try tokens()
        let token = try tokens.sign(Array("dray 1001 0".utf8))
        let parts = token.split(separator: ".").map(String.init)
        #expect(isRead(token, tokens))
        #expect(!isRead(token + extra, tokens))
        #expect(!isRead(extra + token, tokens))
        #expect(!isRead("\(parts[0])\(extra).\(parts[1]).\(parts[2])", tokens))
        #expect(!isRead("\(parts[0]).\(parts[1])\(extra).\(parts[2])", tokens))
        #expect(!isRead("\(parts[0])..\(parts[2])", tokens))
        #expect(!isRead(".\(parts[1]).\(parts[2])", tokens))
        #expect(!isRead("Bearer \(token)", tokens))
    }
}
