import Bedrock
import Orders
import Platform
import Pricing
import Wire

/// A line as a side proposes it.
struct QuoteLineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64
    let price: Int64?

    init(_ fields: inout Fields) {
        variant = fields.optional(
            "variant_id", "What is quoted; or give its `sku`.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, example: "BW1001")
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        price = fields.optional(
            "unit_price",
            "What one of the unit costs, in the seller's currency; a buyer who asks leaves it out.",
            in: 0...1_000_000_000_000, example: 18_900)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }
}

/// What a side proposes: lines, and until when.
struct QuoteProposal: Sendable {
    let lines: [QuoteLineInput]
    let validUntil: Instant?
    let note: String?

    init(_ fields: inout Fields) {
        lines = fields.body("lines", "What is quoted.", count: 1...QuoteLimits.lines)
        validUntil = fields.optional(
            "valid_until", "It holds before this instant; a seller's quote has one.")
        note = fields.optional(
            "note", "What the other side reads.", length: 1...2000, format: .multiline,
            example: "Two pallets, one truck.")
    }

    /// The lines as they are stored, with prices and units that can be ordered.
    func lines(
        of head: QuoteHead, _ party: DraftParties, on channel: ChannelFacts,
        by side: QuoteSide, _ context: Context<Member>
    ) async throws(Problem) -> [QuoteLine] {
        try checkTime(by: side, at: context.now)
        var violations: [Violation] = []
        var found: [QuoteLine] = []
        for (place, line) in lines.enumerated() {
            let facts =
                line.variant.map { party.book.variant($0) }
                ?? line.sku.flatMap { party.book.variant(sku: $0) }
            guard let facts, facts.isActive else {
                violations.append(
                    Violation(
                        pointer: "/lines/\(place)/\(line.variant == nil ? "sku" : "variant_id")",
                        code: "unknown_variant", message: "The seller offers no such thing."))
                continue
            }
            if side == .seller, line.price == nil {
                violations.append(
                    Violation(
                        pointer: "/lines/\(place)/unit_price", code: "required",
                        message: "A seller's quote has a price on every line."))
            }
            found.append(
                QuoteLine(
                    round: head.round, line: Int32(place + 1), variant: facts.id, sku: facts.sku,
                    name: facts.name, unit: line.unit ?? facts.baseUnit, quantity: line.quantity,
                    unitAmount: line.price, currency: head.currency))
        }
        guard violations.isEmpty else { throw .invalid(Array(violations.prefix(100))) }
        // What can't be ordered at any price is refused before it is quoted.
        _ = try await NewDraft(
            found.map { $0.wish(instead: 0) }, of: party.book, for: party.company, on: channel,
            at: context.now, context.services)
        return found
    }

    private func checkTime(by side: QuoteSide, at now: Instant) throws(Problem) {
        guard let validUntil else {
            if side == .buyer { return }
            throw .invalid(
                "/valid_until", "required", "A seller's quote says until when it holds.")
        }
        guard validUntil > now, validUntil <= now.advanced(by: .seconds(QuoteLimits.days * 86_400))
        else {
            throw .invalid(
                "/valid_until", "range", "Lies ahead, by \(QuoteLimits.days) days at most.")
        }
    }
}

extension QuoteLine {
    /// What a draft has of it.
    func wish(instead price: Int64? = nil) -> DraftWish {
        DraftWish(variant: variant, unit: unit, quantity: quantity, agreed: unitAmount ?? price)
    }
}
