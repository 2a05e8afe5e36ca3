import Cryptography
import Testing

@Suite("Passwords are hashed off the loops")
struct PasswordHasherTests {
    private static let small = Argon2Parameters(memoryKiB: 1024, passes: 1)!

    private func hasher(
        _ parameters: Argon2Parameters = small, pepper: String = "pepper", threads: Int = 2,
        queueLimit: Int = 64
    ) -> PasswordHasher {
        PasswordHasher(
            parameters: parameters, pepper: Array(pepper.utf8), threads: threads,
            queueLimit: queueLimit)
    }

    @Test(
        "the same password matches, another does not",
        arguments: ["", "corréct horse", "\0\u{1F37E}"])
    func verifies(password: String) async throws {
        let hasher = hasher()
        let stored = try await hasher.hash(password)
        #expect(stored.hasPrefix("$argon2id$v=19$m=1024,t=1,p=1$"))
        #expect(try await hasher.verify(password, against: stored) == .matches(needsRehash: false))
        #expect(try await hasher.verify(password + "x", against: stored) == .differs)
    }

    @Test("two hashes of one password differ")
    func salted() async throws {
        let hasher = hasher()
        #expect(try await hasher.hash("secret") != hasher.hash("secret"))
    }

    @Test("without the pepper a stolen table is worth nothing")
    func peppered() async throws {
        let stored = try await hasher(pepper: "one").hash("secret")
        #expect(try await hasher(pepper: "two").verify("secret", against: stored) == .differs)
        #expect(try await hasher(pepper: "").verify("secret", against: stored) == .differs)
    }

    @Test("hashes of other parameters match and ask to be renewed, larger ones too")
    func rehash() async throws {
        let larger = try #require(Argon2Parameters(memoryKiB: 4096, passes: 2))
        let stored = try await hasher(larger).hash("secret")
        let now = hasher()
        #expect(try await now.verify("secret", against: stored) == .matches(needsRehash: true))
        #expect(now.needsRehash(stored))
        #expect(!now.needsRehash(try await now.hash("secret")))
        #expect(now.needsRehash("plain text"))
    }

    @Test("what is no hash is damaged, not different")
    func damaged() async {
        let hasher = hasher()
        await #expect(throws: PasswordError.damaged) {
            try await hasher.verify("secret", against: "secret")
        }
    }

    @Test("overlong passwords are refused before any work")
    func overlong() async throws {
        let hasher = hasher()
        let limit = PasswordHasher.passwordLimit
        _ = try await hasher.hash(String(repeating: "x", count: limit))
        await #expect(throws: PasswordError.tooLong) {
            try await hasher.hash(String(repeating: "x", count: limit + 1))
        }
        await #expect(throws: PasswordError.tooLong) {
            try await hasher.verifyUnknown(String(repeating: "é", count: limit))
        }
    }

    @Test("unknown accounts go the same way")
    func unknown() async throws {
        try await hasher().verifyUnknown("secret")
    }

    @Test("a full queue says busy, and everything it took is done")
    func busy() async {
        let costly = Argon2Parameters(memoryKiB: 8192, passes: 4)!
        let hasher = hasher(costly, threads: 1, queueLimit: 3)
        let outcomes = await withTaskGroup(of: PasswordError?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do throws(PasswordError) {
                        try await hasher.verifyUnknown("secret")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == 40)
        #expect(outcomes.contains(nil))
        let refused = outcomes.compactMap { $0 }
        #expect(!refused.isEmpty)
        for error in refused {
            guard case .busy(let retryAfter) = error else {
                Issue.record("refused by \(error)")
                continue
            }
            #expect(retryAfter >= .seconds(1))
        }
        #expect(hasher.waiting == 0)
    }

    @Test("whoever was cancelled while waiting is not hashed for")
    func cancelled() async {
        let hasher = hasher(Argon2Parameters(memoryKiB: 16_384, passes: 8)!, threads: 1)
        let first = Task { try await hasher.verifyUnknown("first") }
        let waiting = (0..<8).map { _ in Task { try await hasher.hash("waiting") } }
        for task in waiting { task.cancel() }
        var refused = 0
        for task in waiting {
            if case .failure(let error as PasswordError) = await task.result {
                #expect(error == .cancelled)
                refused += 1
            }
        }
        #expect(refused > 0)
        _ = await first.result
    }

    @Test("a stopped hasher refuses what waits and what comes")
    func stopped() async {
        let hasher = hasher(threads: 1)
        hasher.stop()
        await #expect(throws: PasswordError.stopped) { try await hasher.hash("secret") }
        hasher.stop()
    }
}
