public import Bedrock
public import Platform
public import Wire

/// A variant: one SKU, what it measures, its packs and barcodes.
public struct VariantView: Output, Hashable, Sendable {
    public let id: ID<Variant>
    public let product: ID<Product>
    public let category: ID<Category>
    public var sku: String
    public var name: String
    public var baseUnit: String
    public var volume: Int32?
    public var strength: Int32?
    public var caseSize: Int32
    public var innerPack: Int32?
    public var packs: [VariantPack]
    public var condition: VariantCondition
    public var attributes: [String: FreeScalar]
    public var cost: Money?
    public var caseCost: Money?
    public var isPublished: Bool
    public var state: CatalogState
    public var barcodes: [VariantBarcode]
    public var names: Translations
    public let createdAt: Instant
    public var updatedAt: Instant
    public var version: Int32

    public static let example = VariantView(
        id: .sample(FieldRule()), product: .sample(FieldRule()), category: .sample(FieldRule()),
        sku: "LH-750", name: "Larch Hill Straight Bourbon 750 ml", baseUnit: "bottle",
        volume: 750, strength: 4500, caseSize: 12, innerPack: 6, packs: [.example],
        condition: .new, attributes: ["Cask": .text("Oak")], cost: Money(1250, .usd),
        caseCost: Money(15_000, .usd), isPublished: true, state: .active, barcodes: [.example],
        names: ["de": "Larch Hill Bourbon 750 ml"], createdAt: .sample(FieldRule()),
        updatedAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The variant's id.")
        out("product_id", product, "The product it is of.")
        out("category_id", category, "The product's category.")
        out("sku", sku, "What the organization calls it; unique there.")
        out("name", name, "Its name, in the language asked for where it has one.")
        out("base_unit", baseUnit, "What stock and prices count.")
        out("volume_ml", volume, "Millilitres of a base unit.")
        out("strength_bp", strength, "Alcohol by volume in basis points: 40 % is 4000.")
        out("case_size", caseSize, "Base units in a case.")
        out("inner_pack", innerPack, "Base units in an inner pack.")
        out("packs", packs, "Its other units, beside base unit and case.")
        out("condition", condition, "Whether it is new.")
        out("attributes", attributes, "What its product's type asks of variants.")
        out("cost", cost, "What a base unit costs the organization.")
        out("case_cost", caseCost, "What a case costs the organization.")
        out("published", isPublished, "Whether buyers see it.")
        out("state", state, "Archived is what is sold no more.")
        out("barcodes", barcodes, "Its barcodes.")
        out("names", names, "Its names in other languages.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it was changed last.")
        out("version", version, "Grows with every change.")
    }
}

extension VariantView {
    /// The same under its name in the language that the caller would like best.
    func named(in languages: LanguagePreference) -> VariantView {
        guard let name = languages.choose(from: names) else { return self }
        var view = self
        view.name = name
        return view
    }
}
