public import Bedrock
public import Platform
public import PriceEngine

/// What pricing and orders need to know of a variant beside its price.
public struct VariantFacts: Sendable {
    public let id: ID<Variant>
    public let sku: String
    public let name: String
    public let baseUnit: String
    /// Base units in a case.
    public let caseSize: Int32
    public let published: Bool
}

/// What orders need to know of a channel.
public struct ChannelFacts: Sendable {
    public let id: ID<Channel>
    public let warehouse: ID<Warehouse>
    public let kind: String
    /// Orders may be dated back to then; nil where they may not be dated at all.
    public let ordersDatedFrom: Instant?
}

/// One seller's snapshot: its price book and what goes with it. Immutable; shared by all loops.
public final class SellerBook: Sendable {
    public let seller: ID<Organization>
    public let currency: Currency
    public let book: PriceBook
    public let channels: [ChannelFacts]
    /// Whether any promotion has codes that are kept beside the book.
    public let hasStoredCodes: Bool
    private let variants: [ID<Variant>: VariantFacts]
    private let skus: [String: ID<Variant>]

    init(
        seller: ID<Organization>, currency: Currency, book: PriceBook, channels: [ChannelFacts],
        variants: [VariantFacts], hasStoredCodes: Bool
    ) {
        self.seller = seller
        self.currency = currency
        self.book = book
        self.channels = channels
        self.hasStoredCodes = hasStoredCodes
        var byID: [ID<Variant>: VariantFacts] = [:]
        var bySKU: [String: ID<Variant>] = [:]
        byID.reserveCapacity(variants.count)
        bySKU.reserveCapacity(variants.count)
        for variant in variants {
            byID[variant.id] = variant
            bySKU[variant.sku] = variant.id
        }
        self.variants = byID
        skus = bySKU
    }

    public var version: Int64 { book.version }

    public func variant(_ id: ID<Variant>) -> VariantFacts? { variants[id] }

    public func variant(sku: String) -> VariantFacts? { skus[sku].flatMap { variants[$0] } }

    /// The channel named, or the seller's first where none is.
    public func channel(_ id: ID<Channel>?) -> ChannelFacts? {
        guard let id else { return channels.first }
        return channels.first { $0.id == id }
    }

    /// What it takes in memory, roughly: the book, and about 200 bytes a variant beside it.
    var approximateBytes: Int { book.approximateBytes + variants.count * 200 }
}

/// How often a company and everybody took limited promotions, and whether it never ordered.
public struct PromotionUses: Sendable {
    public var uses: [PromotionUse] = []
    public var isFirstOrder = false
    /// Of the codes that were given, those that were found beside the book.
    public var opened: [OpenedCoupon] = []

    public init(
        uses: [PromotionUse] = [], isFirstOrder: Bool = false, opened: [OpenedCoupon] = []
    ) {
        self.uses = uses
        self.isFirstOrder = isFirstOrder
        self.opened = opened
    }
}

/// A buyer as its seller knows it, as far as prices and orders care.
public struct CompanyFacts: Sendable {
    public let id: ID<Company>
    public let buyer: ID<Organization>
    public let role: String
    public let group: ID<CompanyGroup>?
    public let isActive: Bool

    /// The engine's buyer on a channel.
    public func buyer(on channel: ID<Channel>?) -> Buyer {
        Buyer(
            company: id.uuid, groups: group.map { [$0.uuid] } ?? [], role: role,
            channel: channel?.uuid)
    }
}
