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
    let prices: [(column: String, unit: Unit, amount: Int64)]
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
        if report.isBad(line) { return nil }
        guard !prices.isEmpty else {
            report.error(line, "price", "price_missing", "The row has no price.")
            return nil
        }
        self.init(line: line, sku: sku, minimum: minimum ?? 1, prices: prices)
    }
}
