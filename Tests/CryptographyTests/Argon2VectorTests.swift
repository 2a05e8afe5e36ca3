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
}
