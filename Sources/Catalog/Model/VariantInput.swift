import Bedrock
import Levies
import Platform
import Wire

/// A variant as it is made with its product.
struct VariantInput: FieldGroup {
    let sku: String
    let name: String?
    let baseUnit: String
    let volume: Int32?
    let strength: Int32?
    let caseSize: Int32
    let innerPack: Int32?
    let packs: [VariantPack]
    let condition: VariantCondition
    let attributes: [String: FreeScalar]
    let cost: Money?
    let caseCost: Money?
    let isPublished: Bool
    let barcodes: [BarcodeInput]
    let names: Translations
    let levies: VariantLevyInput

    init(_ fields: inout Fields) {
        sku = fields.body("sku", "What the organization calls it; unique there.", format: .code)
        name = fields.optional("name", "Its name; the product's if none.", length: 1...200)
        baseUnit = fields.body(
            "base_unit", "What stock and prices count.", format: .slug, default: "bottle")
        volume = fields.optional(
            "volume_ml", "Millilitres of a base unit.", in: 1...10_000_000, example: 750)
        strength = fields.optional(
            "strength_bp", "Alcohol by volume in basis points: 40 % is 4000.", in: 0...10_000,
            example: 4_500)
        caseSize = fields.body(
            "case_size", "Base units in a case.", in: 1...100_000, default: 1)
        innerPack = fields.optional(
            "inner_pack", "Base units in an inner pack.", in: 1...100_000)
        packs = fields.body(
            "packs", "Its other units: any number of base units under a name.",
            count: 0...CatalogLimits.packs, default: [])
        condition = fields.body("condition", "Whether it is new.", default: .new)
        attributes = fields.body(
            "attributes", "What its product's type asks of variants, by the attributes' names.",
            length: 1...1_000, count: 0...CatalogLimits.attributes, default: [:])
        cost = fields.optional(
            "cost", "What a base unit costs the organization.", in: 0...1_000_000_000_000)
        caseCost = fields.optional(
            "case_cost", "What a case costs the organization.", in: 0...1_000_000_000_000)
        isPublished = fields.body("published", "Whether buyers see it.", default: true)
        barcodes = fields.body(
            "barcodes", "Its barcodes.", count: 0...CatalogLimits.barcodes, default: [])
        fields.require(
            barcodes.areDistinct, "barcodes", "duplicate", "Must not have a number twice.")
        fields.require(
            packs.areDistinct(beside: baseUnit), "packs", "duplicate",
            "Must have units of their own: not the base unit, not `case`, and none twice.")
        names = fields.translations(
            "names", "Its names in other languages, by language tag.", length: 1...200) ?? [:]
        fields.require(
            barcodes.stand(on: [baseUnit, "case"] + packs.map(\.unit)), "barcodes",
            "unknown_unit", "Must stand on units that it is packed in.")
        levies = VariantLevyInput(&fields)
        fields.require(
            levies.strangers(to: [baseUnit, "case"] + packs.map(\.unit)).isEmpty, "containers",
            "unknown_unit", "Must be of units that it is packed in.")
    }
}

extension VariantInput {
    /// The variant that is made of it.
    func view(
        _ id: ID<Variant>, of product: ID<Product>, in category: ID<Category>,
        named productName: String, at now: Instant
    ) -> VariantView {
        VariantView(
            id: id, product: product, category: category, sku: sku,
            name: name ?? productName, baseUnit: baseUnit, volume: volume, strength: strength,
            caseSize: caseSize, innerPack: innerPack, packs: packs, condition: condition,
            attributes: attributes, cost: cost, caseCost: caseCost, isPublished: isPublished,
            state: .active,
            barcodes: barcodes.map { $0.barcode(beside: baseUnit) }.sorted { $0.gtin < $1.gtin },
            names: names, createdAt: now, updatedAt: now, version: 1)
    }
}

/// The container that a unit of a variant comes in.
struct VariantContainer: FieldGroup, Output, Hashable, Sendable {
    let unit: String
    let kind: ID<DepositKind>

    init(_ fields: inout Fields) {
        unit = fields.body(
            "unit", "Its base unit, or a pack: every one of them comes in one.", length: 1...40,
            example: "bottle")
        kind = fields.body("kind_id", "The kind of container.")
    }

    init(unit: String, kind: ID<DepositKind>) {
        self.unit = unit
        self.kind = kind
    }

    static let example = VariantContainer.sample(FieldRule())

    func write(_ out: inout OutputWriter) {
        out("unit", unit, "Every one of this unit comes in one.")
        out("kind_id", kind, "The kind of container.")
    }
}

/// What is levied on a variant, as it is given.
struct VariantLevyInput: Sendable {
    let taxClass: String
    let exciseClass: String?
    let containers: [VariantContainer]

    /// Declares the fields.
    init(_ fields: inout Fields) {
        taxClass = fields.body(
            "tax_class", "By which taxes it is taxed.", length: 1...40, format: .slug,
            default: Levies.standardClass)
        exciseClass = fields.optional(
            "excise_class", "By which excises; left out where none is on it.", length: 1...40,
            format: .slug, example: "spirits", inExample: false)
        let given: [VariantContainer]? = fields.optional(
            "containers", "What its units come in, on deposit.", count: 0...20, inExample: false)
        containers = given ?? []
    }

    /// Whether it says nothing that isn't so without it.
    var isPlain: Bool {
        taxClass == Levies.standardClass && exciseClass == nil && containers.isEmpty
    }

    /// Which of the containers are of units that aren't there.
    func strangers(to units: [String]) -> [Int] {
        containers.indices.filter { !units.contains(containers[$0].unit) }
    }
}
