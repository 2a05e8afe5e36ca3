public import Platform

extension ProblemKind {
    /// The buyer's relation with the seller isn't there or isn't active.
    public static let notTradingPartners = ProblemKind(
        "not-trading-partners", 403, "The seller has not approved this buyer")
    /// The seller was approved and isn't now: a technician disabled it.
    public static let sellerUnavailable = ProblemKind(
        "seller-unavailable", 409, "The seller can't be ordered from at this time")
}
