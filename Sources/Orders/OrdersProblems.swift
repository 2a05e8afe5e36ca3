import Platform

extension ProblemKind {
    static let pricesMoved = ProblemKind(
        "prices-moved", 409, "Prices have changed since the draft was priced")
    static let promotionExhausted = ProblemKind(
        "promotion-exhausted", 409, "A promotion of the draft was taken as often as it may be")
    /// Stock came in while an order was taking it; placing looks again, and tells nobody.
    static let stockMoved = ProblemKind("stock-moved", 503, "Stock moves; ask again")
    static let sellerConfirms = ProblemKind(
        "seller-confirms", 409, "On this channel the seller places the order; submit the draft")
    static let amountTooLarge = ProblemKind(
        "amount-too-large", 422, "The amount is beyond what can be stored")
    static let nothingToReorder = ProblemKind(
        "nothing-to-reorder", 409, "Nothing of the order can be had now")
    static let belowOrderMinimum = ProblemKind(
        "below-order-minimum", 409, "The draft doesn't reach an order minimum of the seller's")
    static let lineOnItsWay = ProblemKind(
        "line-on-its-way", 409, "A line is picked, shipped or cancelled already")
    static let sellerEdits = ProblemKind(
        "seller-edits", 409, "On this channel the seller alone edits orders that were placed")
    static let approvalNeeded = ProblemKind(
        "approval-needed", 409, "The buyer's own rule wants a second person's approval")
}
