public import Bedrock

/// Who buys, as far as prices need to know.
public struct Buyer: Hashable, Sendable {
    public var company: UUIDBytes?
    public var groups: [UUIDBytes]
    /// `retailer`, `distributor`, `consumer` …; nil for a passer-by.
    public var role: String?
    public var channel: UUIDBytes?

    public init(
        company: UUIDBytes? = nil, groups: [UUIDBytes] = [], role: String? = nil,
        channel: UUIDBytes? = nil
    ) {
        self.company = company
        self.groups = groups
        self.role = role
        self.channel = channel
    }
}

/// A price of one unit that seller and buyer agreed on beside the lists. No promotion touches it;
/// excise, taxes and deposits are levied on it as on any other.
public struct AgreedPrice: Hashable, Sendable {
    /// What they agreed in.
    public enum Basis: String, Hashable, Sendable {
        case quote, substitution
    }

    /// Of one of the line's unit, in the request's currency.
    public var amount: Int64
    public var basis: Basis

    public init(_ amount: Int64, by basis: Basis) {
        self.amount = amount
        self.basis = basis
    }
}

/// So many of a unit of a variant.
public struct RequestedLine: Hashable, Sendable {
    public var variant: UUIDBytes
    public var unit: SaleUnit
    /// In `unit`, at least 1.
    public var quantity: Int64
    /// A price that both sides agreed on; it wins over every list.
    public var agreed: AgreedPrice?

    public init(variant: UUIDBytes, unit: SaleUnit = .base, quantity: Int64) {
        self.variant = variant
        self.unit = unit
        self.quantity = quantity
    }
}

/// A code that was found beside the book, and good for this buyer.
public struct OpenedCoupon: Hashable, Sendable {
    public var code: String
    public var promotion: UUIDBytes

    public init(code: String, promotion: UUIDBytes) {
        self.code = code
        self.promotion = promotion
    }
}

/// A basket to price; the instant is the caller's, for the engine has no clock.
public struct PricingRequest: Sendable {
    public var buyer: Buyer
    public var instant: Instant
    public var currency: Currency
    public var lines: [RequestedLine]
    /// The codes the buyer gave, as the seller writes them.
    public var coupons: [String] = []
    /// Those among them that the seller keeps beside the book, with what each opens.
    public var opened: [OpenedCoupon] = []
    /// Whether the buyer never ordered from this seller.
    public var isFirstOrder = false
    /// How often limited promotions were taken; what is not named was never taken.
    public var uses: [PromotionUse] = []
    /// What carriage would cost; nil where that isn't known yet.
    public var shipping: Money?
    /// Where the goods go, `US` or `US-IA`: whose taxes are levied. Nil for the seller's own place.
    public var place: String?
    /// Containers that come back.
    public var empties: [ReturnedEmpties] = []

    public init(buyer: Buyer, instant: Instant, currency: Currency, lines: [RequestedLine]) {
        self.buyer = buyer
        self.instant = instant
        self.currency = currency
        self.lines = lines
    }
}
