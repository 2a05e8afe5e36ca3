import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// Lists what a company would pay: the buyer's view of the seller's offers, for the seller's staff.
struct ListCompanyPrices: Query {
    static let route = Route.get("/v1/companies/{id}/prices")
    static let summary = "List your offers with what this company would pay for them."
    static let access = Access.member(.readPrices)
    static let constraints = [
        "DR107": ProblemKind.notTradingPartners, "DR130": ProblemKind.sellerUnavailable,
    ]
    static let problems: [ProblemKind] = [.notTradingPartners, .sellerUnavailable]

    let id: ID<Company>
    let cursor: ID<Variant>?
    let limit: Int32
    let category: ID<Category>?
    let channel: ID<Channel>?
    let at: Instant?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The company's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...100, default: 20)
        category = fields.query("category_id", "Only those of this category.")
        channel = fields.query("channel_id", "On which channel; the first where left out.")
        at = fields.query("at", "At which instant; now where left out.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<Offer>> {
        let own = context.caller.organization
        let books = context.services.get(PriceBooks.self)
        guard let book = try await books.book(of: own, context.services) else {
            throw .notFound
        }
        guard let channel = book.channel(channel) else {
            throw .invalid("query:channel_id", "unknown", "You have no such channel.")
        }
        var trip = context.trip()
        let found = trip.add(BookStatements.companyByID, own, id)
        let page = trip.add(
            OfferStatements.page, own, channel.warehouse, cursor, limit + 1, category, channel.id,
            at ?? context.now, [])
        try await context.read(trip)
        guard let company = found.first else { throw .notFound }
        let uses = try await books.uses(
            of: book, by: company, at: at ?? context.now, context.services)
        let (shown, next) = page.rows.shown(limit)
        let offers = Offer.price(
            shown, for: company.buyer(on: channel.id), at: company.place, in: book, uses,
            at: at ?? context.now)
        return .answer(Page(offers, nextCursor: next))
    }
}

/// Lists the companies that a change of prices reaches.
struct ListChangedCompanies: Query {
    static let route = Route.get("/v1/price-changes/{id}/companies")
    static let summary = "List the companies that a change's list reaches, itself or by others."
    static let access = Access.member(.readPrices)

    let id: ID<PriceChange>
    let cursor: ID<Company>?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The change's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ChangedCompany>> {
        let own = context.caller.organization
        var trip = context.trip()
        let found = trip.add(PriceChangeStatements.head, own, id)
        try await context.read(trip)
        guard let head = found.first else { throw .notFound }
        var more = context.trip()
        let page = more.add(PriceChangeStatements.companyPage, own, head.list, cursor, limit + 1)
        try await context.read(more)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Lists what a company sees of a change of prices: each price that moves for it, whichever list it
/// comes from; one that a contract keeps does not.
struct ListChangedPrices: Query {
    static let route = Route.get("/v1/price-changes/{id}/companies/{company_id}/prices")
    static let summary = "List what a company sees of a change: its prices before and after."
    static let access = Access.member(.readPrices)

    let id: ID<PriceChange>
    let company: ID<Company>
    let channel: ID<Channel>?
    let cursor: ID<Variant>?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The change's id.")
        company = fields.path("company_id", "The company's id.")
        channel = fields.query("channel_id", "On which channel; the first where left out.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query(
            "limit", "How many variants are looked at: fewer may move, or none of them.",
            in: 1...200, default: 100)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<SeenChange>> {
        let own = context.caller.organization
        let books = context.services.get(PriceBooks.self)
        var trip = context.trip()
        let known = trip.add(BookStatements.companyByID, own, company)
        let found = trip.add(PriceChangeStatements.head, own, id)
        let page = trip.add(PriceChangeStatements.variants, own, id, cursor, limit + 1)
        try await context.read(trip)
        guard let head = found.first, let company = known.first,
            let held = try await books.book(of: own, context.services)
        else { throw .notFound }
        guard let channel = held.channel(channel) else {
            throw .invalid("query:channel_id", "unknown", "You have no such channel.")
        }
        let shown = Array(page.rows.prefix(Int(limit)))
        var more = context.trip()
        let ids = shown.map(\.id)
        let before = more.add(PriceChangeStatements.entries, own, id, head.list, ids, false)
        let after = more.add(PriceChangeStatements.entries, own, id, head.list, ids, true)
        try await context.read(more)
        let services = context.services
        // A preview was worked out from what holds; of what was decided, both are supposed.
        let old = head.state == .previewed
            ? held : try await BookLoader.suppose(before.rows, in: held, services)
        let new = try await BookLoader.suppose(after.rows, in: held, services)
        guard let old, let new else { throw .notFound }
        let at = max(head.effectiveAt ?? context.now, context.now)
        let uses = try await books.uses(of: held, by: company, at: at, services)
        let lines = shown.flatMap { variant in
            variant.units.map {
                RequestedLine(variant: variant.id.uuid, unit: .named($0), quantity: 1)
            }
        }
        var request = PricingRequest(
            buyer: company.buyer(on: channel.id), instant: at, currency: held.currency,
            lines: lines)
        request.take(uses)
        let prices = zip(old.book.shelf(request), new.book.shelf(request))
            .map { (before: SeenPrice(shelf: $0), after: SeenPrice(shelf: $1)) }
        let units = shown.flatMap { variant in variant.units.map { (variant, $0) } }
        let seen = zip(units, prices).compactMap { unit, price in
            price.before.looks(like: price.after)
                ? nil
                : SeenChange(
                    variant: unit.0, unit: unit.1, before: price.before, after: price.after)
        }
        let next = page.rows.count > shown.count ? shown.last?.id.text : nil
        return .answer(Page(seen, nextCursor: next))
    }
}
