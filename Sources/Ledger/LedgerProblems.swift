import Platform

extension ProblemKind {
    static let sumTooLarge = ProblemKind(
        "sum-too-large", 422, "The sum has more than 64 bits; ask for a shorter time")
}
