import Cryptography
import Testing

@Suite("Stored passwords are read strictly")
struct PasswordHashTests {
    private static let salt = "c29tZXNhbHQ"
    private static let tag = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    @Test("the text comes back as it was")
    func roundTrip() throws {
        let text = "$argon2id$v=19$m=65536,t=2,p=1$\(Self.salt)$\(Self.tag)"
        let hash = try #require(PasswordHash(text: text))
        #expect(hash.text == text)
        #expect(hash.parameters == .standard)
        #expect("\(hash)" == "PasswordHash(***)")
    }

    @Test(
        "other texts are none",
        arguments: [
            "", "$", "plain", "$argon2id$v=19$m=65536,t=2,p=1$\(salt)",
            "$argon2i$v=19$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2d$v=19$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=16$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$m=65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=2$\(salt)$\(tag)",
            "$argon2id$v=19$t=2,m=65536,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=065536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=+65536,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=-1,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=7,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=4294967296,t=2,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=0,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=1000000,p=1$\(salt)$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)=$\(tag)",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$\(tag)$",
            "$argon2id$v=19$m=65536,t=2,p=1$\(salt)$\(tag)\n",
            "$argon2id$v=19$m=65536,t=2,p=1,keyid=x$\(salt)$\(tag)",
            String(repeating: "$", count: 1_000_000),
        ])
    func refuses(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    @Test(
        "parameters have limits",
        arguments: [(7, 1, 1), (15, 1, 2), (1 << 21, 1, 1), (64, 0, 1), (64, 17, 1), (64, 1, 0)])
    func parameters(memory: Int, passes: Int, lanes: Int) {
        #expect(Argon2Parameters(memoryKiB: memory, passes: passes, lanes: lanes) == nil)
    }
}
