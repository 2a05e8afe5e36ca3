import Bedrock
import Images
import Platform
import PriceEngine
import Wire

/// One thing that a buyer found, with its own price.
struct FoundOffer: Output, Sendable {
    let candidate: Candidate
    let details: FoundDetails
    let brandName: String?
    let unitPrice: PricedLine?
    let casePrice: PricedLine?
    var image: ShownImage?
    var others: [OtherOffer] = []
    var elsewhere: [OtherSeller] = []

    static let example = FoundOffer(
        candidate: .example, details: .example, brandName: "Harbour Light", unitPrice: nil,
        casePrice: nil, image: .example, others: [.example], elsewhere: [.example])

    private var leastQuantity: Int64? {
        unitPrice.flatMap { $0.unitPrice == nil ? nil : $0.quantity }
    }

    func write(_ out: inout OutputWriter) {
        candidate.write(details, brandName, &out)
        out("unit_price", unitPrice?.unitPrice, "Your price of one base unit; null for none.")
        out("case_price", casePrice?.unitPrice, "Your price of a case; null for none.")
        out("least_quantity", leastQuantity, "So many base units at least; prices are for so many.")
        out(
            "list_price", unitPrice.flatMap { $0.ofOne($0.listTotal) },
            "A base unit's price before promotions.")
        out("price_list", unitPrice?.trace?.list.name, "The list the price comes from.")
        out("image", image, "The first of its images; its offer's page has all of them.")
        out("other_offers", others, "The same used or refurbished, by the same seller.")
        out("other_sellers", elsewhere, "Those of your sellers that offer the same barcode.")
    }
}

/// One thing that staff found in their own catalogue.
struct FoundVariant: Output, Sendable {
    let candidate: Candidate
    let details: FoundDetails
    let brandName: String?
    var image: ShownImage?

    static let example = FoundVariant(
        candidate: .example, details: .example, brandName: "Harbour Light", image: .example)

    func write(_ out: inout OutputWriter) {
        candidate.write(details, brandName, &out)
        out("image", image, "The first of its images.")
        out("published", details.published, "Whether buyers see it.")
    }
}

/// The same thing in another condition.
struct OtherOffer: Output, Sendable {
    let variant: ID<Variant>
    let name: String
    let condition: String
    let unitPrice: Money?

    static let example = OtherOffer(
        variant: .sample(FieldRule()), name: "Harbour Light Gin, open box",
        condition: "refurbished", unitPrice: Money(1_500, .usd))

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant, "What is offered.")
        out("name", name, "Its name.")
        out("condition", condition, "`new`, `refurbished` or `used`.")
        out("unit_price", unitPrice, "Your price of one base unit; null for none.")
    }
}

/// The same barcode from another of the buyer's sellers.
struct OtherSeller: Output, Sendable {
    let row: ElsewhereRow
    let unitPrice: Money?

    static let example = OtherSeller(
        row: ElsewhereRow(
            variant: .sample(FieldRule()), seller: .sample(FieldRule()),
            sellerName: "Northern Wine & Spirits", other: .sample(FieldRule()), sku: "N-77",
            name: "Harbour Light Gin", condition: "new"), unitPrice: Money(1_890, .usd))

    func write(_ out: inout OutputWriter) {
        out("seller_id", row.seller, "Whose offer it is.")
        out("seller", row.sellerName, "What the seller is called.")
        out("variant_id", row.other, "What is offered.")
        out("sku", row.sku, "Its SKU there.")
        out("name", row.name, "Its name there.")
        out("condition", row.condition, "`new`, `refurbished` or `used`.")
        out("unit_price", unitPrice, "Your price of one base unit there; null for none.")
    }
}

extension Candidate {
    static let example = Candidate(
        id: .sample(FieldRule()), product: .sample(FieldRule()), category: .sample(FieldRule()),
        brand: .sample(FieldRule()), name: "Harbour Light Gin", condition: "new", volume: 750,
        tags: ["organic"], createdAt: .sample(FieldRule()), rank: 0, lookedAt: 1)

    fileprivate func write(
        _ details: FoundDetails, _ brandName: String?, _ out: inout OutputWriter
    ) {
        out("variant_id", id, "What was found.")
        out("product_id", product, "The product it is of.")
        out("sku", details.sku, "Its SKU.")
        out("name", details.name, "Its name.")
        out("category_id", category, "Its category.")
        out("brand_id", brand, "Its brand.")
        out("brand", brandName, "What its brand is called.")
        out("condition", condition, "`new`, `refurbished` or `used`.")
        out("tags", tags, "Its tags.")
        out("volume_ml", volume, "Millilitres in a base unit.")
        out("strength_bp", details.strength, "Alcohol by volume in basis points.")
        out("base_unit", details.baseUnit, "The unit that stock counts in.")
        out("case_size", details.caseSize, "Base units in a case.")
        out("barcodes", details.gtins, "Its barcodes.")
        out("available", details.available, "Base units that can be had now.")
    }
}

extension FoundDetails {
    static let example = FoundDetails(
        id: .sample(FieldRule()), sku: "BW-1001", name: "Harbour Light Gin", strength: 4_000,
        baseUnit: "bottle", caseSize: 12, published: true, gtins: ["04006381333931"],
        available: 240)
}

/// What was found: a page, how much there is, and what it can be narrowed by.
struct FoundPage<Item: Output & Sendable>: Output, Sendable {
    let items: [Item]
    let nextCursor: String?
    let total: Int
    let isComplete: Bool
    let facets: Facets?

    static var example: FoundPage {
        FoundPage(
            items: [Item.example], nextCursor: nil, total: 1, isComplete: true, facets: .example)
    }

    func write(_ out: inout OutputWriter) {
        out("items", items, "What was found, in the order that was asked for.")
        out("next_cursor", nextCursor, "Give it as `cursor` for the next page; null on the last.")
        out("total", total, "How many were found, those beneath others included.")
        out(
            "is_complete", isComplete,
            "Whether that is all there is; else only so many were looked at: narrow the search.")
        out("facets", facets, "How many there are of each kind, where `facets` was asked for.")
    }
}
