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
    /// The channel whose own prices have a list already.
    private var listed: ID<Channel>?

    init(_ seller: ID<Organization>, _ terms: BookTerms) {
        self.seller = seller
        self.terms = terms
        var builder = PriceBookBuilder(
            version: terms.head.version, mode: terms.settings.mode,
            strategy: terms.settings.strategy, lanes: terms.settings.lanes, zone: terms.zone,
            place: terms.head.place, hasUniqueEntries: true)
        for list in terms.lists { builder.add(list) }
        self.builder = consume builder
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
        if listed != row.channel {
            listed = row.channel
            builder?.add(row.list(terms.head.currency))
        }
        builder?.add(row.entry(price))
    }

    func add(entry row: BookEntry) {
        builder?.add(row.value)
        if let next = row.next { builder?.add(next) }
    }

    func finish() -> SellerBook? {
        for row in terms.promotions { builder?.add(row.value) }
        for row in terms.taxes { builder?.add(row) }
        for row in terms.excises { builder?.add(row) }
        for row in terms.deposits { builder?.add(row) }
        guard let book = builder.take()?.finish() else { return nil }
        return SellerBook(
            seller: seller, currency: terms.head.currency, book: book, channels: terms.channels,
            variants: variants, skus: skus, listings: listings,
            hasStoredCodes: terms.promotions.contains(where: \.hasStoredCodes))
    }
}
