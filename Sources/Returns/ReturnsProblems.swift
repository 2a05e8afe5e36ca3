import Platform
import Postgres
import Wire

extension ProblemKind {
    static let quantityNotReturnable = ProblemKind(
        "quantity-not-returnable", 409, "So much of a line can't come back")
    static let refundExceedsCharge = ProblemKind(
        "refund-exceeds-charge", 409, "So much was not charged, or is given back already")
    static let containersNotHeld = ProblemKind(
        "containers-not-held", 409, "The company holds not so many containers")
    static let unknownCondition = ProblemKind(
        "unknown-condition", 422, "There is no such condition of returned goods")
    static let twoCurrencies = ProblemKind(
        "two-currencies", 422, "A return is of one currency")
    static let returnOfOther = ProblemKind(
        "return-of-other-party", 403, "The other party requested this return")
}

/// What the functions of returns refuse, by their SQLSTATE.
enum ReturnRefusals {
    static let constraints: [String: ProblemKind] = [
        "DR140": .quantityNotReturnable, "DR141": .refundExceedsCharge,
        "DR142": .containersNotHeld, "DR143": .unknownCondition, "DR144": .twoCurrencies,
        "DR145": .returnOfOther,
    ]
}

/// The states of a return, and what each lets people do.
enum ReturnState: String, FieldEnum, Sendable {
    case requested, approved, denied, cancelled, received, refunded

    /// The one table of legal moves.
    var moves: [String] {
        switch self {
        case .requested: ["approve", "cancel", "deny"]
        case .approved: ["cancel", "receive"]
        case .denied, .cancelled, .received, .refunded: []
        }
    }

    /// DR101, and DR102 with the state as its message.
    static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR101": return .notFound
        case "DR102":
            let moves = ReturnState(rawValue: error.message)?.moves ?? []
            return .illegalMove(from: error.message, allowed: moves)
        default: return nil
        }
    }
}
