import Platform

extension ProblemKind {
    static let sumTooLarge = ProblemKind(
        "sum-too-large", 422, "The sum has more than 64 bits; ask for a shorter time")
    static let tooManyStreams = ProblemKind(
        "too-many-streams", 429, "So many streams are open that another one has to wait")
}
