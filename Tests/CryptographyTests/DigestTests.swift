import Cryptography
import Testing

@Suite("Digests and codes are those of the standards")
struct DigestTests {
    @Test(
        "SHA-256 of FIPS 180-2",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) {
        #expect(Hexadecimal.encode(SHA256.digest(of: text)) == digest)
        #expect(Hexadecimal.encode(SHA256.digest(of: Array(text.utf8))) == digest)
    }

    @Test("a million letters in parts of every size")
    func stream() {
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        var stream = SHA256Stream()
        var at = 0
        var size = 0
        while at < million.count {
            let end = min(at + size, million.count)
            stream.update(million.span.extracting(at..<end))
            at = end
            size += 1
        }
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(Hexadecimal.encode(stream.digest()) == expected)
    }

    @Test(
        "HMAC-SHA256 of RFC 4231",
        arguments: [
            (
                String(repeating: "0b", count: 20), "4869205468657265",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                String(repeating: "aa", count: 131),
                "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a"
                    + "65204b6579202d2048617368204b6579204669727374",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(key: String, message: String, code: String) throws {
        let key = HMACKey(try hex(key))
        let message = try hex(message)
        // Twice: the second one runs on a context that was used before.
        for _ in 0..<2 { #expect(Hexadecimal.encode(key.code(over: message)) == code) }
        #expect(key.isCode(try hex(code), over: message))
    }

    @Test("a code says no to any changed bit, another length and another key")
    func hmacRefuses() {
        let key = HMACKey.generate()
        let message: [UInt8] = Array("a draft order of ten lines".utf8)
        let code = key.code(over: message)
        #expect(key.isCode(code, over: message))
        #expect(!HMACKey.generate().isCode(code, over: message))
        #expect(!key.isCode([], over: message))
        #expect(!key.isCode(Array(code.dropLast()), over: message))
        #expect(!key.isCode(code + [0], over: message))
        for bit in 0..<code.count * 8 {
            var changed = code
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.isCode(changed, over: message))
        }
        #expect(!key.isCode(code, over: []))
    }

    @Test("one key serves many threads at once")
    func manyThreads() async {
        let key = HMACKey(Array("shared".utf8))
        let expected = (0..<64).map { HMACKey(Array("shared".utf8)).code(over: [$0]) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2000).allSatisfy { round in
                        key.code(over: [UInt8(round % 64)]) == expected[round % 64]
                    }
                }
            }
            for await agreed in group { #expect(agreed) }
        }
    }

    @Test("constant-time comparison compares")
    func comparison() {
        #expect(ConstantTime.equal([], []))
        #expect(ConstantTime.equal([1, 2], [1, 2]))
        #expect(!ConstantTime.equal([1, 2], [1, 3]))
        #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
        #expect(ConstantTime.equal("käse", "käse"))
        #expect(!ConstantTime.equal("", "x"))
    }

    @Test("keys describe nothing of themselves")
    func descriptions() {
        let key = HMACKey(Array("not to be seen".utf8))
        #expect("\(key)" == "HMACKey(***)")
    }
}
