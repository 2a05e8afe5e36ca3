public import Platform

extension ProblemKind {
    /// The buyer's relation with the seller isn't there or isn't active.
    public static let notTradingPartners = ProblemKind(
        "not-trading-partners", 403, "The seller has not approved this buyer")
}
