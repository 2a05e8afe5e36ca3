public import Bedrock
public import Platform
public import Wire

/// How a channel shows a variant.
public struct ListingView: Output, Sendable {
    public let channel: ID<Channel>
    public let variant: ID<Variant>
    public let sku: String
    public let isPublished: Bool
    public let from: Instant?
    public let until: Instant?
    public let title: String?
    public let price: Money?
    public let updatedAt: Instant

    public static let example = ListingView(
        channel: .sample(FieldRule()), variant: .sample(FieldRule()), sku: "LH-750",
        isPublished: true, from: .sample(FieldRule()), until: nil, title: "Larch Hill, the last",
        price: Money(1_999, .usd), updatedAt: .sample(FieldRule()))

    public func write(_ out: inout OutputWriter) {
        out("channel_id", channel, "The channel.")
        out("variant_id", variant, "What it shows.")
        out("sku", sku, "Its SKU.")
        out("published", isPublished, "Whether buyers see it there.")
        out("published_from", from, "From when on; null for at once.")
        out("published_until", until, "Until when; null for no end.")
        out("title", title, "What it is called there; null for its own name.")
        out("price", price, "What a base unit costs there; null for what lists say.")
        out("updated_at", updatedAt, "When it was changed last.")
    }
}

/// How a channel is to show a variant from now on.
struct ListingInput: FieldGroup {
    let variant: ID<Variant>?
    let sku: String?
    let isPublished: Bool
    let from: Instant?
    let until: Instant?
    let title: String?
    let price: Money?

    init(_ fields: inout Fields) {
        variant = fields.optional("variant_id", "What is shown; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        isPublished = fields.body("published", "Whether buyers see it there.", default: true)
        from = fields.optional(
            "published_from", "From when on; at once if none.", inExample: false)
        until = fields.optional("published_until", "Until when; no end if none.", inExample: false)
        title = fields.optional(
            "title", "What it is called there; its own name if none.", length: 1...200,
            example: "Larch Hill, the last")
        price = fields.optional(
            "price", "What a base unit costs there; what lists say if none.",
            in: 0...1_000_000_000_000)
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
        let window = (from, until)
        if case (let from?, let until?) = window {
            fields.require(
                from < until, "published_until", "range", "Must be after published_from.")
        }
    }
}
