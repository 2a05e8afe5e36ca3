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
        let shown = page.rows.prefix(Int(limit))
        let offers = Offer.price(
            shown, for: company.buyer(on: channel.id), at: company.place, in: book, uses,
            at: at ?? context.now)
        let next = page.rows.count > shown.count ? shown.last?.id.text : nil
        return .answer(Page(offers, nextCursor: next))
    }
}
