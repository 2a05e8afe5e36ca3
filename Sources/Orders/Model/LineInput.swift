import Bedrock
import Platform
import PriceEngine
import Pricing
import Wire

/// A line as it is asked for.
struct LineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64
    /// A price both sides agreed on beside the lists.
    let agreed: AgreedPrice?

    init(_ fields: inout Fields) {
        variant = fields.optional(
            "variant_id", "What is bought; or give its `sku`.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, example: "BW1001")
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        agreed = nil
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }

    /// The line of a draft, asked for again.
    init(again line: OrderLine) {
        variant = line.variant
        sku = nil
        unit = line.unit
        quantity = line.quantity
        agreed = line.agreed
    }

    /// A line that names a variant.
    init(_ variant: ID<Variant>, unit: String?, quantity: Int64, agreed: AgreedPrice? = nil) {
        self.variant = variant
        sku = nil
        self.unit = unit
        self.quantity = quantity
        self.agreed = agreed
    }

    /// What the engine prices.
    func requested(_ variant: ID<Variant>) -> RequestedLine {
        var line = RequestedLine(
            variant: variant.uuid, unit: unit.map { .named($0) } ?? .base, quantity: quantity)
        line.agreed = agreed
        return line
    }

    /// The seller's variant that the line names, where the channel offers it at that instant, or it
    /// was agreed on and is sold still.
    func facts(
        in book: SellerBook, on channel: ID<Channel>?, at instant: Instant
    ) -> VariantFacts? {
        let facts = variant.map { book.variant($0) } ?? sku.flatMap { book.variant(sku: $0) }
        if agreed != nil { return facts.flatMap { $0.isActive ? $0 : nil } }
        return facts.flatMap { book.offers($0, on: channel, at: instant) ? $0 : nil }
    }
}

extension OrderLine {
    /// The price that both sides agreed on, as the trace tells it; nil of a line at its list's
    /// price.
    var agreed: AgreedPrice? {
        guard trace.starts(with: Array(#"{"agreed":"#.utf8)), let json = try? JSON.parse(trace),
            let agreed = json["agreed"], let amount = agreed["unit_price"]?["amount"]?.integer,
            let basis = agreed["by"]?.text.flatMap(AgreedPrice.Basis.init(rawValue:))
        else { return nil }
        return AgreedPrice(amount, by: basis)
    }

    /// The taxes on it by their codes, as its trace tells them.
    var taxParts: [(code: String, amount: Int64)] {
        guard taxAmount != 0, let json = try? JSON.parse(trace) else { return [] }
        return (json["tax"]?.items ?? []).compactMap { part in
            guard let code = part["code"]?.text, let amount = part["amount"]?["amount"]?.integer
            else { return nil }
            return (code, amount)
        }
    }
}
