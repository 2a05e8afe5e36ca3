import Bedrock
import Platform
import PriceEngine

/// A snapshot in the making: takes rows as they arrive and keeps of them what the book keeps.
///
/// Variants come first, then what channels make of them, then prices.
final class BookAssembly {
    private let seller: ID<Organization>
    private let terms: BookTerms
    /// Nil once the book is made.
    private var builder: PriceBookBuilder?
    private var variants: [ID<Variant>: VariantFacts] = [:]
    private var skus: [String: ID<Variant>] = [:]
    private var listings: [ListingKey: ListingFacts] = [:]
    private var channelLists: [PriceListRow] = []
    private var changedEntries = 0
    private var isRenewal = false
    /// Whether variants and what is asked of them are those of the snapshot before.
    private var keepsVariants = false

    /// Of all rows.
    init(_ seller: ID<Organization>, _ terms: BookTerms) {
        self.seller = seller
        self.terms = terms
        var builder = BookAssembly.builder(terms)
        for list in terms.lists { builder.add(list) }
        self.builder = consume builder
    }

    /// Of the entries of a snapshot, and everything else from rows.
    init(_ terms: BookTerms, keepingEntriesOf held: SellerBook) {
        seller = held.seller
        self.terms = terms
        isRenewal = true
        changedEntries = held.changedEntries
        var builder = BookAssembly.builder(terms)
        // What a channel's own prices come to is read with its listings.
        builder.keepEntries(of: held.book, except: held.channelLists.map(\.id))
        for list in terms.lists { builder.add(list) }
        self.builder = consume builder
    }

    /// Of a snapshot, whose lists and entries alone have changed.
    init(_ terms: BookTerms, revising held: SellerBook) {
        seller = held.seller
        self.terms = terms
        isRenewal = true
        keepsVariants = true
        variants = held.variants
        skus = held.skus
        listings = held.listings
        channelLists = held.channelLists
        changedEntries = held.changedEntries
        var builder = PriceBookBuilder(
            revising: held.book, version: terms.head.version, zone: terms.zone,
            place: terms.head.place)
        for list in terms.lists { builder.add(list) }
        for list in held.channelLists { builder.add(list) }
        self.builder = consume builder
    }

    private static func builder(_ terms: BookTerms) -> PriceBookBuilder {
        PriceBookBuilder(
            version: terms.head.version, mode: terms.settings.mode,
            strategy: terms.settings.strategy, lanes: terms.settings.lanes, zone: terms.zone,
            place: terms.head.place, hasUniqueEntries: true)
    }

    func add(variant row: BookVariant) {
        variants[row.facts.id] = row.facts
        skus[row.facts.sku] = row.facts.id
        builder?.add(
            row.priced(
                terms.tree.path(to: row.category), terms.tags[row.facts.id] ?? [],
                terms.head.currency))
    }

    /// What channels' own prices come to: a list for each channel that has some, ahead of every
    /// other list of that channel.
    func add(listing row: BookListing) {
        listings[row.key] = row.facts
        guard let price = row.price else { return }
        if channelLists.last?.id != row.channel.uuid {
            let list = row.list(terms.head.currency)
            channelLists.append(list)
            builder?.add(list)
        }
        builder?.add(row.entry(price))
    }

    func add(entry row: BookEntry) {
        let value = row.value
        // What was wrong with it before is seen anew.
        if isRenewal { builder?.removeDefects(of: value.id) }
        builder?.add(value)
        if let next = row.next { builder?.add(next) }
    }

    /// Variants whose entries aren't those that they had, since they are new or in other units.
    var variantsToRead: [UUIDBytes] { builder?.variantsToRead ?? [] }

    /// Takes entries out that were touched; those that are still there are added again.
    func remove(_ touched: Set<BookEntryKey>) {
        changedEntries += touched.count
        for key in touched {
            builder?.removeDefects(of: key.id)
            guard let variant = key.variant else { continue }
            builder?.remove(
                list: key.list.uuid, variant: variant.uuid, unit: .named(key.unit))
        }
    }

    /// Takes those out that are for more than one variant; all of them are added again.
    func removeBroadEntries() { builder?.removeBroadEntries() }

    func finish() -> SellerBook? {
        if !keepsVariants {
            for row in terms.promotions { builder?.add(row.value) }
            for row in terms.taxes { builder?.add(row) }
            for row in terms.excises { builder?.add(row) }
            for row in terms.deposits { builder?.add(row) }
        }
        guard let book = builder.take()?.finish() else { return nil }
        return SellerBook(
            seller: seller, currency: terms.head.currency, book: book, channels: terms.channels,
            variants: variants, skus: skus, listings: listings, channelLists: channelLists,
            changedEntries: changedEntries,
            hasStoredCodes: terms.promotions.contains(where: \.hasStoredCodes))
    }
}
