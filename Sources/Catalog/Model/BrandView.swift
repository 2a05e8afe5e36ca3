public import Bedrock
public import Platform
public import Wire

/// A brand.
public struct BrandView: Output, Sendable {
    public let id: ID<Brand>
    public let name: String
    public let createdAt: Instant
    public let version: Int32

    public static let example = BrandView(
        id: .sample(FieldRule()), name: "Larch Hill", createdAt: .sample(FieldRule()),
        version: 1)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The brand's id.")
        out("name", name, "Its name.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}
