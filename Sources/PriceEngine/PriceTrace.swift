public import Bedrock

/// Why a line costs what it costs: one part for each step that touched it, in the steps' order.
///
/// A step that is added to the engine adds its part here and in the JSON; stored traces, which
/// lack it, still read the same.
public struct PriceTrace: Hashable, Sendable {
    /// Which list, and why not the next best.
    public internal(set) var list: ListChoice
    /// Which break of its ladder, and the next.
    public internal(set) var ladder: LadderChoice
    /// How the price's unit serves the asked one.
    public internal(set) var unit: UnitChoice
    /// What promotions did, or why they didn't, in the order of their turns.
    public internal(set) var promotions = PromotionSteps()
    /// What rounding added to the exact line, in ten-thousandths of a minor unit; 0 if exact.
    public internal(set) var rounding: Int64
    /// Excise, taxes and deposits, with all that they were made of; nil where none is levied.
    public internal(set) var levies: LineLevies?
    /// The price that both sides agreed on, where they did; then no list priced the line.
    public internal(set) var agreed: AgreedChoice?
    let currency: Currency
}

/// A price that was agreed on, and what the lists would have charged.
public struct AgreedChoice: Hashable, Sendable {
    public let basis: AgreedPrice.Basis
    public let unitPrice: Money
    /// What one would have cost by the lists; nil where they have no price.
    public let listed: Money?
}

extension PriceTrace {
    /// The trace of an agreed price.
    init(
        _ agreed: AgreedPrice, insteadOf listed: Int64?, of quantity: Int64, _ currency: Currency
    ) {
        self.init(
            list: ListChoice(
                list: UUIDBytes(high: 0, low: 0), name: "", audience: .company, over: nil),
            ladder: LadderChoice(
                scope: .variant, mode: .volume, price: .fixed(agreed.amount), reached: 1,
                counted: quantity, isMixed: false, next: nil),
            unit: .asAsked, rounding: 0,
            agreed: AgreedChoice(
                basis: agreed.basis, unitPrice: Money(agreed.amount, currency),
                listed: listed.map { Money($0, currency) }),
            currency: currency)
    }
}

/// The list that priced a line.
public struct ListChoice: Hashable, Sendable {
    public let list: UUIDBytes
    public let name: String
    /// The most specific assignment that made it apply.
    public let audience: Specificity
    /// The next best list that prices the line, and what decided; nil where there is none.
    public let over: RunnerUp?
}

/// The next best list, and what the chosen one is ahead by.
public struct RunnerUp: Hashable, Sendable {
    /// What decided between the two.
    public enum Reason: String, Hashable, Sendable {
        case specificity
        case priority
        case lowerPrice = "lower_price"
        /// All else is equal: the lesser id.
        case id
    }

    public let list: UUIDBytes
    public let because: Reason

    public init(list: UUIDBytes, because: Reason) {
        self.list = list
        self.because = because
    }
}

/// The break that priced a line.
public struct LadderChoice: Hashable, Sendable {
    /// What the entry's target is.
    public enum Scope: String, Hashable, Sendable {
        case variant
        case category
        case wholeList = "whole_list"
    }

    public let scope: Scope
    public let mode: BreakMode
    public let price: BreakPrice
    /// The break's minimum, in the entry's unit.
    public let reached: Int64
    /// What the breaks counted: the line's quantity, or its mix group's.
    public let counted: Int64
    public let isMixed: Bool
    /// What buying more would do; nil on the top break.
    public let next: NextBreak?
}

/// The next break: add so many of the asked unit, for so much each.
public struct NextBreak: Hashable, Sendable {
    public let add: Int64
    public let unitPrice: Money
}

/// How the unit of the price serves the asked unit.
public enum UnitChoice: Hashable, Sendable {
    /// The price is of the asked unit itself.
    case asAsked
    /// There is only a base unit's price: the pack is priced as its `count` base units.
    case asBaseUnits(count: Int64)
    /// There is only a pack's price, and the list lets it serve: a share of a pack of `size`.
    case shareOfPack(name: String, size: Int64)
}
