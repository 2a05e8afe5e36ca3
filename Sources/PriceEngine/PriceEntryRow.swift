public import Bedrock

/// What an entry prices.
public enum PriceTarget: Hashable, Sendable {
    case variant(UUIDBytes)
    /// Every variant in the category or below it.
    case category(UUIDBytes)
    /// Every variant of the seller.
    case wholeList
}

/// How a ladder of breaks is read.
public enum BreakMode: UInt8, Hashable, Sendable, CaseIterable {
    /// The whole quantity takes the break it reached.
    case volume
    /// Each slice takes its own: unit number n takes the break that n reaches.
    case graduated
}

/// What a break charges for one of the entry's unit.
public enum BreakPrice: Hashable, Sendable {
    /// Minor units of the list's currency, at least 0.
    case fixed(Int64)
    /// Basis points off what another list charges for the line, at most 10,000; negative adds.
    case percentOff(list: UUIDBytes, basisPoints: Int32)
    /// The variant's cost and basis points of it on top, at least −10,000.
    case costPlus(basisPoints: Int32)
}

/// A step of a ladder: from this quantity on, this price.
public struct PriceBreak: Hashable, Sendable {
    /// In the entry's unit, at least 1.
    public var minimumQuantity: Int64
    public var price: BreakPrice

    public init(_ minimumQuantity: Int64, _ price: BreakPrice) {
        self.minimumQuantity = minimumQuantity
        self.price = price
    }
}

/// Which quantities may be ordered, in the entry's unit; nil where there is no such rule.
public struct QuantityRule: Hashable, Sendable {
    public var minimum: Int64?
    public var maximum: Int64?
    public var multiple: Int64?

    public init(minimum: Int64? = nil, maximum: Int64? = nil, multiple: Int64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.multiple = multiple
    }
}

/// One price of a list, as it is stored.
public struct PriceEntryRow: Sendable {
    /// Of two entries of a list for one target and unit, from one instant, the lesser id counts.
    public var id: UUIDBytes
    public var list: UUIDBytes
    public var target: PriceTarget
    public var unit: SaleUnit
    /// Entries of a list that share a mix group count their lines' quantities together.
    public var mixGroup: UUIDBytes?
    public var mode: BreakMode
    public var breaks: [PriceBreak]
    public var rule: QuantityRule?
    /// From this instant on it stands in the place of the entry for the same target and unit that
    /// held before; nil for always.
    public var validFrom: Instant?

    public init(
        id: UUIDBytes, list: UUIDBytes, target: PriceTarget, unit: SaleUnit = .base,
        mixGroup: UUIDBytes? = nil, mode: BreakMode = .volume, breaks: [PriceBreak],
        rule: QuantityRule? = nil, validFrom: Instant? = nil
    ) {
        self.id = id
        self.list = list
        self.target = target
        self.unit = unit
        self.mixGroup = mixGroup
        self.mode = mode
        self.breaks = breaks
        self.rule = rule
        self.validFrom = validFrom
    }
}
