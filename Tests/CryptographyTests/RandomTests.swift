import Cryptography
import Testing

@Suite("Random values are of the size asked for and differ")
struct RandomTests {
    @Test("bytes", arguments: [0, 1, 16, 32, 4096])
    func bytes(count: Int) {
        #expect(Random.bytes(count).count == count)
        if count >= 16 { #expect(Random.bytes(count) != Random.bytes(count)) }
    }

    @Test("tokens are base64url of 32 bytes, and no two are the same")
    func tokens() {
        let tokens = (0..<1000).map { _ in Random.token() }
        #expect(Set(tokens).count == tokens.count)
        for token in tokens { #expect(Base64URL.decode(token)?.count == 32) }
    }

    @Test("codes have exactly so many digits, zeros in front included", arguments: [1, 6, 8, 18])
    func digits(count: Int) {
        for _ in 0..<200 {
            let code = Random.digits(count)
            #expect(code.utf8.count == count)
            #expect(code.utf8.allSatisfy { (0x30...0x39).contains($0) })
        }
    }

    @Test("every digit comes up")
    func everyDigit() {
        let seen = Set((0..<2000).map { _ in Random.digits(1) })
        #expect(seen.count == 10)
    }
}
