import Bedrock
import Platform
import Wire

/// What an entry prices.
enum EntryScope: String, FieldEnum {
    case variant, category, list
}

/// How an entry's breaks say their price.
enum EntryKind: String, FieldEnum {
    case fixed
    case percentOff = "percent_off"
    case costPlus = "cost_plus"
}

/// How a ladder of breaks is read.
enum LadderMode: String, FieldEnum {
    case volume, graduated
}

/// One step of a ladder, as it is given.
struct BreakInput: FieldGroup, Sendable {
    let minimum: Int64
    let price: Money?
    let basisPoints: Int64?

    init(_ fields: inout Fields) {
        minimum = fields.body(
            "minimum_quantity", "From how many of the unit on.", in: 1...1_000_000_000, default: 1)
        price = fields.optional(
            "price", "The price of one of the unit, in the list's currency; for `fixed`.",
            in: 0...1_000_000_000_000)
        basisPoints = fields.optional(
            "basis_points",
            "Hundredths of a percent: off the base list, or on top of the cost; for the others.",
            in: 0...1_000_000, inExample: false)
    }
}

/// An entry of a price list, as it is given.
struct PriceEntryInput: FieldGroup, Sendable {
    let scope: EntryScope
    let variant: ID<Variant>?
    let sku: String?
    let category: ID<Category>?
    let unit: String?
    let kind: EntryKind
    let baseList: ID<PriceList>?
    let mode: LadderMode
    let mixGroup: String?
    let minimum: Int64?
    let maximum: Int64?
    let multiple: Int64?
    let breaks: [BreakInput]
    let isRemoved: Bool

    init(_ fields: inout Fields) {
        scope = fields.body("target", "What it prices.", default: .variant)
        variant = fields.optional("variant_id", "The variant; or give its `sku`.")
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, inExample: false)
        category = fields.optional(
            "category_id", "The category, for the target `category`.", inExample: false)
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; a variant's base unit if left out.",
            length: 1...40, example: "case")
        kind = fields.body("kind", "How the breaks say the price.", default: .fixed)
        baseList = fields.optional(
            "base_list_id", "The list that `percent_off` takes off from.", inExample: false)
        mode = fields.body(
            "mode", "Whether the whole quantity takes the break it reached, or each slice its own.",
            default: .volume)
        mixGroup = fields.optional(
            "mix_group", "Entries of one group count their lines together.", length: 1...100,
            example: "mixers")
        minimum = fields.optional(
            "minimum_quantity", "The least that may be ordered.", in: 1...1_000_000_000)
        maximum = fields.optional(
            "maximum_quantity", "The most that may be ordered.", in: 1...1_000_000_000)
        multiple = fields.optional(
            "multiple_quantity", "What quantities must be a multiple of.", in: 1...1_000_000_000)
        breaks =
            fields.optional(
                "breaks", "The ladder; left out where the entry is removed.",
                count: 1...PricingRules.breaks) ?? []
        isRemoved = fields.body(
            "remove", "Whether the entry for this target and unit goes.", default: false)
        requireTarget(&fields)
        requireTerms(&fields)
    }

    private func requireTarget(_ fields: inout Fields) {
        let named = (variant == nil ? 0 : 1) + (sku == nil ? 0 : 1)
        fields.require(
            named == (scope == .variant ? 1 : 0), "variant_id", "choice",
            "Give either variant_id or sku, and only for the target variant.")
        fields.require(
            (category != nil) == (scope == .category), "category_id", "choice",
            "Belongs to the target category.")
        fields.require(
            scope == .variant || unit != nil, "unit", "required",
            "Is required where many variants are priced.")
    }

    private func requireTerms(_ fields: inout Fields) {
        fields.require(
            breaks.isEmpty == isRemoved, "breaks", "count",
            "An entry has breaks, unless it is removed.")
        fields.require(
            (baseList != nil) == (kind == .percentOff), "base_list_id", "choice",
            "Belongs to the kind percent_off.")
        fields.require(
            breaks.allSatisfy { step in
                (step.price != nil) == (kind == .fixed)
                    && (step.basisPoints != nil) == (kind != .fixed)
            }, "breaks", "choice",
            "Breaks of a fixed price have a price, the others basis_points.")
        fields.require(
            kind != .percentOff || breaks.allSatisfy { ($0.basisPoints ?? 0) <= 10_000 },
            "breaks", "range", "At most all of it, 10000 basis points, is taken off.")
        fields.require(
            Set(breaks.map(\.minimum)).count == breaks.count, "breaks", "duplicate",
            "Two breaks begin at one quantity.")
        fields.require(
            (minimum ?? 1) <= (maximum ?? .max), "maximum_quantity", "range",
            "Must be at least the minimum.")
        fields.require(
            PricingRules.admit(minimum: minimum, maximum: maximum, multiple: multiple),
            "multiple_quantity", "range", "No multiple of it lies between minimum and maximum.")
    }
}

/// The limits of the context.
enum PricingRules {
    /// Breaks of an entry.
    static let breaks = 50
    /// Entries of one request.
    static let entries = 1_000
    /// Audiences of a list.
    static let assignments = 100
    /// Lines of a price check.
    static let lines = 1_000

    /// Whether a quantity rule admits any quantity at all.
    static func admit(minimum: Int64?, maximum: Int64?, multiple: Int64?) -> Bool {
        let step = max(multiple ?? 1, 1)
        let least = (max(minimum ?? 1, 1) + step - 1) / step * step
        return least <= maximum ?? .max
    }
}
