import Platform

extension ProblemKind {
    static let unitUnknown = ProblemKind("unit-unknown", 422, "There is no such business unit")
    static let invitationWrong = ProblemKind(
        "invitation-wrong", 422, "The invitation's secret is not right, or not this account's")
    static let invitationVoid = ProblemKind(
        "invitation-void", 409, "The invitation holds no more; ask for another")
    static let ownerOnly = ProblemKind("owner-only", 403, "Only the owner may do this")
    static let limitReached = ProblemKind(
        "limit-reached", 409, "There are as many as there may be")
}
