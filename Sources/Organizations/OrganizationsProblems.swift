import Platform

extension ProblemKind {
    static let companyMerged = ProblemKind(
        "company-merged", 409, "Another company took its place")
    static let companyLinked = ProblemKind(
        "company-linked", 409, "The company has its organization")
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
}
