public import Bedrock

/// One line with its price, why that is its price, and what is wrong with it.
public struct PricedLine: Hashable, Sendable {
    public let variant: UUIDBytes
    public let unit: SaleUnit
    /// As asked, in `unit`; never changed by the engine.
    public let quantity: Int64
    /// The same in base units; nil where unit or variant are unknown or it passes 64 bits.
    public internal(set) var baseQuantity: Int64?
    /// Of one `unit`, rounded for show: the line is rounded once, as a whole. Nil with no price.
    public internal(set) var unitPrice: Money?
    /// What the line comes to by its price list alone. Nil with no price.
    public internal(set) var listTotal: Money?
    /// What the line comes to, with what promotions take off. Nil with no price.
    public internal(set) var lineTotal: Money?
    /// What rounding added to the exact line, in ten-thousandths of a minor unit; 0 if exact.
    public internal(set) var rounding: Int64
    /// Nil with no price.
    public internal(set) var trace: PriceTrace?
    /// What stands beside the price; nil with no price, or where the seller levies nothing.
    public internal(set) var levies: LineLevies?
    /// Empty for a line that can be ordered.
    public internal(set) var problems: [LineProblem]
}

/// The lines as they were asked for, priced, and their sum.
public struct PricedBasket: Hashable, Sendable {
    /// The version of the book that priced it.
    public let version: Int64
    public internal(set) var lines: [PricedLine]
    /// The sum of the lines that have a price; nil where it passes 64 bits of minor units.
    public internal(set) var total: Money?
    /// The promotions that hold, with what each takes off in all, and those of the order and of
    /// shipping that don't.
    public internal(set) var promotions: [PromotionStep] = []
    /// Codes that no promotion for this buyer knows.
    public internal(set) var unknownCoupons: [String] = []
    /// What stands beside the prices; nil where the seller levies nothing.
    public internal(set) var levies: BasketLevies?

    /// Whether every line can be ordered as it stands.
    public var isOrderable: Bool {
        total != nil && lines.allSatisfy { $0.problems.isEmpty }
            && (levies.map { $0.sums != nil } ?? true)
    }

    /// Whether a promotion makes the carriage free.
    public var hasFreeShipping: Bool {
        promotions.contains { $0.stage == .shipping && $0.isApplied }
    }
}
