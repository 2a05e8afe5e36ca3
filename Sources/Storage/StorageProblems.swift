public import Platform

extension ProblemKind {
    /// The volume has no room.
    public static let storageFull = ProblemKind(
        "storage-full", 507, "There is no room to store this")
    /// A link that was never given, or was changed.
    public static let linkInvalid = ProblemKind(
        "link-invalid", 403, "The link is not one of ours")
    /// A link whose time is over, or whose giver's standing is.
    public static let linkExpired = ProblemKind(
        "link-expired", 403, "The link expired or was revoked; ask for another")
}

extension Problem {
    /// What a caller is told when the storage could not do its part.
    public init(_ error: StorageError) {
        switch error {
        case .missing: self.init(.notFound)
        case .tooLarge(let limit):
            self.init(.bodyTooLarge, "It takes at most \(limit) bytes.")
        case .full: self.init(.storageFull)
        case .busy, .unreachable, .refused:
            self.init(.unavailable, "The storage can't be reached or is busy; ask again.")
            retryAfter = 2
        case .failed: self.init(.internalError)
        }
        cause = "storage: \(error)"
    }
}
