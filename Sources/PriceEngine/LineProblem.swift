public import Bedrock

/// Why nothing prices a line.
public enum NoPriceReason: Hashable, Sendable {
    /// No list of the currency applies to the buyer at the instant.
    case noListApplies
    /// Lists apply and none prices this variant in this unit.
    case noEntry
    /// A list prices it from this quantity of the asked unit on.
    case belowFirstBreak(nextValidQuantity: Int64)
    /// The price refers to a list or a cost that gives none: missing, expired, or in a circle.
    case unresolvedReference

    /// The stable slug.
    public var slug: String {
        switch self {
        case .noListApplies: "no_list_applies"
        case .noEntry: "no_entry"
        case .belowFirstBreak: "below_first_break"
        case .unresolvedReference: "unresolved_reference"
        }
    }
}

/// What is wrong with a line, with what would satisfy it; the quantity is never changed silently.
public enum LineProblem: Hashable, Sendable {
    case unknownVariant
    case unknownUnit
    /// The quantity is not at least 1.
    case invalidQuantity
    case noPrice(NoPriceReason)
    /// The amount or the quantity passes 64 bits.
    case amountOverflow
    /// Its excise can't be told: its volume or its strength isn't known.
    case unmeasured
    /// Quantities are in the asked unit; next is the nearest that satisfies every rule, if any.
    case belowMinimum(minimum: Int64, nextValidQuantity: Int64?)
    case aboveMaximum(maximum: Int64, nextValidQuantity: Int64?)
    case notMultiple(of: Int64, nextValidQuantity: Int64?)
    /// The lines of this list come to too little; missing is what is still to be added.
    case belowOrderAmount(list: UUIDBytes, minimum: Money, missing: Money)
    case belowOrderQuantity(list: UUIDBytes, minimum: Int64, missing: Int64)

    /// The stable slug.
    public var slug: String {
        switch self {
        case .unknownVariant: "unknown_variant"
        case .unknownUnit: "unknown_unit"
        case .invalidQuantity: "invalid_quantity"
        case .noPrice: "no_price"
        case .amountOverflow: "amount_overflow"
        case .unmeasured: "unmeasured"
        case .belowMinimum: "below_minimum"
        case .aboveMaximum: "above_maximum"
        case .notMultiple: "not_multiple"
        case .belowOrderAmount: "below_order_amount"
        case .belowOrderQuantity: "below_order_quantity"
        }
    }

    /// The quantity of the asked unit that would satisfy the rule, where one would.
    public var nextValidQuantity: Int64? {
        switch self {
        case .belowMinimum(_, let next), .aboveMaximum(_, let next), .notMultiple(_, let next):
            next
        case .noPrice(.belowFirstBreak(let next)): next
        case .invalidQuantity: 1
        default: nil
        }
    }
}
