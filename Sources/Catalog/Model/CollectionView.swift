public import Bedrock
public import Platform
public import Wire

/// What a collection finds its products by: one of each list that isn't empty, and all attributes.
public struct CollectionRule: FieldGroup, Output, Hashable, Sendable {
    public let tags: [ID<Tag>]
    public let categories: [ID<Category>]
    public let brands: [ID<Brand>]
    public let attributes: [String: FreeScalar]

    public init(_ fields: inout Fields) {
        tags = fields.body(
            "tag_ids", "Products have one of these tags.", count: 0...CatalogLimits.ruleParts,
            default: [])
        categories = fields.body(
            "category_ids", "They are in one of these categories, or below it.",
            count: 0...CatalogLimits.ruleParts, default: [])
        brands = fields.body(
            "brand_ids", "They are of one of these brands.",
            count: 0...CatalogLimits.ruleParts, default: [])
        attributes = fields.body(
            "attributes", "They have all of these attributes.", length: 1...1_000,
            count: 0...CatalogLimits.ruleParts, default: [:])
        fields.require(
            !(tags.isEmpty && categories.isEmpty && brands.isEmpty && attributes.isEmpty),
            "tag_ids", "required", "A rule asks for something.")
    }

    init(
        tags: [ID<Tag>], categories: [ID<Category>], brands: [ID<Brand>],
        attributes: [String: FreeScalar]
    ) {
        self.tags = tags
        self.categories = categories
        self.brands = brands
        self.attributes = attributes
    }

    public static let example = CollectionRule(
        tags: [.sample(FieldRule())], categories: [.sample(FieldRule())],
        brands: [.sample(FieldRule())], attributes: ["Organic": .boolean(true)])

    public func write(_ out: inout OutputWriter) {
        out("tag_ids", tags, "Products have one of these tags.")
        out("category_ids", categories, "They are in one of these categories, or below it.")
        out("brand_ids", brands, "They are of one of these brands.")
        out("attributes", attributes, "They have all of these attributes.")
    }
}

/// A collection: products put together by hand, or by a rule.
public struct CollectionView: Output, Sendable {
    public let id: ID<ProductCollection>
    public let name: String
    public let rule: CollectionRule?
    public let createdAt: Instant
    public let version: Int32

    public static let example = CollectionView(
        id: .sample(FieldRule()), name: "Winter warmers", rule: .example,
        createdAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The collection's id.")
        out("name", name, "Its name.")
        out("rule", rule, "What it finds its products by; null where they are put in by hand.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
