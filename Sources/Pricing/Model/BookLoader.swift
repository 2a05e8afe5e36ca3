import Bedrock
import Platform
import Postgres
import PriceEngine

/// Makes a seller's snapshot from its rows, in one read-only round trip.
enum BookLoader {
    static func load(
        _ seller: ID<Organization>, _ services: Services
    ) async throws(Problem) -> SellerBook? {
        var trip = Trip.asSystem(of: seller)
        let head = trip.add(BookStatements.head, seller)
        let channels = trip.add(BookStatements.channels, seller)
        let categories = trip.add(BookStatements.categories, seller)
        let variants = trip.add(BookStatements.variants, seller)
        let listings = trip.add(BookStatements.listings, seller)
        let lists = trip.add(BookStatements.lists, seller)
        let assignments = trip.add(BookStatements.assignments, seller)
        let entries = trip.add(BookStatements.entries, seller)
        let promotions = trip.add(BookStatements.promotions, seller)
        let tagged = trip.add(BookStatements.tags, seller)
        let zone = trip.add(BookStatements.zone, seller)
        let found = trip.add(PromotionStatements.settings, seller)
        let taxes = trip.add(TaxRateStatements.book, seller)
        let excises = trip.add(ExciseRateStatements.book, seller)
        let deposits = trip.add(DepositKindStatements.book, seller)
        try await services.read(trip)
        guard let head = head.first else { return nil }

        let settings = found.first ?? PricingSettingsView()
        var builder = PriceBookBuilder(
            version: head.version, mode: settings.mode, strategy: settings.strategy,
            lanes: settings.lanes,
            zone: ZoneOffsets(zone.rows.map { (from: $0.since, seconds: $0.seconds) }),
            place: head.place)
        builder.reserve(variants: variants.rows.count, entries: entries.rows.count)
        var audiences: [ID<PriceList>: [Audience]] = [:]
        for row in assignments.rows {
            guard let audience = row.value else { continue }
            audiences[row.list, default: []].append(audience)
        }
        for row in lists.rows {
            builder.add(row.value(audiences[row.id] ?? []))
        }
        let tree = CategoryTree(categories.rows)
        var tags: [ID<Variant>: [String]] = [:]
        for row in tagged.rows { tags[row.variant, default: []].append(row.tag.text) }
        for row in variants.rows {
            builder.add(
                row.priced(tree.path(to: row.category), tags[row.facts.id] ?? [], head.currency))
        }
        for (number, row) in entries.rows.enumerated() {
            builder.add(row.value(number: UInt64(number)))
            if let next = row.next(number: UInt64(number)) { builder.add(next) }
        }
        builder.add(listings.rows, head.currency)
        for row in promotions.rows { builder.add(row.value) }
        for row in taxes.rows { builder.add(row.terms.row(row.id)) }
        for row in excises.rows { builder.add(row.terms.row(row.id)) }
        for row in deposits.rows { builder.add(row.terms.row(row.id)) }
        return SellerBook(
            seller: seller, currency: head.currency, book: builder.finish(),
            channels: channels.rows, variants: variants.rows.map(\.facts),
            listings: Dictionary(listings.rows.map { ($0.key, $0.facts) }) { first, _ in first },
            hasStoredCodes: promotions.rows.contains(where: \.hasStoredCodes))
    }

    static func company(
        seller: ID<Organization>, buyer: ID<Organization>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        var trip = Trip.asSystem(of: seller)
        let company = trip.add(BookStatements.company, seller, buyer)
        try await services.read(trip)
        return company.first
    }

    static func company(
        seller: ID<Organization>, id: ID<Company>, _ services: Services
    ) async throws(Problem) -> CompanyFacts? {
        var trip = Trip.asSystem(of: seller)
        let company = trip.add(BookStatements.companyByID, seller, id)
        try await services.read(trip)
        return company.first
    }
}

extension BookLoader {
    /// How often a company, and everybody, took the seller's limited promotions.
    static func uses(
        seller: ID<Organization>, company: ID<Company>, coupons: [String], at instant: Instant,
        _ services: Services
    ) async throws(Problem) -> PromotionUses {
        var trip = Trip.asSystem(of: seller)
        let found = trip.add(PromotionStatements.uses, seller, company)
        let opened = coupons.isEmpty
            ? nil : trip.add(CouponStatements.opened, seller, company, coupons, instant)
        try await services.read(trip)
        return PromotionUses(
            uses: found.rows.compactMap { row in
                row.promotion.map {
                    PromotionUse(
                        promotion: $0, byCompany: row.byCompany, inTotal: row.inTotal)
                }
            }, isFirstOrder: found.rows.contains(where: \.isFirstOrder),
            opened: opened?.rows ?? [])
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
