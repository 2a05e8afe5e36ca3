import Bedrock
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

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The seller's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...100, default: 20)
        category = fields.query("category_id", "Only those of this category.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<Offer>> {
        let books = context.services.get(PriceBooks.self)
        let own = context.caller.organization
        guard
            let company = try await books.company(seller: seller, buyer: own, context.services),
            let book = try await books.book(of: seller, context.services),
            let channel = book.channel(nil)
        else { throw .notFound }
        guard company.isActive else { throw Problem(.notTradingPartners) }
        var trip = context.trip()
        let page = trip.add(
            OfferStatements.page, seller, channel.warehouse, cursor, limit + 1, category)
        try await context.read(trip)
        let buyer = company.buyer(on: channel.id)
        // One row more than asked for says that there is a next page; it needs no price.
        let shown = page.rows.prefix(Int(limit))
        let uses = try await books.uses(of: book, by: company, context.services)
        let offers = price(shown, for: buyer, in: book, uses, at: context.now)
        let next = page.rows.count > shown.count ? shown.last?.id.text : nil
        return .answer(Page(offers, nextCursor: next))
    }

    /// Prices one base unit and one case of each, every one as if alone.
    private func price(
        _ rows: ArraySlice<OfferRow>, for buyer: Buyer, in book: SellerBook,
        _ uses: PromotionUses, at now: Instant
    ) -> [Offer] {
        var lines: [RequestedLine] = []
        lines.reserveCapacity(rows.count * 2)
        for row in rows {
            lines.append(RequestedLine(variant: row.id.uuid, unit: .base, quantity: 1))
            if row.caseSize > 1 {
                lines.append(
                    RequestedLine(variant: row.id.uuid, unit: .named("case"), quantity: 1))
            }
        }
        var request = PricingRequest(
            buyer: buyer, instant: now, currency: book.currency, lines: lines)
        request.take(uses)
        let quotes = book.book.quote(request)
        var next = 0
        return rows.map { row in
            let unit = quotes[next]
            next += 1
            var box: PricedLine?
            if row.caseSize > 1 {
                box = quotes[next]
                next += 1
            }
            return Offer(row: row, unitPrice: unit, casePrice: box)
        }
    }
}

/// One thing a seller offers.
struct OfferRow: Sendable {
    let id: ID<Variant>
    let sku: String
    let name: String
    let category: ID<Category>
    let volume: Int32?
    let strength: Int32?
    let baseUnit: String
    let caseSize: Int32
    let available: Int64
}

/// One thing a seller offers, with the buyer's own price.
struct Offer: Output, Sendable {
    let row: OfferRow
    let unitPrice: PricedLine?
    let casePrice: PricedLine?

    static let example = Offer(
        row: OfferRow(
            id: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001", name: "Harbour Light Gin",
            category: ID(uuid: UUIDBytes(high: 1, low: 2)), volume: 750, strength: 4000,
            baseUnit: "bottle", caseSize: 12, available: 240),
        unitPrice: nil, casePrice: nil)

    func write(_ out: inout OutputWriter) {
        out("variant_id", row.id, "What is offered.")
        out("sku", row.sku, "Its SKU.")
        out("name", row.name, "Its name.")
        out("category_id", row.category, "Its category.")
        out("volume_ml", row.volume, "Millilitres in a base unit.")
        out("strength_bp", row.strength, "Alcohol by volume in basis points.")
        out("base_unit", row.baseUnit, "The unit that stock counts in.")
        out("case_size", row.caseSize, "Base units in a case.")
        out("unit_price", unitPrice?.unitPrice, "Your price of one base unit; null for none.")
        out("case_price", casePrice?.unitPrice, "Your price of a case; null for none.")
        out("list_price", unitPrice?.listTotal, "A base unit's price before promotions.")
        out("price_list", unitPrice?.trace?.list.name, "The list the price comes from.")
        out("available", row.available, "Base units that can be had now.")
    }
}

enum OfferStatements {
    static let page = Statement<
        OfferRow, ID<Organization>, ID<Warehouse>, ID<Variant>?, Int32, ID<Category>?
    >(
        """
        select id, sku, name, category_id, volume_ml, strength_bp, base_unit, case_size, available
        from pricing.offer_page($1, $2, $3, $4, $5)
        """
    ) { row in
        OfferRow(
            id: try row.read(), sku: try row.read(), name: try row.read(),
            category: try row.read(), volume: try row.read(), strength: try row.read(),
            baseUnit: try row.read(), caseSize: try row.read(), available: try row.read())
    }
}
