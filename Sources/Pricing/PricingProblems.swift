public import Platform

extension ProblemKind {
    /// The buyer's relation with the seller isn't there or isn't active.
    public static let notTradingPartners = ProblemKind(
        "not-trading-partners", 403, "The seller has not approved this buyer")
    /// The seller was approved and isn't now: a technician disabled it.
    public static let sellerUnavailable = ProblemKind(
        "seller-unavailable", 409, "The seller can't be ordered from at this time")
    /// Another of the seller's codes reads the same.
    static let codeTaken = ProblemKind("code-taken", 409, "There is such a code already")
    /// What a preview showed isn't what would be changed now.
    static let priceBookMoved = ProblemKind(
        "price-book-moved", 409, "Prices have changed since the preview")
    /// A price waits for one change at a time.
    static let priceChangePending = ProblemKind(
        "price-change-pending", 409, "Another change waits on one of these prices")
    /// A change would raise a price beyond all bounds.
    static let priceTooHigh = ProblemKind(
        "price-too-high", 422, "A price would be beyond what can be stored")
    /// A change moves a limited number of prices.
    static let priceChangeTooLarge = ProblemKind(
        "price-change-too-large", 422, "It changes more prices than one change may")
}
