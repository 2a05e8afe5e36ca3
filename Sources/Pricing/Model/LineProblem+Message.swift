import Bedrock
public import PriceEngine

extension LineProblem {
    /// What the caller is told of it, in one sentence.
    public var message: String {
        switch self {
        case .unknownVariant: "The seller offers no such thing."
        case .unknownUnit: "It is not sold in this unit."
        case .invalidQuantity: "It takes at least 1."
        case .noPrice(let reason): "It has no price for this buyer (\(reason.slug))."
        case .amountOverflow: "The amount is beyond what can be stored."
        case .unmeasured: "Its excise can't be told: its volume or strength isn't known."
        case .belowMinimum(let minimum, _): "At least \(minimum) must be ordered."
        case .aboveMaximum(let maximum, _): "At most \(maximum) may be ordered."
        case .notMultiple(let multiple, _): "It is sold in multiples of \(multiple)."
        case .belowOrderAmount(_, let minimum, let missing):
            "The list takes orders from \(minimum.amount); \(missing.amount) are missing."
        case .belowOrderQuantity(_, let minimum, let missing):
            "The list takes orders from \(minimum) units; \(missing) are missing."
        }
    }
}
