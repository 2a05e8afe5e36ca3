/// Hashes passwords on threads of its own, each with its arena, behind a bounded queue.
///
/// Request loops await it and are never blocked. Past the queue's limit the answer is `busy`.
public final class PasswordHasher: Sendable {
    /// The longest password in bytes of UTF-8.
    public static let passwordLimit = Argon2.passwordLimit

    /// What new hashes cost.
    public let parameters: Argon2Parameters

    private let pepper: [UInt8]
    private let threads: HashingThreads
    private let unknown: PasswordHash

    /// Starts the threads (1...64). `pepper` is a secret kept outside the database, or empty;
    /// `queueLimit` counts the passwords that wait, besides those being hashed.
    public init(
        parameters: Argon2Parameters = .standard, pepper: [UInt8], threads: Int = 2,
        queueLimit: Int = 64
    ) {
        precondition((1...64).contains(threads) && queueLimit > 0, "named limits")
        self.parameters = parameters
        self.pepper = pepper
        unknown = PasswordHash(
            parameters: parameters, salt: Random.bytes(PasswordHash.saltLength),
            tag: Random.bytes(PasswordHash.tagLength))
        self.threads = HashingThreads(
            count: threads, queueLimit: queueLimit, arenaBytes: parameters.memoryKiB * 1024)
    }

    deinit { threads.stop() }

    /// A hash of the password with a salt of its own, as text for the database.
    ///
    /// Throws `tooLong`, `busy`, `cancelled` or `stopped`.
    public func hash(_ password: String) async throws(PasswordError) -> String {
        let salt = Random.bytes(PasswordHash.saltLength)
        let tag = try await tag(
            of: password, salt: salt, parameters: parameters, length: PasswordHash.tagLength)
        return PasswordHash(parameters: parameters, salt: salt, tag: tag).text
    }

    /// Compares a password with a stored text, in constant time.
    ///
    /// Throws as `hash` does, and `damaged` when the text is no hash of ours.
    public func verify(
        _ password: String, against text: String
    ) async throws(PasswordError) -> PasswordVerdict {
        guard let stored = PasswordHash(text: text) else { throw .damaged }
        let tag = try await tag(
            of: password, salt: stored.salt, parameters: stored.parameters,
            length: stored.tag.count)
        guard ConstantTime.equal(tag, stored.tag) else { return .differs }
        return .matches(needsRehash: needsRehash(stored))
    }

    /// Costs what `verify` costs, for accounts that don't exist: time tells nobody which do.
    public func verifyUnknown(_ password: String) async throws(PasswordError) {
        let tag = try await tag(
            of: password, salt: unknown.salt, parameters: unknown.parameters,
            length: unknown.tag.count)
        _ = ConstantTime.equal(tag, unknown.tag)
    }

    /// Whether a stored text should be replaced at the next sign-in; true when it is no hash.
    public func needsRehash(_ text: String) -> Bool {
        PasswordHash(text: text).map(needsRehash) ?? true
    }

    /// Finishes what is being hashed, refuses what waits, and ends the threads.
    public func stop() { threads.stop() }

    /// How many passwords wait, for the metrics.
    public var waiting: Int { threads.waiting }

    private func needsRehash(_ hash: PasswordHash) -> Bool {
        hash.parameters != parameters || hash.salt.count < PasswordHash.saltLength
            || hash.tag.count != PasswordHash.tagLength
    }

    private func tag(
        of password: String, salt: [UInt8], parameters: Argon2Parameters, length: Int
    ) async throws(PasswordError) -> [UInt8] {
        let bytes = Array(password.utf8)
        guard bytes.count <= Self.passwordLimit else { throw .tooLong }
        let pepper = self.pepper
        let tag = try await threads.run { arena in
            Argon2.tag(
                of: bytes, salt: salt, pepper: pepper, parameters: parameters, length: length,
                arena: arena)
        }
        // Memory beyond the arena, for a hash of larger parameters, can be had later.
        guard let tag else { throw .busy(retryAfter: .seconds(1)) }
        return tag
    }
}
