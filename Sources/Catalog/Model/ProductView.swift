public import Bedrock
public import Platform
public import Wire

/// A product without its variants, as lists have it.
public struct ProductSummary: Output, Sendable {
    public let id: ID<Product>
    public let name: String
    public let productType: ID<ProductType>
    public let category: ID<Category>
    public let brand: ID<Brand>?
    public let createdAt: Instant
    public let updatedAt: Instant
    public let version: Int32

    public static let example = ProductSummary(
        id: .sample(FieldRule()), name: "Larch Hill Straight Bourbon",
        productType: .sample(FieldRule()), category: .sample(FieldRule()),
        brand: .sample(FieldRule()), createdAt: .sample(FieldRule()),
        updatedAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The product's id.")
        out("name", name, "Its name.")
        out("product_type_id", productType, "Its type.")
        out("category_id", category, "Its category.")
        out("brand_id", brand, "Its brand; null for none.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it was changed last.")
        out("version", version, "Grows with every change.")
    }
}

/// A product with its variants.
public struct ProductView: Output, Sendable {
    public let product: ProductSummary
    public let variants: [VariantView]

    public static let example = ProductView(product: .example, variants: [.example])

    public func write(_ out: inout OutputWriter) {
        product.write(&out)
        out("variants", variants, "Its variants, in the order they were made.")
    }
}
