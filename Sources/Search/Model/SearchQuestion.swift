import Bedrock
import Catalog
import Platform
import Wire

/// What every search is asked: the text, what narrows it, and which page.
struct SearchQuestion: Sendable {
    let text: String?
    let category: ID<Category>?
    let brand: ID<Brand>?
    let tag: String?
    let condition: SoughtCondition?
    let facets: Bool
    let start: Int
    let limit: Int
    let language: LanguagePreference

    init(_ fields: inout Fields) {
        text = fields.query(
            "q", "A barcode, a SKU or words, whole, begun or mistyped.",
            length: 1...SearchLimits.question)
        category = fields.query("category_id", "Only those in this category or below it.")
        brand = fields.query("brand_id", "Only those of this brand.")
        tag = fields.query(
            "tag", "Only what has this tag, in whatever case.", length: 1...100,
            example: "organic")
        condition = fields.query("condition", "Only what is in this condition.")
        facets = fields.query(
            "facets", "Whether to count categories, brands and so on.", default: false)
        start = Int(
            fields.query(
                "cursor", "Where the page begins: the `next_cursor` before it.",
                in: 0...SearchLimits.candidates, default: Int32(0)))
        limit = Int(
            fields.query("limit", "Items of a page.", in: 1...SearchLimits.page, default: Int32(20))
        )
        language = fields.language()
    }

    /// How many of the best candidates are enough: all, where they are counted or sorted anew; else
    /// some more than are shown, because used ones go beneath new ones.
    func enough(_ order: OfferOrder) -> Int32 {
        let some = 4 * (start + limit)
        let isEnough = !facets && order == .relevance && some <= SearchLimits.best
        return Int32(isEnough ? some : SearchLimits.candidates)
    }

    /// Labels that a document has to have.
    var labels: [String] {
        var labels: [String] = []
        if let category { labels.append("#c\(category.uuid.text)") }
        if let brand { labels.append("#b\(brand.uuid.text)") }
        if let tag { labels.append("#t\(tag.lowercased())") }
        if let condition { labels.append("#n\(condition.rawValue)") }
        return labels
    }

    /// The groups on the page, and where the next one begins.
    func page(of groups: [Grouped]) -> (shown: [Grouped], next: String?) {
        let shown = Array(groups.dropFirst(start).prefix(limit))
        let end = start + shown.count
        return (shown, end < groups.count ? "\(end)" : nil)
    }
}

/// What condition is looked for.
enum SoughtCondition: String, FieldEnum {
    case new, refurbished, used
}
