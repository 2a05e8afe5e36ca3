/// Why a password was neither hashed nor compared.
public enum PasswordError: Error, Hashable, Sendable {
    /// The queue is full; asking again after this long is worth it.
    case busy(retryAfter: Duration)
    /// Longer than `PasswordHasher.passwordLimit` bytes.
    case tooLong
    /// The stored text is no hash of ours.
    case damaged
    /// Whoever asked has been cancelled meanwhile.
    case cancelled
    /// The hasher was stopped.
    case stopped
}

/// What comparing a password with a stored one says.
public enum PasswordVerdict: Hashable, Sendable {
    /// It is the password; `needsRehash` when it was stored under other parameters.
    case matches(needsRehash: Bool)
    /// It is another.
    case differs
}
