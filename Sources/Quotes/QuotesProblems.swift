import Platform

extension ProblemKind {
    static let quoteMoved = ProblemKind(
        "quote-moved", 409, "The quote is at another round than the one that was read")
    static let quoteUnpriced = ProblemKind(
        "quote-unpriced", 409, "A line of the quote has no price yet")
    static let buyerAnswers = ProblemKind(
        "buyer-answers", 409, "The company is on the platform: its own people answer")
    static let quoteRounds = ProblemKind(
        "quote-rounds", 409, "The quote went to and fro as often as it may")
}
