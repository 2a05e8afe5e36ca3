import Bedrock
import Catalog
import Exchange
import Platform
import Postgres

/// A row of a stock file: what was counted of an item.
struct StockRow: Sendable {
    let line: Int
    let sku: String
    let quantity: Int64
}

/// Brings in a stock file: what was counted in a warehouse becomes what is on hand there.
///
/// Items that the file doesn't name keep their level. A level that is as counted gets no movement.
struct StockImporter: Importer {
    static let kind = ImportKind.stock

    static let columns: [ImportColumn] = [
        ImportColumn("sku", "item_number", "item_no", "item", isRequired: true),
        ImportColumn(
            "quantity", "bottles", "on_hand", "quantity_on_hand", "counted", isRequired: true),
    ]

    private let warehouse: ID<Warehouse>
    /// What was checked and is to be written next.
    private var counts: [(variant: ID<Variant>, quantity: Int64)] = []
    /// Levels that are held before anything is written.
    private var held: [ID<Variant>] = []

    init(warehouse: ID<Warehouse>) {
        self.warehouse = warehouse
    }

    var target: String { warehouse.text }

    mutating func open(_ context: Context<Member>) async throws(Problem) {
        var trip = context.trip()
        let found = trip.add(
            StockStatements.warehouse, context.caller.organization, warehouse)
        try await context.read(trip)
        guard found.first != nil else {
            throw .invalid("query:warehouse_id", "unknown", "There is no such warehouse.")
        }
    }

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> StockRow? {
        let line = record.line
        guard let sku = record.name("sku", limit: 64, &report) else {
            if !report.isBad(line) {
                report.error(line, "sku", "sku_missing", "The row has no item number.")
            }
            return nil
        }
        if let first = record.firstLine {
            report.error(
                line, "sku", "sku_repeated", "The item \(sku) stands on line \(first) already.")
            return nil
        }
        let range = 0...Int64(StockLimits.quantity)
        guard let quantity = record.integer("quantity", in: range, &report) else {
            if !report.isBad(line) {
                report.error(line, "quantity", "quantity_missing", "The row has no quantity.")
            }
            return nil
        }
        return StockRow(line: line, sku: sku, quantity: quantity)
    }

    mutating func check(
        _ rows: [StockRow], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [StockRow] {
        var trip = Trip()
        let found = trip.add(
            StockImportStatements.known, context.caller.organization, warehouse,
            rows.map(\.sku))
        try await effect.send(trip)
        let items = Dictionary(found.rows.map { ($0.sku, $0) }) { first, _ in first }
        var good: [StockRow] = []
        good.reserveCapacity(rows.count)
        for row in rows {
            guard let item = items[row.sku] else {
                report.error(row.line, "sku", "sku_unknown", "There is no item \(row.sku).")
                continue
            }
            guard item.backorder || row.quantity >= item.committed else {
                report.error(
                    row.line, "quantity", "below_committed",
                    "\(item.committed) are promised to orders or held; adjust those first.")
                continue
            }
            counts.append((item.variant, row.quantity))
            good.append(row)
        }
        return good
    }

    mutating func rewind() {
        held = counts.map(\.variant).sorted()
        counts = []
    }

    /// Orders take levels in the order of their keys; a count that did otherwise would meet them in
    /// a deadlock. So all that come in one transaction are held first.
    mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        guard !held.isEmpty else { return }
        var trip = Trip()
        trip.add(
            StockImportStatements.hold, context.caller.organization, warehouse, held)
        held = []
        try await effect.send(trip)
    }

    mutating func write(
        _ rows: [StockRow], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        let next = counts
        counts = []
        var trip = Trip()
        let changes = trip.add(
            StockImportStatements.count, context.caller.organization, warehouse,
            next.map(\.variant), next.map(\.quantity), context.caller.account, context.now)
        try await effect.send(trip)
        let outcomes = Dictionary(changes.rows.map { ($0.variant, $0) }) { first, _ in first }
        return next.map { count in
            outcomes[count.variant].map { $0.isNew ? ImportOutcome.created : .updated }
                ?? .unchanged
        }
    }
}
