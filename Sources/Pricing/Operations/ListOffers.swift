import Bedrock
import Catalog
import Images
import Platform
import Postgres
import PriceEngine
import Wire

/// Lists what a seller offers to the caller's organization: its own prices, and how much there is.
struct ListOffers: Query {
    static let route = Route.get("/v1/sellers/{id}/offers")
    static let summary = "List a seller's offers with your own prices and what is available."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners, .sellerUnavailable]
    static let constraints = [
        "DR107": ProblemKind.notTradingPartners, "DR130": ProblemKind.sellerUnavailable,
    ]

    let seller: ID<Organization>
    let cursor: ID<Variant>?
    let limit: Int32
    let category: ID<Category>?
    let channel: ID<Channel>?
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The seller's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...100, default: 20)
        category = fields.query("category_id", "Only those of this category.")
        channel = fields.query("channel_id", "On which channel; the seller's first where left out.")
        language = fields.language()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<Offer>> {
        let books = context.services.get(PriceBooks.self)
        let own = context.caller.organization
        guard
            let company = try await books.company(seller: seller, buyer: own, context.services),
            let book = try await books.book(of: seller, context.services)
        else { throw .notFound }
        guard company.isActive else { throw Problem(.notTradingPartners) }
        let channel = try book.catalogChannel(channel)
        var trip = context.trip()
        let page = trip.add(
            OfferStatements.page, seller, channel.warehouse, cursor, limit + 1, category,
            channel.id, context.now, language.tags)
        try await context.read(trip)
        let buyer = company.buyer(on: channel.id)
        // One row more than asked for says that there is a next page; it needs no price.
        let shown = page.rows.prefix(Int(limit))
        let uses = try await books.uses(
            of: book, by: company, at: context.now, context.services)
        var looking = context.trip()
        let images = looking.add(OfferStatements.images, seller, shown.map(\.id), 1)
        if !shown.isEmpty { try await context.read(looking) }
        var pictures: [UUIDBytes: ShownImage] = [:]
        for use in shown.isEmpty ? [] : images.rows {
            pictures[use.subject] = context.shown([use]).first
        }
        var offers = Offer.price(
            shown, for: buyer, at: company.place, in: book, uses, at: context.now)
        for place in offers.indices { offers[place].image = pictures[offers[place].row.id.uuid] }
        let next = page.rows.count > shown.count ? shown.last?.id.text : nil
        return .answer(Page(offers, nextCursor: next))
    }
}

/// Lists what a retailer offers to consumers: its prices for them, and how much there is. What it
/// has no such price for is not offered to them.
struct ListRetailOffers: Query {
    static let route = Route.get("/v1/retailers/{id}/offers")
    static let summary = "List what a retailer offers to consumers, with its prices for them."
    static let access = Access.person(.readOffers)
    static let constraints = ["DR132": ProblemKind.notFound]

    let seller: ID<Organization>
    let cursor: ID<Variant>?
    let limit: Int32
    let category: ID<Category>?
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The retailer's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...100, default: 20)
        category = fields.query("category_id", "Only those of this category.")
        language = fields.language()
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Page<Offer>> {
        let books = context.services.get(PriceBooks.self)
        guard let book = try await books.book(of: seller, context.services),
            let channel = book.channel(nil)
        else { throw .notFound }
        var trip = context.trip()
        let page = trip.add(
            OfferStatements.retailPage, seller, channel.warehouse, cursor, limit + 1, category,
            channel.id, context.now, language.tags)
        try await context.read(trip)
        let shown = page.rows.prefix(Int(limit))
        let uses = try await books.uses(byAnybodyOf: book, at: context.now, context.services)
        let offers = Offer.price(
            shown, for: Buyer(role: BuyerRole.consumer.rawValue, channel: channel.id.uuid),
            at: nil, in: book, uses, at: context.now)
        let next = page.rows.count > shown.count ? shown.last?.id.text : nil
        return .answer(Page(offers.filter(\.hasPrice), nextCursor: next))
    }
}
