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
        let (company, book, channel) = try await context.trade(with: seller, on: channel)
        var trip = context.trip()
        let page = trip.add(
            OfferStatements.page, seller, channel.warehouse, cursor, limit + 1, category,
            channel.id, context.now, language.tags)
        try await context.read(trip)
        let buyer = company.buyer(on: channel.id)
        let (shown, next) = page.rows.shown(limit)
        let uses = try await context.services.get(PriceBooks.self).uses(
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
        let (shown, next) = page.rows.shown(limit)
        let uses = try await books.uses(byAnybodyOf: book, at: context.now, context.services)
        let offers = Offer.price(
            shown, for: Buyer(role: BuyerRole.consumer.rawValue, channel: channel.id.uuid),
            at: nil, in: book, uses, at: context.now)
        return .answer(Page(offers.filter(\.hasPrice), nextCursor: next))
    }
}

extension Context where Scope == Member {
    /// The caller as the seller knows it, the seller's book, and the channel to be shown.
    func trade(
        with seller: ID<Organization>, on channel: ID<Channel>?
    ) async throws(Problem) -> (CompanyFacts, SellerBook, ChannelFacts) {
        let books = services.get(PriceBooks.self)
        guard
            let company = try await books.company(
                seller: seller, buyer: caller.organization, services),
            let book = try await books.book(of: seller, services)
        else { throw .notFound }
        guard company.isActive else { throw Problem(.notTradingPartners) }
        return (company, book, try book.catalogChannel(channel))
    }
}

extension [OfferRow] {
    /// Those of a page, and where the next begins: one row more than asked for says that there is
    /// one, and needs no price.
    func shown(_ limit: Int32) -> (rows: ArraySlice<OfferRow>, next: String?) {
        let rows = prefix(Int(limit))
        return (rows, count > rows.count ? rows.last?.id.text : nil)
    }
}
