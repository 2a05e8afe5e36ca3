import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// Prices a basket without keeping it: by the buyer for itself, or by the seller for a company.
///
/// Prices come from the snapshot in memory; the one round trip makes sure that the token still
/// holds, and for a seller finds the company.
struct CheckPrices: Query {
    static let route = Route.post("/v1/price-checks")
    static let summary = "Price a basket without keeping it: totals, traces, what is wrong."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners]

    let seller: ID<Organization>?
    let company: ID<Company>?
    let channel: ID<Channel>?
    let at: Instant?
    let coupons: [String]
    let lines: [CheckedLineInput]

    init(_ fields: inout Fields) {
        seller = fields.optional("seller_id", "Whose prices; left out when you are the seller.")
        company = fields.optional(
            "company_id", "For whom, when you are the seller.", inExample: false)
        channel = fields.optional(
            "channel_id", "The seller's channel; its first where left out.")
        at = fields.optional("at", "At which instant; now where left out.")
        coupons = fields.coupons()
        lines = fields.body("lines", "What is asked for.", count: 1...PricingRules.lines)
        fields.require(
            (seller == nil) != (company == nil), "seller_id", "choice",
            "A buyer gives seller_id, a seller gives company_id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceCheckView> {
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
        let variants = try variants(in: book)
        let requested = zip(lines, variants).map { line, variant in
            RequestedLine(
                variant: variant.id.uuid, unit: line.unit.map { .named($0) } ?? .base,
                quantity: line.quantity)
        }
        var request = PricingRequest(
            buyer: facts.buyer(on: channel?.id), instant: at ?? context.now,
            currency: book.currency, lines: requested)
        request.coupons = coupons
        request.take(try await books.uses(of: book, by: facts, context.services))
        let basket = book.book.price(request)
        let checked = basket.lines.indices.map { index in
            CheckedLine(
                line: basket.lines[index], variant: variants[index],
                unit: lines[index].unit ?? variants[index].baseUnit,
                problems: basket.lines[index].problems.map(LineProblemView.init))
        }
        return .answer(PriceCheckView(seller: seller, basket: basket, lines: checked))
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

    /// What the lines ask for; whatever isn't on offer is a violation.
    private func variants(in book: SellerBook) throws(Problem) -> [VariantFacts] {
        var violations: [Violation] = []
        var variants: [VariantFacts] = []
        variants.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated() {
            if let facts = line.facts(in: book) {
                variants.append(facts)
            } else if violations.count < WireLimits.violations {
                let field = line.variant == nil ? "sku" : "variant_id"
                violations.append(
                    Violation(
                        pointer: "/lines/\(index)/\(field)", code: "unknown_variant",
                        message: "The seller offers no such thing."))
            }
        }
        guard violations.isEmpty else { throw .invalid(violations) }
        return variants
    }
}

/// A line as it is asked for.
struct CheckedLineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What is asked for; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }

    /// The seller's variant on offer that the line names.
    func facts(in book: SellerBook) -> VariantFacts? {
        let facts = variant.flatMap { book.variant($0) } ?? sku.flatMap { book.variant(sku: $0) }
        return facts?.published == true ? facts : nil
    }
}
