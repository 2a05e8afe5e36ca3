import Bedrock
import Levies
import Platform
import Postgres
import PriceEngine

/// What a book is made of beside its variants and what they cost: rows few enough to be read
/// whole each time.
struct BookTerms {
    let head: BookHead
    let settings: PricingSettingsView
    let channels: [ChannelFacts]
    let tree: CategoryTree
    let lists: [PriceListRow]
    let promotions: [BookPromotion]
    let tags: [ID<Variant>: [String]]
    let zone: ZoneOffsets
    let taxes: [TaxRateRow]
    let excises: [ExciseRateRow]
    let deposits: [DepositKindRow]

    /// Where they will be once the trip was sent.
    struct Replies {
        fileprivate let head: Reply<BookHead>
        fileprivate let settings: Reply<PricingSettingsView>
        fileprivate let channels: Reply<ChannelFacts>
        fileprivate let categories: Reply<(id: ID<Category>, parent: ID<Category>?)>
        fileprivate let lists: Reply<BookList>
        fileprivate let assignments: Reply<BookAssignment>
        fileprivate let promotions: Reply<BookPromotion>
        fileprivate let tagged: Reply<(variant: ID<Variant>, tag: ID<Tag>)>
        fileprivate let zone: Reply<(since: Instant, seconds: Int32)>
        fileprivate let levies: LevyReplies

        /// The head is read first: what is read after it may be newer than its version says, never
        /// older.
        init(_ trip: inout Trip, _ seller: ID<Organization>) {
            head = trip.add(BookStatements.head, seller)
            settings = trip.add(PromotionStatements.settings, seller)
            channels = trip.add(BookStatements.channels, seller)
            categories = trip.add(BookStatements.categories, seller)
            lists = trip.add(BookStatements.lists, seller)
            assignments = trip.add(BookStatements.assignments, seller)
            promotions = trip.add(BookStatements.promotions, seller)
            tagged = trip.add(BookStatements.tags, seller)
            zone = trip.add(BookStatements.zone, seller)
            levies = LevyReplies(&trip, seller)
        }
    }

    /// Nil where there is no such seller.
    init?(_ replies: Replies) {
        guard let head = replies.head.first else { return nil }
        self.head = head
        settings = replies.settings.first ?? PricingSettingsView()
        channels = replies.channels.rows
        tree = CategoryTree(replies.categories.rows)
        var audiences: [ID<PriceList>: [Audience]] = [:]
        for row in replies.assignments.rows {
            guard let audience = row.audience else { continue }
            audiences[row.list, default: []].append(audience)
        }
        lists = replies.lists.rows.map { $0.value(audiences[$0.id] ?? []) }
        promotions = replies.promotions.rows
        var tags: [ID<Variant>: [String]] = [:]
        for row in replies.tagged.rows { tags[row.variant, default: []].append(row.tag.text) }
        self.tags = tags
        zone = ZoneOffsets(replies.zone.rows.map { (from: $0.since, seconds: $0.seconds) })
        taxes = replies.levies.taxes
        excises = replies.levies.excises
        deposits = replies.levies.deposits
    }
}

/// Finds the way from the root to a category.
struct CategoryTree {
    private let parents: [ID<Category>: ID<Category>?]

    init(_ rows: [(id: ID<Category>, parent: ID<Category>?)]) {
        parents = Dictionary(rows.map { ($0.id, $0.parent) }) { first, _ in first }
    }

    /// From the root down to the category itself; a circle ends where it closes.
    func path(to category: ID<Category>) -> [UUIDBytes] {
        var path: [UUIDBytes] = []
        var next: ID<Category>? = category
        while let category = next, path.count < PricingLimits.categoriesPerVariant {
            path.append(category.uuid)
            next = parents[category] ?? nil
        }
        return path.reversed()
    }
}
