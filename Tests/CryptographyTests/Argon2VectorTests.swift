import Testing

@testable import Cryptography

/// The vectors of the reference implementation and of RFC 9106.
private struct Argon2File: Decodable {
    struct Case: Decodable {
        let kind: String
        let version: Int?
        let t: Int?
        let m_kib: Int?
        let p: Int?
        let password: String?
        let salt: String?
        let type: String?
        let hex: String?
        let encoded: String?
        let large_ram: Bool?
    }

    let cases: [Case]
}

@Suite("Published Argon2 vectors", .enabled(if: PublishedVectors.areThere), .serialized)
struct Argon2VectorTests {
    @Test("Argon2id, version 19, of the reference implementation")
    func reference() throws {
        let file: Argon2File = try PublishedVectors.read("argon2/argon2_vectors.json")
        let ours = file.cases.filter {
            $0.kind == "hash" && $0.type == "argon2_id" && $0.version == 19
        }
        #expect(ours.count == 8)
        for vector in ours where vector.large_ram != true {
            let parameters = try needed(
                Argon2Parameters(
                    memoryKiB: try needed(vector.m_kib), passes: try needed(vector.t),
                    lanes: try needed(vector.p)))
            let arena = Argon2Arena(bytes: parameters.memoryKiB * 1024)
            let salt = Array(try needed(vector.salt).utf8)
            let tag = Argon2.tag(
                of: Array(try needed(vector.password).utf8), salt: salt, pepper: [],
                parameters: parameters, length: 32, arena: arena)
            #expect(Hexadecimal.encode(try needed(tag)) == vector.hex)
            let stored = PasswordHash(
                parameters: parameters, salt: salt, tag: try needed(tag))
            #expect(stored.text == vector.encoded)
            #expect(PasswordHash(text: try needed(vector.encoded)) == stored)
        }
    }

    @Test("texts of other types and versions, and broken ones, are refused")
    func foreign() throws {
        let file: Argon2File = try PublishedVectors.read("argon2/argon2_vectors.json")
        let others = file.cases.filter { $0.type != "argon2_id" || $0.version != 19 }
        #expect(others.count >= 20)
        for vector in others {
            #expect(PasswordHash(text: try needed(vector.encoded)) == nil)
        }
    }

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
