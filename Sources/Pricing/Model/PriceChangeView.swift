import Bedrock
import Platform
import Postgres
import PriceEngine
import Wire

/// What becomes of each price.
enum PriceOperation: String, FieldEnum {
    /// So many basis points up, or down below zero.
    case percent
    /// So many minor units up, or down below zero.
    case amount
    /// To this amount.
    case set
}

/// Where a change of prices stands.
enum PriceChangeState: String, FieldEnum {
    case previewed, applied, scheduled, cancelled
}

/// A change of many prices, without what it comes to.
struct PriceChangeHead: Sendable {
    let id: ID<PriceChange>
    let list: ID<PriceList>
    let listName: String
    let currency: Currency
    let operation: PriceOperation
    let operand: Int64
    let roundingStep: Int64?
    let roundingEnding: Int64?
    let categories: [ID<Category>]
    let brands: [ID<Brand>]
    let skus: [String]
    let unit: String?
    let effectiveAt: Instant?
    let bookVersion: Int64
    var state: PriceChangeState
    let createdBy: ID<Account>?
    let createdAt: Instant
    var decidedAt: Instant?
}

extension PriceChangeHead: Output {
    static let example = PriceChangeHead(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)), list: ID(uuid: UUIDBytes(high: 1, low: 2)),
        listName: "Trade prices", currency: .usd, operation: .percent, operand: 300,
        roundingStep: 100, roundingEnding: 99, categories: [], brands: [], skus: [], unit: nil,
        effectiveAt: nil, bookVersion: 7, state: .previewed,
        createdBy: ID(uuid: UUIDBytes(high: 1, low: 1)),
        createdAt: Instant(microseconds: 1_790_000_000_000_000), decidedAt: nil)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The change's id.")
        out("price_list_id", list, "The list whose prices change.")
        out("price_list", listName, "Its name.")
        out("operation", operation, "What becomes of each price.")
        out("value", operand, "Basis points for percent, else minor units of the list's currency.")
        out("rounding_step", roundingStep, "Prices end alike in every so many minor units.")
        out("rounding_ending", roundingEnding, "What they end on: 99 of 100 for .99.")
        out("category_ids", categories, "Only in these categories and below.")
        out("brand_ids", brands, "Only of these brands.")
        out("skus", skus, "Only these.")
        out("unit", unit, "Only prices of this unit.")
        out("effective_at", effectiveAt, "When it comes into force; null for when it is applied.")
        out("price_book_version", bookVersion, "The version of the prices it was previewed on.")
        out("state", state, "Whether it was applied, waits for its instant, or neither.")
        out("created_by", createdBy, "Who previewed it.")
        out("created_at", createdAt, "When.")
        out("decided_at", decidedAt, "When it was applied, scheduled or cancelled.")
    }

    static let read: @Sendable (inout RowReader) throws -> PriceChangeHead = { row in
        let id: ID<PriceChange> = try row.read()
        let list: ID<PriceList> = try row.read()
        let name: String = try row.read()
        let code: String = try row.read()
        let operation: String = try row.read()
        let operand: Int64 = try row.read()
        let step: Int64? = try row.read()
        let ending: Int64? = try row.read()
        let categories: [ID<Category>] = try row.read()
        let brands: [ID<Brand>] = try row.read()
        let skus: [String] = try row.read()
        let unit: String? = try row.read()
        let effectiveAt: Instant? = try row.read()
        let version: Int64 = try row.read()
        let state: String = try row.read()
        guard let currency = Currency(code: code),
            let operation = PriceOperation(rawValue: operation),
            let state = PriceChangeState(rawValue: state)
        else { throw RowError.malformed(column: "state") }
        return PriceChangeHead(
            id: id, list: list, listName: name, currency: currency, operation: operation,
            operand: operand, roundingStep: step, roundingEnding: ending, categories: categories,
            brands: brands, skus: skus, unit: unit, effectiveAt: effectiveAt,
            bookVersion: version, state: state, createdBy: try row.read(),
            createdAt: try row.read(), decidedAt: try row.read())
    }
}

/// How many prices a change moves, and how.
struct PriceChangeCounts: Sendable {
    let entries: Int64
    let raised: Int64
    let lowered: Int64
    let belowCost: Int64
}

/// The companies that a list reaches, and by lists that lead to it.
struct ChangedCompanies: Sendable {
    let count: Int64
    let ids: [ID<Company>]
    let names: [String]
}

/// A company that a list reaches.
struct ChangedCompany: Output, Sendable {
    let id: ID<Company>
    let name: String

    static let example = ChangedCompany(id: ID(uuid: UUIDBytes(high: 1, low: 1)), name: "Corner")

    func write(_ out: inout OutputWriter) {
        out("id", id, "The company's id.")
        out("name", name, "Its name.")
    }
}

/// A variant whose price a change may move, and the units that it is sold in.
struct ChangedVariant: Sendable {
    let id: ID<Variant>
    let sku: String
    let name: String
    let units: [String]
}

/// What a company sees of a price: as it stands, or as it would.
struct SeenPrice: Output, Sendable {
    let shelf: ShelfPrice

    static let example = SeenPrice(
        shelf: ShelfPrice.sample(
            ladder: [PriceBreak(1, .fixed(2_336)), PriceBreak(6, .fixed(2_190))]))

    func write(_ out: inout OutputWriter) {
        let line = shelf.line
        out("unit_price", line.unitPrice, "The price of one of the unit; null for none.")
        out(
            "least_quantity", line.unitPrice == nil ? nil : line.quantity,
            "So many at least; the price is for so many.")
        out("price_list", line.trace?.list.name, "The list the price comes from.")
        out(
            "breaks", shelf.ladder.map(LadderStepView.init),
            "What it costs from which quantity on.")
    }

    func looks(like other: SeenPrice) -> Bool {
        shelf.line.unitPrice == other.shelf.line.unitPrice
            && shelf.line.quantity == other.shelf.line.quantity
            && shelf.ladder == other.shelf.ladder
    }
}

/// A price that a company sees change.
struct SeenChange: Output, Sendable {
    let variant: ChangedVariant
    let unit: String
    let before: SeenPrice
    let after: SeenPrice

    static let example = SeenChange(
        variant: ChangedVariant(
            id: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001", name: "Harbour Light Gin",
            units: []),
        unit: "bottle", before: .example, after: .example)

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant.id, "What it prices.")
        out("sku", variant.sku, "Its SKU.")
        out("name", variant.name, "Its name.")
        out("unit", unit, "The unit it prices.")
        out("before", before, "What the company pays without the change.")
        out("after", after, "What it pays with it.")
    }
}

/// One price in a change of many.
struct PriceChangeRow: Output, Sendable {
    let place: Int64
    let key: PriceEntry.Key
    let minimums: [Int64]
    let old: [Int64]
    let new: [Int64]
    let isBelowCost: Bool
    let sku: String?
    let name: String?
    let currency: Currency

    static let example = PriceChangeRow(
        place: 1, key: .init(variant: ID(uuid: UUIDBytes(high: 1, low: 1)), unit: "bottle"),
        minimums: [1], old: [2_336], new: [2_399], isBelowCost: false, sku: "BW-1001",
        name: "Harbour Light Gin", currency: .usd)

    func write(_ out: inout OutputWriter) {
        out("variant_id", key.variant, "The variant; null for the other targets.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("category_id", key.category, "The category; null for the other targets.")
        out("unit", key.unit, "The unit it prices.")
        out("before", breaks(old), "The ladder as it is.")
        out("after", breaks(new), "The ladder as it will be.")
        out("below_cost", isBelowCost, "Whether a break would be below what the thing costs you.")
    }

    private func breaks(_ values: [Int64]) -> [BreakView] {
        zip(minimums, values).map {
            BreakView(minimum: $0, price: Money($1, currency), basisPoints: nil)
        }
    }

    static let read: @Sendable (inout RowReader) throws -> PriceChangeRow = { row in
        let place: Int64 = try row.read()
        let key = PriceEntry.Key(
            variant: try row.read(), category: try row.read(), unit: try row.read())
        let minimums: [Int64] = try row.read()
        let old: [Int64] = try row.read()
        let new: [Int64] = try row.read()
        let isBelowCost: Bool = try row.read()
        let sku: String? = try row.read()
        let name: String? = try row.read()
        let code: String = try row.read()
        guard let currency = Currency(code: code) else {
            throw RowError.invalid(column: "currency")
        }
        return PriceChangeRow(
            place: place, key: key, minimums: minimums, old: old, new: new,
            isBelowCost: isBelowCost, sku: sku, name: name, currency: currency)
    }
}

/// A change of many prices and what it comes to: who sees what.
struct PriceChangeView: Output, Sendable {
    var head: PriceChangeHead
    let counts: PriceChangeCounts
    let companies: ChangedCompanies
    let sample: [PriceChangeRow]

    static let example = PriceChangeView(
        head: .example,
        counts: PriceChangeCounts(entries: 120, raised: 118, lowered: 2, belowCost: 1),
        companies: ChangedCompanies(
            count: 1, ids: [ID(uuid: UUIDBytes(high: 1, low: 1))], names: ["Corner"]),
        sample: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("entries", counts.entries, "How many prices change.")
        out("raised", counts.raised, "How many of them rise.")
        out("lowered", counts.lowered, "How many of them fall.")
        out("below_cost", counts.belowCost, "How many would be below what the thing costs you.")
        out("company_count", companies.count, "How many active companies the list reaches.")
        out(
            "companies", zip(companies.ids, companies.names).map(ChangedCompany.init),
            "The first twenty of them by name.")
        out("sample", sample, "The ten prices that move the most.")
    }
}
