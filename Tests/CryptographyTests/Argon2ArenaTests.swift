import Testing

@testable import Cryptography

@Suite("Argon2id over an arena")
struct Argon2ArenaTests {
    @Test("RFC 9106, section 5.3: with secret, associated data and four lanes")
    func rfc9106() throws {
        let parameters = try needed(Argon2Parameters(memoryKiB: 32, passes: 3, lanes: 4))
        let tag = Argon2.tag(
            of: [UInt8](repeating: 1, count: 32), salt: [UInt8](repeating: 2, count: 16),
            pepper: [UInt8](repeating: 3, count: 8), associated: [UInt8](repeating: 4, count: 12),
            parameters: parameters, length: 32, arena: Argon2Arena(bytes: 32 * 1024))
        let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
        #expect(Hexadecimal.encode(try needed(tag)) == expected)
    }

    @Test("an arena serves hash after hash, also after its pages were given back")
    func reuse() throws {
        let parameters = try needed(Argon2Parameters(memoryKiB: 64, passes: 1))
        let arena = Argon2Arena(bytes: 64 * 1024)
        func tag(_ password: String, _ arena: Argon2Arena) -> [UInt8]? {
            Argon2.tag(
                of: Array(password.utf8), salt: Array("somesalt".utf8), pepper: [],
                parameters: parameters, length: 32, arena: arena)
        }
        let first = try needed(tag("password", arena))
        #expect(tag("another", arena) != first)
        #expect(tag("password", arena) == first)
        arena.release()
        #expect(tag("password", arena) == first)
        // Too small an arena: the library gets memory of its own, and says the same.
        #expect(tag("password", Argon2Arena(bytes: 4096)) == first)
    }
}
