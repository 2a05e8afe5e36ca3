import Cryptography
import Testing

@Suite("Passwords that change every half minute")
struct OneTimePasswordTests {
    private static let digitsOfSecret = Array("1234567890".utf8)

    /// The secrets of RFC 6238, appendix B: the ten digits again and again, as long as the digest.
    private func secret(_ digest: OneTimePassword.Digest) -> [UInt8] {
        let length = [OneTimePassword.Digest.sha1: 20, .sha256: 32, .sha512: 64][digest]!
        return (0..<length).map { Self.digitsOfSecret[$0 % 10] }
    }

    @Test(
        "the vectors of RFC 6238, appendix B",
        arguments: [
            (59, "94287082", "46119246", "90693936"),
            (1_111_111_109, "07081804", "68084774", "25091201"),
            (1_111_111_111, "14050471", "67062674", "99943326"),
            (1_234_567_890, "89005924", "91819424", "93441116"),
            (2_000_000_000, "69279037", "90698825", "38618901"),
            (20_000_000_000, "65353130", "77737706", "47863826"),
        ] as [(Int64, String, String, String)])
    func vectors(time: Int64, sha1: String, sha256: String, sha512: String) {
        let expected = [OneTimePassword.Digest.sha1: sha1, .sha256: sha256, .sha512: sha512]
        for digest in OneTimePassword.Digest.allCases {
            let password = OneTimePassword(secret: secret(digest), digest: digest, digits: 8)
            #expect(password.password(at: OneTimePassword.step(at: time)) == expected[digest])
        }
    }

    @Test("the vectors of RFC 4226, appendix D")
    func counters() {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ]
        let password = OneTimePassword(secret: secret(.sha1))
        #expect((0..<10).map { password.password(at: $0) } == expected)
    }

    @Test("the steps before and after are taken too, and no others")
    func drift() {
        let password = OneTimePassword(secret: secret(.sha1))
        for step in 100...110 as ClosedRange<Int64> {
            let found = password.step(of: password.password(at: step), near: 105)
            #expect(found == ((104...106).contains(step) ? step : nil))
        }
        for text in ["", "12345", "1234567", "abcdef", "٠١٢٣٤٥"] {
            #expect(password.step(of: text, near: 105) == nil)
        }
    }

    @Test("the secret's text, by the vectors of RFC 4648, section 10")
    func base32() {
        let expected = [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ]
        for (bytes, text) in expected {
            #expect(OneTimePassword.text(of: Array(bytes.utf8)) == text)
        }
    }
}

@Suite("Sealed secrets")
struct SealingKeyTests {
    private let key = SealingKey(from: Array("a secret".utf8), for: "tests")
    private let secret = Array("twenty bytes of this".utf8)

    @Test("what was sealed opens for its owner with its key, and for nobody else")
    func owners() {
        let sealed = key.seal(secret, for: [1, 2, 3])
        #expect(key.open(sealed, for: [1, 2, 3]) == secret)
        #expect(key.open(sealed, for: [1, 2, 4]) == nil)
        #expect(key.open(sealed, for: []) == nil)
        #expect(SealingKey(from: [1], for: "tests").open(sealed, for: [1, 2, 3]) == nil)
        let other = SealingKey(from: Array("a secret".utf8), for: "else")
        #expect(other.open(sealed, for: [1, 2, 3]) == nil)
        #expect(key.seal(secret, for: [1, 2, 3]) != sealed)
        #expect("\(key)" == "SealingKey(***)")
    }

    @Test("with any bit of it turned, or cut short, it doesn't open")
    func damage() {
        let sealed = key.seal(secret, for: [7])
        for bit in 0..<(sealed.count * 8) {
            var damaged = sealed
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(key.open(damaged, for: [7]) == nil)
        }
        for count in 0..<sealed.count {
            #expect(key.open(Array(sealed[..<count]), for: [7]) == nil)
        }
        let empty = key.seal([], for: [7])
        #expect(key.open(empty, for: [7]) == [])
    }
}
