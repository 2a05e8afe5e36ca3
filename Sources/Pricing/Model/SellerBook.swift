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
    /// Whether buyers see it on channels that don't show it in a way of their own.
    public let published: Bool
    /// Whether it is sold still.
    public let isActive: Bool
}

/// How a channel shows a variant in a way of its own.
struct ListingFacts: Sendable {
    let isPublished: Bool
    let from: Instant?
    let until: Instant?

    func isOpen(at instant: Instant) -> Bool {
        guard isPublished else { return false }
        if let from, instant < from { return false }
        if let until, instant >= until { return false }
        return true
    }
}

/// A variant on a channel.
struct ListingKey: Hashable, Sendable {
    let channel: ID<Channel>
    let variant: ID<Variant>
}

/// What orders need to know of a channel.
public struct ChannelFacts: Sendable {
    public let id: ID<Channel>
    public let warehouse: ID<Warehouse>
    public let kind: String
    /// Orders may be dated back to then; nil where they may not be dated at all.
    public let ordersDatedFrom: Instant?
    /// For so long a draft keeps the prices it has.
    public let freezeSeconds: Int32
}

/// One seller's snapshot: its price book and what goes with it. Immutable; shared by all loops.
public final class SellerBook: Sendable {
    public let seller: ID<Organization>
    public let currency: Currency
    public let book: PriceBook
    public let channels: [ChannelFacts]
    /// Whether any promotion has codes that are kept beside the book.
    public let hasStoredCodes: Bool
    let variants: [ID<Variant>: VariantFacts]
    let skus: [String: ID<Variant>]
    let listings: [ListingKey: ListingFacts]
    /// The lists of channels' own prices, which stand in no table of lists.
    let channelLists: [PriceListRow]
    /// How many entries were changed in it since all of it was read.
    let changedEntries: Int

    init(
        seller: ID<Organization>, currency: Currency, book: PriceBook, channels: [ChannelFacts],
        variants: [ID<Variant>: VariantFacts], skus: [String: ID<Variant>],
        listings: [ListingKey: ListingFacts], channelLists: [PriceListRow], changedEntries: Int,
        hasStoredCodes: Bool
    ) {
        self.seller = seller
        self.currency = currency
        self.book = book
        self.channels = channels
        self.variants = variants
        self.skus = skus
        self.listings = listings
        self.channelLists = channelLists
        self.changedEntries = changedEntries
        self.hasStoredCodes = hasStoredCodes
    }

    public var version: Int64 { book.version }

    public func variant(_ id: ID<Variant>) -> VariantFacts? { variants[id] }

    public func variant(sku: String) -> VariantFacts? { skus[sku].flatMap { variants[$0] } }

    /// Whether buyers on a channel, or on any where none is named, can have it at that instant.
    public func offers(
        _ variant: VariantFacts, on channel: ID<Channel>?, at instant: Instant
    ) -> Bool {
        guard variant.isActive else { return false }
        guard let channel,
            let listing = listings[ListingKey(channel: channel, variant: variant.id)]
        else { return variant.published }
        return listing.isOpen(at: instant)
    }

    /// The channel named, or the seller's first where none is.
    public func channel(_ id: ID<Channel>?) -> ChannelFacts? {
        guard let id else { return channels.first }
        return channels.first { $0.id == id }
    }

    /// The channel that a catalogue is asked for on.
    /// - Throws: that there is no such channel, or none at all.
    public func catalogChannel(_ id: ID<Channel>?) throws(Problem) -> ChannelFacts {
        if let channel = channel(id) { return channel }
        guard id != nil else { throw .notFound }
        throw .invalid("query:channel_id", "unknown", "The seller has no such channel.")
    }

    /// What it takes in memory, roughly: the book, and about 200 bytes a variant beside it.
    var approximateBytes: Int {
        book.approximateBytes + variants.count * 200 + listings.count * 100
    }
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
    /// Where its goods go, as taxes see it; nil where that isn't known.
    public let place: String?

    /// The engine's buyer on a channel.
    public func buyer(on channel: ID<Channel>?) -> Buyer {
        Buyer(
            company: id.uuid, groups: group.map { [$0.uuid] } ?? [], role: role,
            channel: channel?.uuid)
    }
}
