import Inventory
import Platform
import Postgres

extension ProblemKind {
    static let quantityNotOpen = ProblemKind(
        "quantity-not-open", 409, "A line has not so much of that")
    static let quantityNotSent = ProblemKind(
        "quantity-not-sent", 409, "So much of a line was not sent")
    static let tooManyTrackingLinks = ProblemKind(
        "too-many-tracking-links", 409, "The order has as many links as it may have")
}

/// What the functions of fulfilling refuse, by their SQLSTATE.
enum FulfillmentRefusals {
    static let constraints: [String: ProblemKind] = [
        "DR140": .quantityNotOpen, "DR147": .quantityNotSent, "DR303": .notOnHand,
    ]
    static let problems: [ProblemKind] = [.illegalMove, .quantityNotOpen, .notOnHand]
}
