import Bedrock
import Platform
import PriceEngine
import Wire

/// Limits of what one promotion may say.
enum PromotionRules {
    /// Ids of a kind that it names, and codes that open it.
    static let names = 1_000
    static let quantity = 1...1_000_000_000
    static let amount = 0...1_000_000_000_000
}

extension PromotionTerms: FieldGroup {
    init(_ fields: inout Fields) {
        name = fields.body("name", "Its name, unlike any other's.", length: 1...200)
        let given: PromotionKind = fields.body("kind", "What it gives.")
        kind = given
        stage = fields.body(
            "stage", "On lines, on the order or on shipping; free shipping takes `shipping`.",
            default: .line)
        lane = fields.body(
            "lane", "Of a lane one promotion takes a line.", length: 1...60, default: "default")
        priority = fields.body(
            "priority", "The greater wins where two save the same.", in: -1_000_000...1_000_000,
            default: 0)
        isExclusive = fields.body(
            "exclusive", "Whether it stands alone, where that is better for the buyer.",
            default: false)
        combinesWithBreaks = fields.body(
            "combines_with_breaks", "Whether it touches lines at a quantity break.", default: true)
        currency = fields.optional("currency", "Of its amounts; left out where it has none.")
        unit = fields.optional(
            "unit", "What it counts: lines in that pack; everything in base units if left out.",
            length: 1...40, inExample: false)
        thresholdQuantity = fields.optional(
            "threshold_quantity", "So many must be in the basket.", in: PromotionRules.quantity,
            example: 6)
        thresholdAmount = fields.optional(
            "threshold_amount", "What it matches must come to so many minor units.",
            in: 1...1_000_000_000_000, inExample: false)
        basisPoints = fields.optional(
            "basis_points", "Hundredths of a percent off; for percent_off and buy_x_get_y.",
            in: 1...10_000, example: 500)
        amount = fields.optional(
            "amount", "Minor units: off, the fixed price, or the bundle's.",
            in: PromotionRules.amount, inExample: false)
        buy = fields.optional(
            "buy_quantity", "How many are bought, or make a bundle.",
            in: PromotionRules.quantity, inExample: false)
        get = fields.optional(
            "get_quantity", "How many are got.", in: PromotionRules.quantity, inExample: false)
        pool = fields.optional("get_from", "Where what is got is taken.", inExample: false)
        getVariants = fields.list("get_variant_ids", "Other variants that are got.")
        getCategories = fields.list("get_category_ids", "Categories of what is got.")
        variants = fields.list("variant_ids", "Only these variants; any where there are none.")
        categories = fields.list("category_ids", "Only of these categories and below.")
        brands = fields.list("brand_ids", "Only of these brands.")
        tags = fields.list("tag_ids", "Only what has any of these tags.")
        channels = fields.list("channel_ids", "Only on these channels.")
        assignments = fields.list("assignments", "Whom it is for; everybody if none.", most: 100)
        validFrom = fields.optional("valid_from", "It holds from then on.", inExample: false)
        validUntil = fields.optional("valid_until", "It holds before then.", inExample: false)
        weekdays = fields.list("weekdays", "Only on these days by your clock.", most: 7)
        hoursFrom = fields.minute("hours_from", "From this time of the day on: `16:00`.")
        hoursUntil = fields.minute("hours_until", "Until this time; over midnight if earlier.")
        coupons =
            fields.optional(
                "coupons", "Codes, one of which must be given; none needed if left out.",
                length: 3...40, count: 0...PromotionRules.names, inExample: false) ?? []
        firstOrder = fields.body(
            "first_order", "Only for a company's first order.", default: false)
        perOrder = fields.optional(
            "per_order", "Repetitions in one order.", in: PromotionRules.quantity,
            inExample: false)
        perCompany = fields.optional(
            "per_company", "Orders of one company.", in: PromotionRules.quantity,
            inExample: false)
        inTotal = fields.optional(
            "in_total", "Orders in all.", in: PromotionRules.quantity, inExample: false)
        coupons = coupons.map { $0.uppercased() }
        check(&fields)
    }

    private func check(_ fields: inout Fields) {
        checkParts(&fields)
        fields.require(
            row(ID(uuid: UUIDBytes(high: 0, low: 1))).isPossible, "kind", "terms",
            "Its parts don't belong together, or something that its kind takes is left out.")
        fields.require(
            thresholdQuantity == nil || thresholdAmount == nil, "threshold_quantity", "choice",
            "Give a threshold in quantity or in amount.")
        fields.require(
            (hoursFrom == nil) == (hoursUntil == nil), "hours_until", "choice",
            "Give both hours_from and hours_until.")
        fields.require(
            pool != .other || !(getVariants.isEmpty && getCategories.isEmpty), "get_variant_ids",
            "choice", "Say what is got.")
        fields.require(
            pool == .other || getVariants.isEmpty && getCategories.isEmpty, "get_from", "choice",
            "Variants and categories of what is got are for `other`.")
        fields.requireValidity(from: validFrom, until: validUntil)
        fields.require(
            Set(coupons).count == coupons.count, "coupons", "duplicate",
            "A code is given more than once.")
        fields.require(
            Set(assignments).count == assignments.count, "assignments", "duplicate",
            "An audience is given more than once.")
    }
}

extension PromotionTerms {
    /// What its kind asks for must be there, and what it has no use for must not.
    private func checkParts(_ fields: inout Fields) {
        fields.require(
            kind.stages.contains(stage), "stage", "choice",
            "For this kind it is \(kind.stages.map(\.rawValue).joined(separator: " or ")).")
        let parts: [(name: StaticString, isGiven: Bool)] = [
            ("basis_points", basisPoints != nil), ("amount", amount != nil),
            ("buy_quantity", buy != nil), ("get_quantity", get != nil), ("get_from", pool != nil),
        ]
        for part in parts {
            let name = part.name.description
            let isNeeded = kind.needed.contains(name)
            fields.require(
                part.isGiven || !isNeeded, part.name, "required", "Is required for this kind.")
            fields.require(
                !part.isGiven || isNeeded || kind.possible.contains(name), part.name, "choice",
                "This kind has no use for it.")
        }
        fields.require(
            kind != .amountOff || amount != 0, "amount", "range", "Must be at least 1.")
        fields.require(
            currency != nil || amount == nil && thresholdAmount == nil, "currency", "required",
            "Is required where there is an amount.")
    }
}

extension PromotionKind {
    /// Where it can stand.
    fileprivate var stages: [PromotionStage] {
        switch self {
        case .percentOff, .amountOff: [.line, .order]
        case .fixedPrice, .buyGet, .bundle: [.line]
        case .freeShipping: [.shipping]
        }
    }

    /// The parts it can't do without.
    fileprivate var needed: [String] {
        switch self {
        case .percentOff: ["basis_points"]
        case .amountOff, .fixedPrice: ["amount"]
        case .buyGet: ["buy_quantity", "get_quantity"]
        case .bundle: ["buy_quantity", "amount"]
        case .freeShipping: []
        }
    }

    /// Those it can have beside them.
    fileprivate var possible: [String] { self == .buyGet ? ["basis_points", "get_from"] : [] }
}

extension Fields {
    fileprivate mutating func list<Element: FieldValue>(
        _ name: StaticString, _ doc: StaticString, most: Int = PromotionRules.names
    ) -> [Element] {
        optional(name, doc, count: 0...most, inExample: false) ?? []
    }

    /// A time of the day as minutes.
    fileprivate mutating func minute(_ name: StaticString, _ doc: StaticString) -> Int32? {
        let text: String? = optional(name, doc, length: 5...5, example: "16:00", inExample: false)
        guard let text else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Int32(parts[0]), let minute = Int32(parts[1]), 0...23 ~= hour,
            0...59 ~= minute
        else {
            require(false, name, "format", "Must be a time such as `16:00`.")
            return nil
        }
        return hour * 60 + minute
    }
}
