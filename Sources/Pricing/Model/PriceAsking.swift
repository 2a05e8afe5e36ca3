import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// Whose prices are asked for, for whom, where and when: what a price check begins with.
struct PriceAsking: Sendable {
    let seller: ID<Organization>?
    let company: ID<Company>?
    let channel: ID<Channel>?
    let at: Instant?
    let coupons: [String]

    init(_ fields: inout Fields) {
        seller = fields.optional("seller_id", "Whose prices; left out when you are the seller.")
        company = fields.optional(
            "company_id", "For whom, when you are the seller.", inExample: false)
        channel = fields.optional(
            "channel_id", "The seller's channel; its first where left out.")
        at = fields.optional("at", "At which instant; now where left out.")
        coupons = fields.coupons()
        fields.require(
            (seller == nil) != (company == nil), "seller_id", "choice",
            "A buyer gives seller_id, a seller gives company_id.")
    }

    /// Finds the buyer, the seller's book and the channel; the one round trip that this takes
    /// makes sure that the token still holds.
    func find(_ context: Context<Member>) async throws(Problem) -> PriceAudience {
        let facts = try await buyer(context)
        let books = context.services.get(PriceBooks.self)
        let seller = seller ?? context.caller.organization
        guard let facts, facts.isActive,
            let book = try await books.book(of: seller, context.services)
        else { throw Problem(.notTradingPartners) }
        let channel = book.channel(channel)
        guard channel != nil || self.channel == nil else {
            throw .invalid("/channel_id", "unknown", "The seller has no such channel.")
        }
        let uses = try await books.uses(
            of: book, by: facts, giving: coupons, at: at ?? context.now, context.services)
        return PriceAudience(
            seller: seller, company: facts, book: book, channel: channel, coupons: coupons,
            uses: uses, instant: at ?? context.now)
    }

    private func buyer(_ context: Context<Member>) async throws(Problem) -> CompanyFacts? {
        let own = context.caller.organization
        var trip = context.trip()
        guard let company else {
            try await context.read(trip)
            return try await context.services.get(PriceBooks.self).company(
                seller: seller ?? own, buyer: own, context.services)
        }
        let found = trip.add(BookStatements.companyByID, own, company)
        try await context.read(trip)
        guard let facts = found.first else {
            throw .invalid("/company_id", "unknown", "You know no such company.")
        }
        return facts
    }
}

/// A buyer before a seller's book.
struct PriceAudience: Sendable {
    let seller: ID<Organization>
    let company: CompanyFacts
    let book: SellerBook
    let channel: ChannelFacts?
    let coupons: [String]
    let uses: PromotionUses
    let instant: Instant

    /// Whether the channel offers it at the instant that is asked about.
    func isOffered(_ variant: VariantFacts) -> Bool {
        book.offers(variant, on: channel?.id, at: instant)
    }

    /// What the engine is asked for these lines.
    func request(_ lines: [RequestedLine]) -> PricingRequest {
        var request = PricingRequest(
            buyer: company.buyer(on: channel?.id), instant: instant, currency: book.currency,
            lines: lines)
        request.coupons = coupons
        request.take(uses)
        request.take(company.place, [])
        return request
    }

    /// The seller's variants that carry these barcodes, and the units they stand on.
    func barcodes(
        _ barcodes: [String], _ services: Services
    ) async throws(Problem) -> BarcodeTable {
        if barcodes.isEmpty { return BarcodeTable(rows: []) }
        var trip = Trip.asSystem(of: seller)
        let found = trip.add(BookStatements.barcodes, seller, barcodes)
        try await services.read(trip)
        return BarcodeTable(rows: found.rows)
    }
}

/// A barcode, the variant that carries it, and the unit it stands on.
struct BarcodeRow: Sendable {
    let barcode: String
    let variant: ID<Variant>
    let unit: String
}

/// What barcodes stand for.
struct BarcodeTable: Sendable {
    private let rows: [String: [BarcodeRow]]

    init(rows: [BarcodeRow]) { self.rows = Dictionary(grouping: rows, by: \.barcode) }

    /// Those on offer that carry it: real price books give one barcode to several.
    func found(_ barcode: String, for audience: PriceAudience) -> [BarcodeRow] {
        (rows[barcode] ?? []).filter { row in
            audience.book.variant(row.variant).map(audience.isOffered) ?? false
        }
    }
}
