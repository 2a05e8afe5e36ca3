import Bedrock
import Catalog
import Exchange
import Platform

/// A row of a price file: the prices of one item, each by its unit.
struct PriceRow: Sendable {
    /// The unit a cell is about.
    enum Unit: Hashable, Sendable {
        /// The item's own base unit, whatever it is called.
        case base
        case named(String)
    }

    let line: Int
    let sku: String
    /// The least quantity that has these prices.
    let minimum: Int64
    /// Amounts, or for the other kinds basis points.
    let prices: [(column: String, unit: Unit, amount: Int64)]
    var kind = EntryKind.fixed
    /// The name of the list that a percentage is off from.
    var baseList: String?
    /// What the prices belong to, once the item was found.
    var keys: [PriceEntry.Key] = []

    init(
        line: Int, sku: String, minimum: Int64,
        prices: [(column: String, unit: Unit, amount: Int64)]
    ) {
        self.line = line
        self.sku = sku
        self.minimum = minimum
        self.prices = prices
    }

    /// Reads a row; what is wrong with it is reported, and then there is none.
    init?(_ record: ImportRecord, exponent: Int, _ report: inout ImportReport) {
        let line = record.line
        guard let sku = record.name("sku", limit: 64, &report) else {
            if !report.isBad(line) {
                report.error(line, "sku", "sku_missing", "The row has no item number.")
            }
            return nil
        }
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
        if report.isBad(line) { return nil }
        guard !prices.isEmpty else {
            report.error(line, "price", "price_missing", "The row has no price.")
            return nil
        }
        self.init(line: line, sku: sku, minimum: minimum ?? 1, prices: prices)
        self.kind = kind
        baseList = kind == .percentOff ? record.text("base_list") : nil
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
