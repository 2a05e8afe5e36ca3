public import Bedrock

/// Why a promotion that is for this buyer gives nothing.
public enum PromotionRefusal: Hashable, Sendable {
    /// It is another day or hour by the seller's clock.
    case outsideHours
    case notFirstOrder
    /// It was taken as often as it may be, by this company or in all.
    case exhausted
    /// The line is at a quantity break, which the promotion doesn't combine with.
    case atBreak
    /// It counts packs that the line isn't asked for in.
    case otherUnit
    /// So many more, of the line's unit, and it pays.
    case belowQuantity(add: Int64)
    /// So much more of what it matches, and it pays.
    case belowAmount(missing: Money)
    /// Nothing of what it gives is in the basket.
    case nothingToGive
    /// It would give this, and too little is there of what must be bought for it.
    case notBought
    /// The price is already as low without it.
    case savesNothing
    /// Another one of its lane, which saves more, has the line.
    case outdone(by: UUIDBytes)
    /// One that stands alone saves more than all the others together.
    case exclusive(by: UUIDBytes)
    /// It stands alone, and the others together save as much or more.
    case lessThanTogether

    /// The stable slug.
    public var slug: String {
        switch self {
        case .outsideHours: "outside_hours"
        case .notFirstOrder: "not_first_order"
        case .exhausted: "exhausted"
        case .atBreak: "at_break"
        case .otherUnit: "other_unit"
        case .belowQuantity: "below_quantity"
        case .belowAmount: "below_amount"
        case .nothingToGive: "nothing_to_give"
        case .notBought: "not_bought"
        case .savesNothing: "saves_nothing"
        case .outdone: "outdone"
        case .exclusive: "exclusive"
        case .lessThanTogether: "less_than_together"
        }
    }
}

/// A promotion that is for this buyer, and what came of it: on a line, or in the whole basket.
public struct PromotionStep: Hashable, Sendable {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// It holds, and takes so much off; 0 on a line that only counts towards it.
        case applied(saved: Money)
        case refused(PromotionRefusal)
    }

    public let promotion: UUIDBytes
    public let name: String
    public let stage: PromotionStage
    public let outcome: Outcome

    /// What it takes off; 0 for one that was refused.
    public var saved: Int64 {
        if case .applied(let saved) = outcome { saved.amount } else { 0 }
    }

    /// For documents: one that holds.
    public static let example = PromotionStep(
        promotion: UUIDBytes(high: 1, low: 1), name: "Half a dozen", stage: .line,
        outcome: .applied(saved: Money(250, .usd)))

    public var isApplied: Bool {
        if case .applied = outcome { true } else { false }
    }
}

/// How often a promotion was taken already: what the engine, which counts nothing, must be told.
public struct PromotionUse: Hashable, Sendable {
    public var promotion: UUIDBytes
    /// Orders of the buyer's company that took it, and orders of all.
    public var byCompany: Int64
    public var inTotal: Int64

    public init(promotion: UUIDBytes, byCompany: Int64, inTotal: Int64) {
        self.promotion = promotion
        self.byCompany = byCompany
        self.inTotal = inTotal
    }
}
