import Bedrock
import Platform
import Pricing
import Wire

/// A line as it is asked for.
struct LineInput: FieldGroup, Sendable {
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64

    init(_ fields: inout Fields) {
        variant = fields.optional(
            "variant_id", "What is bought; or give its `sku`.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, example: "BW1001")
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
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
    }

    /// The seller's variant that the line names, where the channel offers it at that instant.
    func facts(
        in book: SellerBook, on channel: ID<Channel>?, at instant: Instant
    ) -> VariantFacts? {
        let facts = variant.map { book.variant($0) } ?? sku.flatMap { book.variant(sku: $0) }
        return facts.flatMap { book.offers($0, on: channel, at: instant) ? $0 : nil }
    }
}
