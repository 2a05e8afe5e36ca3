public import Bedrock
public import Platform
public import Wire

/// A node of the category tree.
public struct CategoryView: Output, Sendable {
    public let id: ID<Category>
    public let parent: ID<Category>?
    public let name: String
    /// The names from the root down to its own.
    public let path: [String]
    public let createdAt: Instant
    public let version: Int32

    public static let example = CategoryView(
        id: .sample(FieldRule()), parent: .sample(FieldRule()), name: "Bourbon",
        path: ["Spirits", "Whiskey", "Bourbon"], createdAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The category's id.")
        out("parent_id", parent, "The category above it; null at the root.")
        out("name", name, "Its name.")
        out("path", path, "The names from the root down to its own.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
