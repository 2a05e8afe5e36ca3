public import Bedrock

/// One line with its price, why that is its price, and what is wrong with it.
public struct PricedLine: Hashable, Sendable {
    private let log: PricedLog
    private let place: Int

    init(_ log: PricedLog, _ place: Int) {
        self.log = log
        self.place = place
    }

    public var variant: UUIDBytes { log.asked[place].variant }
    public var unit: SaleUnit { log.asked[place].unit }
    /// As asked, in `unit`; never changed by the engine.
    public var quantity: Int64 { log.asked[place].quantity }
    /// The same in base units; nil where unit or variant are unknown or it passes 64 bits.
    public var baseQuantity: Int64? { log.drafts[place].line?.base }
    /// Of one `unit`, rounded for show: the line is rounded once, as a whole. Nil with no price.
    public var unitPrice: Money? { log.money(log.drafts[place].unitPrice, of: place) }
    /// What the line comes to by its price list alone. Nil with no price.
    public var listTotal: Money? { log.money(log.drafts[place].listTotal, of: place) }
    /// What the line comes to, with what promotions take off. Nil with no price.
    public var lineTotal: Money? { log.money(log.drafts[place].lineTotal, of: place) }
    /// What rounding added to the exact line, in ten-thousandths of a minor unit; 0 if exact.
    public var rounding: Int64 { log.drafts[place].rounding }
    /// Nil with no price.
    public var trace: PriceTrace? {
        log.drafts[place].isPriced ? PriceTrace(log, place) : nil
    }
    /// What stands beside the price; nil with no price, or where the seller levies nothing.
    public var levies: LineLevies? { log.levies.isEmpty ? nil : log.levies[place] }
    /// Empty for a line that can be ordered.
    public var problems: [LineProblem] { log.problems(of: place) }

    public static func == (a: PricedLine, b: PricedLine) -> Bool {
        a.variant == b.variant && a.unit == b.unit && a.quantity == b.quantity
            && a.baseQuantity == b.baseQuantity && a.unitPrice == b.unitPrice
            && a.listTotal == b.listTotal && a.lineTotal == b.lineTotal
            && a.rounding == b.rounding && a.trace == b.trace && a.levies == b.levies
            && a.problems == b.problems
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(variant)
        hasher.combine(unit)
        hasher.combine(quantity)
        hasher.combine(lineTotal)
        hasher.combine(trace)
        hasher.combine(problems)
    }
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
