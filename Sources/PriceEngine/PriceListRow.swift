public import Bedrock

/// What a price list is for; it says nothing about whom it serves.
public enum ListPurpose: String, Hashable, Sendable, CaseIterable {
    case wholesale
    case retail
    case contract
    case promotional
}

/// The least an order may take from a list.
public struct OrderMinimum: Hashable, Sendable {
    /// Minor units of the list's currency; nil where any amount will do.
    public var amount: Int64?
    /// Base units; nil where any quantity will do.
    public var quantity: Int64?

    public init(amount: Int64? = nil, quantity: Int64? = nil) {
        self.amount = amount
        self.quantity = quantity
    }
}

/// A price list, as it is stored.
public struct PriceListRow: Sendable {
    public var id: UUIDBytes
    public var name: String
    public var currency: Currency
    public var purpose: ListPurpose
    /// The list holds from this instant on; nil for always.
    public var validFrom: Instant?
    /// The list no longer holds at this instant; nil for never.
    public var validUntil: Instant?
    /// The greater wins among lists that are equally specific.
    public var priority: Int32
    /// Whom it serves; with none it serves nobody and can still be referred to.
    public var assignments: [Audience]
    /// Whether a bottle may be sold at its share of a case's price where it has none of its own.
    public var casePriceServesBottles: Bool
    public var orderMinimum: OrderMinimum?

    public init(
        id: UUIDBytes, name: String, currency: Currency, purpose: ListPurpose = .wholesale,
        validFrom: Instant? = nil, validUntil: Instant? = nil, priority: Int32 = 0,
        assignments: [Audience] = [.everybody], casePriceServesBottles: Bool = false,
        orderMinimum: OrderMinimum? = nil
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.purpose = purpose
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.priority = priority
        self.assignments = assignments
        self.casePriceServesBottles = casePriceServesBottles
        self.orderMinimum = orderMinimum
    }
}
