public import Bedrock
public import Platform
public import Wire

/// A tag: a word that products are found by.
public struct TagView: Output, Sendable {
    public let id: ID<Tag>
    public let name: String
    public let createdAt: Instant
    public let version: Int32

    public static let example = TagView(
        id: .sample(FieldRule()), name: "Gift", createdAt: .sample(FieldRule()), version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The tag's id.")
        out("name", name, "Its name.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
