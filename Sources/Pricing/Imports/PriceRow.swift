import Bedrock
import Catalog
import Exchange
import Platform
import Wire

/// A row of a price file: the prices of one item, a category or all that its list has, each by its
/// unit.
struct PriceRow: Sendable {
    /// What a row prices.
    enum Target: Hashable, Sendable {
        case item(String)
        /// By its name, or its names from the root on.
        case category(String)
        case list
    }

    /// The unit a cell is about.
    enum Unit: Hashable, Sendable {
        /// The item's own base unit, whatever it is called.
        case base
        case named(String)
    }

    let line: Int
    let target: Target
    /// The least quantity that has these prices.
    let minimum: Int64
    /// Amounts, or for the other kinds basis points.
    let prices: [(column: String, unit: Unit, amount: Int64)]
    let kind: EntryKind
    /// The name of the list that a percentage is off from.
    let baseList: String?
    let terms: EntryTermChanges
    /// From when the prices hold; cleared where they are those of now and the file tells them
    /// apart.
    let validFrom: Change<Instant>
    /// What the prices belong to, once the item was found.
    var keys: [PriceEntry.Key] = []

    var sku: String? {
        if case .item(let sku) = target { sku } else { nil }
    }

    static let columns: [ImportColumn] = [
        ImportColumn("sku", "item_number", "item_no", "item", isRequired: true),
        ImportColumn("unit", "unit_of_measure"),
        ImportColumn("price", "unit_price"),
        ImportColumn("bottle_price", "state_bottle_retail", "bottle_retail"),
        ImportColumn("case_price", "state_case_retail", "case_retail"),
        ImportColumn("minimum_quantity", "from_quantity"),
        ImportColumn("kind"), ImportColumn("base_list"), ImportColumn("percent"),
        ImportColumn("target"), ImportColumn("category"), ImportColumn("mode"),
        ImportColumn("mix_group"), ImportColumn("least_quantity"), ImportColumn("most_quantity"),
        ImportColumn("multiple_quantity"),
        ImportColumn("valid_from", "effective_from", "effective_at"),
    ]

    /// Reads a row; what is wrong with it is reported, and then there is none.
    init?(_ record: ImportRecord, exponent: Int, _ report: inout ImportReport) {
        line = record.line
        guard let target = PriceRow.target(record, &report) else { return nil }
        self.target = target
        let minimum = record.integer("minimum_quantity", in: 1...1_000_000_000, &report)
        var prices: [(column: String, unit: Unit, amount: Int64)] = []
        if let amount = record.amount("price", exponent: exponent, &report) {
            let unit = record.name("unit", limit: 40, &report)
            prices.append(("price", unit.map { .named($0.lowercased()) } ?? .base, amount))
        }
        if let amount = record.amount("bottle_price", exponent: exponent, &report) {
            prices.append(("bottle_price", .base, amount))
        }
        if let amount = record.amount("case_price", exponent: exponent, &report) {
            prices.append(("case_price", .named("case"), amount))
        }
        let kind = record.text("kind").map { EntryKind(rawValue: $0) } ?? .fixed
        guard let kind else {
            let kinds = EntryKind.allCases.map(\.rawValue).joined(separator: ", ")
            report.error(line, "kind", "kind_unknown", "The kinds are \(kinds).")
            return nil
        }
        if kind != .fixed {
            prices = PriceRow.percentages(record, kind, isPriced: !prices.isEmpty, &report)
        }
        terms = EntryTermChanges(record, &report)
        validFrom = PriceRow.validFrom(record, &report)
        if report.isBad(line) { return nil }
        guard !prices.isEmpty else {
            report.error(line, "price", "price_missing", "The row has no price.")
            return nil
        }
        if PriceRow.isBroad(target), prices.contains(where: { $0.unit == .base }) {
            report.error(
                line, "unit", "unit_missing", "Where many items are priced the unit is named.")
            return nil
        }
        self.minimum = minimum ?? 1
        self.prices = prices
        self.kind = kind
        baseList = kind == .percentOff ? record.text("base_list") : nil
    }

    private static func isBroad(_ target: Target) -> Bool {
        if case .item = target { false } else { true }
    }

    private static func validFrom(
        _ record: ImportRecord, _ report: inout ImportReport
    ) -> Change<Instant> {
        guard let text = record.text("valid_from") else {
            return record.has("valid_from") ? .cleared : .unchanged
        }
        if let instant = Instant(rfc3339: text) { return .set(instant) }
        report.error(
            record.line, "valid_from", "valid_from_unknown",
            "'\(text.prefix(40))' is not an instant such as 2026-01-31T00:00:00Z.")
        return .cleared
    }

    /// What a row is of: as it says, else of its item, else of its category.
    static func target(
        _ record: ImportRecord, _ report: inout ImportReport
    ) -> Target? {
        let line = record.line
        let scope = record.text("target").map { EntryScope(rawValue: $0) }
        if scope == .some(nil) {
            let scopes = EntryScope.allCases.map(\.rawValue).joined(separator: ", ")
            report.error(line, "target", "target_unknown", "The targets are \(scopes).")
            return nil
        }
        let sku = record.name("sku", limit: 64, &report)
        let category = record.name("category", limit: 2_000, &report)
        if report.isBad(line) { return nil }
        switch scope.flatMap({ $0 }) ?? (sku == nil && category != nil ? .category : .variant) {
        case .variant:
            if let sku { return .item(sku) }
            report.error(line, "sku", "sku_missing", "The row has no item number.")
        case .category:
            if let category { return .category(category) }
            report.error(line, "category", "category_missing", "The row has no category.")
        case .list:
            if sku == nil, category == nil { return .list }
            report.error(
                line, "target", "target_mixed", "What all items cost is of no item or category.")
        }
        return nil
    }

    /// What a row of another kind says: a percentage of one unit, and no price.
    private static func percentages(
        _ record: ImportRecord, _ kind: EntryKind, isPriced: Bool, _ report: inout ImportReport
    ) -> [(column: String, unit: Unit, amount: Int64)] {
        let most: Int64 = kind == .percentOff ? 10_000 : 1_000_000
        let points = record.decimal(
            "percent", places: 2, in: 0...most, "a percentage such as 12.5", &report)
        if isPriced {
            report.error(
                record.line, "price", "price_beside_percent",
                "A row of this kind has a percentage and no price.")
        }
        if kind == .percentOff, record.text("base_list") == nil {
            report.error(
                record.line, "base_list", "base_list_missing",
                "A percentage off is off another list's price: name it.")
        }
        guard let points else { return [] }
        let unit = record.name("unit", limit: 40, &report)
        return [("percent", unit.map { .named($0.lowercased()) } ?? .base, points)]
    }
}

extension EntryTermChanges {
    /// What a row says of its entry's terms; columns that its file lacks change nothing.
    fileprivate init(_ record: ImportRecord, _ report: inout ImportReport) {
        if let text = record.text("mode") {
            mode = LadderMode(rawValue: text)
            if mode == nil {
                let modes = LadderMode.allCases.map(\.rawValue).joined(separator: ", ")
                report.error(record.line, "mode", "mode_unknown", "The modes are \(modes).")
            }
        }
        if record.has("mix_group") {
            mixGroup = record.name("mix_group", limit: 100, &report).map { .set($0) } ?? .cleared
        }
        func quantity(_ column: String, _ report: inout ImportReport) -> Change<Int64> {
            guard record.has(column) else { return .unchanged }
            return record.integer(column, in: 1...1_000_000_000, &report).map { .set($0) }
                ?? .cleared
        }
        minimum = quantity("least_quantity", &report)
        maximum = quantity("most_quantity", &report)
        multiple = quantity("multiple_quantity", &report)
        if case .set(let least) = minimum, case .set(let most) = maximum, least > most {
            report.error(
                record.line, "most_quantity", "range", "It is less than the least quantity.")
        } else if case .set(let multiple) = multiple,
            !PricingRules.admit(
                minimum: minimum.applied(to: nil), maximum: maximum.applied(to: nil),
                multiple: multiple)
        {
            report.error(
                record.line, "multiple_quantity", "range",
                "No multiple of it lies between the least and the most quantity.")
        }
    }
}

/// What a file says of one entry: its ladder, and the one that follows at an instant.
struct FiledLadders: Sendable {
    /// From which quantity, which amount, on which line.
    struct Step: Sendable {
        let minimum: Int64
        let amount: Int64
        let line: Int
    }

    let kind: EntryKind
    let baseList: ID<PriceList>?
    let terms: EntryTermChanges
    /// Those in force.
    private(set) var now: [Step] = []
    /// Those that follow, and from when.
    private(set) var later: [Step] = []
    private(set) var from: Instant?
    /// Whether the file tells the two apart: then what it doesn't have waits no more.
    private(set) var saysWhen = false

    init(kind: EntryKind, baseList: ID<PriceList>?, terms: EntryTermChanges) {
        self.kind = kind
        self.baseList = baseList
        self.terms = terms
    }

    /// The steps from that instant on, or of those in force.
    func steps(from validFrom: Change<Instant>) -> [Step] {
        if case .set = validFrom { later } else { now }
    }

    mutating func add(_ step: Step, from validFrom: Change<Instant>) {
        if validFrom != .unchanged { saysWhen = true }
        if case .set(let instant) = validFrom {
            from = instant
            later.append(step)
        } else {
            now.append(step)
        }
    }

    /// What becomes of the ladder that waits.
    var next: Change<NextLadder> {
        guard let from else { return saysWhen ? .cleared : .unchanged }
        let steps = later.sorted { $0.minimum < $1.minimum }
        return .set(
            NextLadder(
                from: from, minimums: steps.map(\.minimum), values: steps.map(\.amount)))
    }

    /// The entry with them, over what stands of it.
    func entry(_ key: PriceEntry.Key, over known: PriceEntry?) -> PriceEntry? {
        if now.isEmpty { return known }
        let steps = now.sorted { $0.minimum < $1.minimum }
        return PriceEntry(
            key: key, kind: kind, baseList: baseList, minimums: steps.map(\.minimum),
            values: steps.map(\.amount))
    }

    /// Why they can't stand, over what stands of the entry; and on which lines.
    func fault(
        over standing: StandingEntry?
    ) -> (lines: [Int], column: String, code: String, message: String)? {
        let known = standing?.entry
        if now.isEmpty {
            guard let known else {
                return (
                    later.map(\.line), "valid_from", "nothing_in_force",
                    "It has no price yet that this one could follow: give one of now, too.")
            }
            if known.kind != kind || known.baseList != baseList {
                return (
                    later.map(\.line), "kind", "kinds_mixed",
                    "What follows is of the kind of what is in force, off the same list.")
            }
            if terms.applied(to: known, over: known) != known {
                return (
                    later.map(\.line), "mode", "terms_mixed",
                    "Mode, mix group and quantity rules don't wait: leave them as they are.")
            }
        }
        guard saysWhen, standing?.change != nil, next.applied(to: known?.next) != known?.next
        else { return nil }
        return (
            (later.isEmpty ? now : later).map(\.line), "valid_from", "price_change_pending",
            "A scheduled change of prices waits on it: cancel that, or leave valid_from out.")
    }
}
