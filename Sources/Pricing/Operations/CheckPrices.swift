import Bedrock
import Platform
import PriceEngine
import Wire

/// Prices a basket without keeping it: by the buyer for itself, or by the seller for a company.
///
/// Prices come from the snapshot in memory. What can't be sold is said on its line, and the other
/// lines are priced all the same: a till asks again with every quantity that changes.
struct CheckPrices: Query {
    static let route = Route.post("/v1/price-checks")
    static let summary = "Price a basket without keeping it: totals, traces, what is wrong."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners]

    let asking: PriceAsking
    let empties: [EmptiesInput]
    let lines: [CheckedLineInput]

    init(_ fields: inout Fields) {
        asking = PriceAsking(&fields)
        empties = fields.empties()
        lines = fields.body("lines", "What is asked for.", count: 1...PricingRules.lines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceCheckView> {
        let audience = try await asking.find(context)
        let barcodes = try await audience.barcodes(
            lines.compactMap(\.barcode), context.services)
        let asked = lines.map { $0.resolve(for: audience, barcodes) }
        var request = audience.request(asked.map(\.requested))
        request.take(audience.company.place, empties)
        let basket = audience.book.book.price(request)
        try basket.checkEmpties(empties)
        let isSeller = audience.seller == context.caller.organization
        let checked = zip(basket.lines, asked).map { CheckedLine($0, $1, forSeller: isSeller) }
        return .answer(PriceCheckView(seller: audience.seller, basket: basket, lines: checked))
    }
}

/// A line as it is asked for.
struct CheckedLineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let barcode: String?
    let unit: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What is asked for; or give `sku` or `barcode`.")
        sku = fields.optional(
            "sku", "Its SKU, in the place of its id.", length: 1...100, inExample: false)
        barcode = fields.optional(
            "barcode", "What a scanner reads, in the place of its id.", length: 8...14,
            inExample: false)
        unit = fields.optional(
            "unit",
            "`bottle`, `case` or another of its units; its barcode's or base unit if left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        let names = [variant != nil, sku != nil, barcode != nil].count { $0 }
        fields.require(
            names == 1, "variant_id", "choice", "Give one of variant_id, sku and barcode.")
    }

    /// What the line asks of the engine; an unknown thing is asked for by an id that nothing has.
    func resolve(for audience: PriceAudience, _ barcodes: BarcodeTable) -> AskedLine {
        let book = audience.book
        var facts: VariantFacts?
        var unit = unit
        var problem: LineProblemView?
        if let barcode {
            let found = barcodes.found(barcode, for: audience)
            if found.count > 1 {
                problem = .ambiguousBarcode
            } else if let only = found.first {
                facts = book.variant(only.variant)
                unit = unit ?? only.unit
            }
        } else {
            facts =
                variant.flatMap { book.variant($0) } ?? sku.flatMap { book.variant(sku: $0) }
        }
        if let known = facts, !audience.isOffered(known) { facts = nil }
        let requested = RequestedLine(
            variant: facts?.id.uuid ?? UUIDBytes(high: 0, low: 0),
            unit: unit.map { .named($0) } ?? .base, quantity: quantity)
        return AskedLine(
            requested: requested, facts: facts, unit: unit ?? facts?.baseUnit, problem: problem)
    }
}

/// A line as the engine is asked for it.
struct AskedLine: Sendable {
    let requested: RequestedLine
    /// Nil for what the seller doesn't offer.
    let facts: VariantFacts?
    let unit: String?
    /// What is known to be wrong before any price is looked for.
    let problem: LineProblemView?
}
