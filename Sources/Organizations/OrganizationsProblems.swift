import Platform
import Storage

extension ProblemKind {
    static let onboardingNotNeeded = ProblemKind(
        "onboarding-not-needed", 409, "Whoever has an account is one already")
    static let requirementsOpen = ProblemKind(
        "requirements-open", 409, "Something that is needed is neither accepted nor waived")
    static let documentMissing = ProblemKind(
        "document-missing", 409, "There is no document to accept")
    static let documentsEnough = ProblemKind(
        "documents-enough", 409, "The requirement has as many documents as it may have")
    static let documentTypeWrong = ProblemKind(
        "document-type-wrong", 422, "The file is not of a type taken here, or not what it says")
    static let storageFull = ProblemKind("storage-full", 507, "There is no room to store this")
    static let linkInvalid = ProblemKind("link-invalid", 403, "The link is not one of ours")
    static let linkExpired = ProblemKind(
        "link-expired", 403, "The link expired or was revoked; ask for another")
}

extension Problem {
    /// What a caller is told when the storage could not do its part.
    init(_ error: StorageError) {
        switch error {
        case .missing: self.init(.notFound)
        case .tooLarge(let limit):
            self.init(.bodyTooLarge, "It takes at most \(limit) bytes.")
        case .full: self.init(.storageFull)
        case .busy, .unreachable, .refused:
            self.init(
                .unavailable, "The storage of documents can't be reached or is busy; ask again.")
            retryAfter = 2
        case .failed: self.init(.internalError)
        }
        cause = "storage: \(error)"
    }
}
