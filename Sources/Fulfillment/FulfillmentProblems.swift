import Inventory
import Platform
import Postgres

extension ProblemKind {
    static let quantityNotOpen = ProblemKind(
        "quantity-not-open", 409, "A line has not so much of that")
    static let tooManyTrackingLinks = ProblemKind(
        "too-many-tracking-links", 409, "The order has as many links as it may have")
}

/// What the functions of fulfilling refuse, by their SQLSTATE.
enum FulfillmentRefusals {
    static let constraints: [String: ProblemKind] = [
        "DR140": .quantityNotOpen, "DR303": .notOnHand,
    ]
    static let problems: [ProblemKind] = [.illegalMove, .quantityNotOpen, .notOnHand]
}
