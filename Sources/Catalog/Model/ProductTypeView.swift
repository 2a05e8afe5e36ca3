public import Bedrock
public import Platform
public import Wire

/// A product type: what products of a kind are described by.
public struct ProductTypeView: Output, Sendable {
    public let id: ID<ProductType>
    public let name: String
    public let attributes: [ProductAttribute]
    public let createdAt: Instant
    public let version: Int32

    public static let example = ProductTypeView(
        id: .sample(FieldRule()), name: "Spirits", attributes: [.example],
        createdAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The type's id.")
        out("name", name, "Its name.")
        out("attributes", attributes, "The attributes its products have.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
