public import Bedrock
public import Platform
public import Wire

/// A node of the category tree.
public struct CategoryView: Output, Sendable {
    public let id: ID<Category>
    public let parent: ID<Category>?
    public var name: String
    /// The names from the root down to its own.
    public let path: [String]
    public let names: Translations
    public let createdAt: Instant
    public let version: Int32

    public static let example = CategoryView(
        id: .sample(FieldRule()), parent: .sample(FieldRule()), name: "Bourbon",
        path: ["Spirits", "Whiskey", "Bourbon"], names: ["de": "Bourbon"],
        createdAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The category's id.")
        out("parent_id", parent, "The category above it; null at the root.")
        out("name", name, "Its name, in the language asked for where it has one.")
        out("path", path, "The names from the root down to its own.")
        out("names", names, "Its names in other languages.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}

extension CategoryView {
    /// The same under its name in the language that the caller would like best.
    func named(in languages: LanguagePreference) -> CategoryView {
        var view = self
        view.name = languages.choose(from: names) ?? name
        return view
    }
}
