public import Bedrock
public import Platform
public import Wire

/// A brand.
public struct BrandView: Output, Sendable {
    public let id: ID<Brand>
    public var name: String
    /// Whether other organizations find it.
    public let isPublished: Bool
    /// The brand of its owner that it is.
    public let owner: ID<Brand>?
    public let createdAt: Instant
    public let version: Int32
    public var names: Translations = [:]

    public static let example = BrandView(
        id: .sample(FieldRule()), name: "Larch Hill", isPublished: false, owner: nil,
        createdAt: .sample(FieldRule()), version: 1, names: ["de": "Lärchenhügel"])

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The brand's id.")
        out("name", name, "Its name, in the language asked for where it has one.")
        out("names", names, "Its names in other languages.")
        out("published", isPublished, "Whether sellers find it in the directory of brands.")
        out("owner_brand_id", owner, "The brand owner's brand that it is; null for none.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change.")
    }
}

extension BrandView {
    /// The same under its name in the language that the caller would like best.
    func named(in languages: LanguagePreference) -> BrandView {
        var view = self
        view.name = languages.choose(from: names) ?? name
        return view
    }
}

/// A brand as its owner publishes it.
public struct PublishedBrand: Output, Sendable {
    public let id: ID<Brand>
    public let name: String
    public let owner: ID<Organization>
    public let ownerName: String

    public static let example = PublishedBrand(
        id: .sample(FieldRule()), name: "Larch Hill", owner: .sample(FieldRule()),
        ownerName: "Larch Hill Distillery")

    public func write(_ out: inout OutputWriter) {
        out("owner_brand_id", id, "The brand's id, as a seller's own brand names it.")
        out("name", name, "Its name.")
        out("owner_id", owner, "The brand owner.")
        out("owner_name", ownerName, "What the brand owner is called.")
    }
}

/// A seller that says it offers a brand.
public struct BrandSeller: Output, Sendable {
    public let id: ID<Organization>
    public let name: String
    public let country: String
    public let since: Instant

    public static let example = BrandSeller(
        id: .sample(FieldRule()), name: "Corner Wholesale", country: "US",
        since: .sample(FieldRule()))

    public func write(_ out: inout OutputWriter) {
        out("seller_id", id, "The seller.")
        out("name", name, "What it is called.")
        out("country", country, "Where it is.")
        out("since", since, "Since when it has said so.")
    }
}
