public import Bedrock
public import Images
public import Platform
public import Wire

/// A product without its variants, as lists have it.
public struct ProductSummary: Output, Sendable {
    public let id: ID<Product>
    public var name: String
    public var description: String?
    public let productType: ID<ProductType>
    public let category: ID<Category>
    public let brand: ID<Brand>?
    public let attributes: [String: FreeScalar]
    public let state: CatalogState
    public let tags: [String]
    public let names: Translations
    public let descriptions: Translations
    public let createdAt: Instant
    public let updatedAt: Instant
    public let version: Int32

    public static let example = ProductSummary(
        id: .sample(FieldRule()), name: "Larch Hill Straight Bourbon",
        description: "Four years in new oak.", productType: .sample(FieldRule()),
        category: .sample(FieldRule()), brand: .sample(FieldRule()),
        attributes: ["Age": .number(4 * FreeScalar.one)], state: .active, tags: ["Gift"],
        names: ["de": "Larch Hill Bourbon"], descriptions: ["de": "Vier Jahre in neuer Eiche."],
        createdAt: .sample(FieldRule()), updatedAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The product's id.")
        out("name", name, "Its name, in the language asked for where it has one.")
        out("description", description, "What it is, in the language asked for as well.")
        out("product_type_id", productType, "Its type.")
        out("category_id", category, "Its category.")
        out("brand_id", brand, "Its brand; null for none.")
        out("attributes", attributes, "What its type asks of products.")
        out("state", state, "Archived is what is sold no more.")
        out("tags", tags, "The names of its tags, in their order.")
        out("names", names, "Its names in other languages.")
        out("descriptions", descriptions, "Its descriptions in other languages.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it was changed last.")
        out("version", version, "Grows with every change.")
    }

    /// The same with its texts in the language that the caller would like best.
    func named(in languages: LanguagePreference) -> ProductSummary {
        var view = self
        view.name = languages.choose(from: names) ?? name
        view.description = languages.choose(from: descriptions) ?? description
        return view
    }
}

/// A product with its variants and images.
public struct ProductView: Output, Sendable {
    public let product: ProductSummary
    public let variants: [VariantView]
    public let images: [ShownImage]

    public static let example = ProductView(
        product: .example, variants: [.example], images: [.example])

    public func write(_ out: inout OutputWriter) {
        product.write(&out)
        out("variants", variants, "Its variants, in the order they were made.")
        out("images", images, "The images that show it, in their order.")
    }
}
