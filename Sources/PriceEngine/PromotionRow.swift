public import Bedrock

/// The step a promotion works in; line promotions come first, shipping last.
public enum PromotionStage: String, Hashable, Sendable, CaseIterable {
    case line
    case order
    case shipping
}

/// Things by what they are: any of each kind that is named, and all the kinds that are.
///
/// With nothing named it is everything the seller has.
public struct ItemSelection: Hashable, Sendable {
    public var variants: [UUIDBytes]
    /// Everything in them or below them.
    public var categories: [UUIDBytes]
    public var brands: [UUIDBytes]
    public var tags: [String]

    public init(
        variants: [UUIDBytes] = [], categories: [UUIDBytes] = [], brands: [UUIDBytes] = [],
        tags: [String] = []
    ) {
        self.variants = variants
        self.categories = categories
        self.brands = brands
        self.tags = tags
    }

    /// Whether nothing is named.
    public var isEverything: Bool {
        variants.isEmpty && categories.isEmpty && brands.isEmpty && tags.isEmpty
    }
}

/// Buy so many, get so many more for less; the units got are always the cheapest there are.
public struct BuyGet: Hashable, Sendable {
    /// Where the units got are looked for.
    public enum Pool: Hashable, Sendable {
        /// Among the units of the variant that was bought.
        case eachVariant
        /// Among all that the promotion matches.
        case selection
        /// Among other things; what is both counts as got.
        case other(ItemSelection)
    }

    public var buy: Int64
    public var get: Int64
    /// Off the units got: 10,000 makes them free.
    public var basisPointsOff: Int32
    public var pool: Pool

    public init(buy: Int64, get: Int64, basisPointsOff: Int32 = 10_000, pool: Pool) {
        self.buy = buy
        self.get = get
        self.basisPointsOff = basisPointsOff
        self.pool = pool
    }
}

/// What a promotion gives.
public enum PromotionBenefit: Hashable, Sendable {
    /// Basis points off all that it matches, 1 … 10,000.
    case percentOff(basisPoints: Int32)
    /// Minor units: of lines off each unit, of the order off it once.
    case amountOff(Int64)
    /// Each unit at this price.
    case fixedPrice(Int64)
    case buyGet(BuyGet)
    /// Any so many units, the dearest first, for this price together.
    case bundle(quantity: Int64, amount: Int64)
    case freeShipping
}

/// What must be in the basket, of all that the promotion matches, before it gives anything.
public enum PromotionThreshold: Hashable, Sendable {
    case quantity(Int64)
    /// Minor units of what remains to be paid when the promotion's turn comes.
    case amount(Int64)
}

/// How often a promotion may be taken; nil where there is no such limit.
public struct PromotionLimits: Hashable, Sendable {
    /// Repetitions within one order.
    public var perOrder: Int64?
    /// Orders of one company, and of all of them.
    public var perCompany: Int64?
    public var total: Int64?

    public init(perOrder: Int64? = nil, perCompany: Int64? = nil, total: Int64? = nil) {
        self.perOrder = perOrder
        self.perCompany = perCompany
        self.total = total
    }
}

/// When and for whom a promotion holds.
public struct PromotionConditions: Hashable, Sendable {
    public var items = ItemSelection()
    /// Whom it is for; with none it is for everybody.
    public var assignments: [Audience] = []
    /// On which channels; with none on all.
    public var channels: [UUIDBytes] = []
    public var validFrom: Instant?
    public var validUntil: Instant?
    /// Weekdays and hours of the seller's zone; nil for any time.
    public var hours: WeekHours?
    /// One of these codes must be given; with none, none is needed.
    public var coupons: [String] = []
    /// Whether it has codes that the book doesn't hold: then a request must say that one was given.
    public var hasStoredCodes = false
    public var firstOrderOnly = false

    /// Whether it is for those alone who give a code.
    var takesCode: Bool { hasStoredCodes || !coupons.isEmpty }

    public init() {}
}

/// A promotion, as it is stored.
public struct PromotionRow: Sendable {
    public var id: UUIDBytes
    public var name: String
    public var stage: PromotionStage
    /// Of a lane one promotion takes a line; lanes follow one another on what remains.
    public var lane: String
    public var priority: Int32
    public var isExclusive: Bool
    /// Whether it touches lines that are at a quantity break already.
    public var combinesWithBreaks: Bool
    /// Of its amounts; nil where it names none.
    public var currency: Currency?
    /// What it counts: everything in base units, or only what is asked for by this pack.
    public var unit: SaleUnit
    public var threshold: PromotionThreshold?
    public var benefit: PromotionBenefit
    public var conditions: PromotionConditions
    public var limits: PromotionLimits

    public init(
        id: UUIDBytes, name: String, stage: PromotionStage = .line, lane: String = "",
        priority: Int32 = 0, isExclusive: Bool = false, combinesWithBreaks: Bool = true,
        currency: Currency? = nil, unit: SaleUnit = .base,
        threshold: PromotionThreshold? = nil, benefit: PromotionBenefit,
        conditions: PromotionConditions = PromotionConditions(),
        limits: PromotionLimits = PromotionLimits()
    ) {
        self.id = id
        self.name = name
        self.stage = stage
        self.lane = lane
        self.priority = priority
        self.isExclusive = isExclusive
        self.combinesWithBreaks = combinesWithBreaks
        self.currency = currency
        self.unit = unit
        self.threshold = threshold
        self.benefit = benefit
        self.conditions = conditions
        self.limits = limits
    }
}
