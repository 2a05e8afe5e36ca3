import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Brings in a price file: prices of items found by their SKU, fixed ones, percentages off another
/// list, or margins on cost.
///
/// Rows of one item and unit with different `minimum_quantity` make one ladder, wherever they
/// stand in the file. A ladder replaces the one before; mode, mix group and quantity rules of an
/// entry stay.
struct PriceImporter: Importer {
    static let kind = ImportKind.prices

    static let columns: [ImportColumn] = [
        ImportColumn("sku", "item_number", "item_no", "item", isRequired: true),
        ImportColumn("unit", "unit_of_measure"),
        ImportColumn("price", "unit_price"),
        ImportColumn("bottle_price", "state_bottle_retail", "bottle_retail"),
        ImportColumn("case_price", "state_case_retail", "case_retail"),
        ImportColumn("minimum_quantity", "from_quantity"),
        ImportColumn("kind"), ImportColumn("base_list"), ImportColumn("percent"),
    ]

    /// A ladder as the file has it: of one kind; from which quantity, which amount, on which line.
    private struct Ladder {
        let kind: EntryKind
        let baseList: ID<PriceList>?
        var steps: [(minimum: Int64, amount: Int64, line: Int)] = []
    }

    private let list: ID<PriceList>
    private var exponent = 2
    private var lists: [String: ID<PriceList>] = [:]
    private var ladders: [PriceEntry.Key: Ladder] = [:]
    private var isRecorded = false

    init(list: ID<PriceList>) {
        self.list = list
    }

    /// The steps of a ladder come together.
    static var comesByKey: Bool { true }

    var target: String { list.text }

    mutating func open(_ context: Context<Member>) async throws(Problem) {
        var trip = context.trip()
        let found = trip.add(
            PriceListStatements.currency, context.caller.organization, list)
        let names = trip.add(PriceListStatements.names, context.caller.organization)
        try await context.read(trip)
        guard let code = found.first else {
            throw .invalid("query:price_list_id", "unknown", "There is no such price list.")
        }
        exponent = Currency(code: code)?.exponent ?? 2
        lists = Dictionary(names.rows.map { ($0.name, $0.id) }) { first, _ in first }
    }

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> PriceRow? {
        guard let row = PriceRow(record, exponent: exponent, &report) else { return nil }
        if let base = row.baseList, lists[base] == nil || lists[base] == list {
            report.error(
                row.line, "base_list", "base_list_unknown",
                "There is no other list '\(base.prefix(60))'.")
            return nil
        }
        return row
    }

    mutating func check(
        _ rows: [PriceRow], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [PriceRow] {
        // Ladders end with their batch.
        ladders.removeAll(keepingCapacity: true)
        var trip = Trip()
        let found = trip.add(
            PriceEntryStatements.variants, context.caller.organization, [], rows.map(\.sku))
        try await effect.send(trip)
        let variants = Dictionary(found.rows.map { ($0.sku, $0) }) { first, _ in first }
        var good: [PriceRow] = []
        good.reserveCapacity(rows.count)
        for var row in rows {
            guard let variant = variants[row.sku] else {
                report.error(
                    row.line, "sku", "sku_unknown", "There is no item \(row.sku).")
                continue
            }
            guard let steps = steps(of: row, variant, &report) else { continue }
            for step in steps {
                var ladder =
                    ladders[step.key]
                    ?? Ladder(kind: row.kind, baseList: row.baseList.flatMap { lists[$0] })
                ladder.steps.append((row.minimum, step.amount, row.line))
                ladders[step.key] = ladder
                row.keys.append(step.key)
            }
            good.append(row)
        }
        return good
    }

    /// What a row adds to which entries; nil where it can't stand, which is reported.
    private func steps(
        of row: PriceRow, _ variant: PricedVariant, _ report: inout ImportReport
    ) -> [(key: PriceEntry.Key, amount: Int64)]? {
        var steps: [(key: PriceEntry.Key, amount: Int64)] = []
        for (column, unit, amount) in row.prices {
            let name =
                switch unit {
                case .base: variant.baseUnit
                case .named(let name): name
                }
            guard variant.units.contains(name) else {
                if column == "case_price" {
                    report.warning(
                        row.line, column, "case_of_one",
                        "The item isn't sold by the case; its case price isn't used.")
                    continue
                }
                let units = variant.units.joined(separator: ", ")
                report.error(
                    row.line, "unit", "unit_unknown", "The item is sold by these: \(units).")
                return nil
            }
            let key = PriceEntry.Key(variant: variant.id, unit: name)
            let ladder = ladders[key]
            if let ladder, ladder.kind != row.kind
                || ladder.baseList != row.baseList.flatMap({ lists[$0] })
            {
                report.error(
                    row.line, "kind", "kinds_mixed",
                    "The steps of one ladder are of one kind, off one list.")
                return nil
            }
            let before = ladder?.steps.first { $0.minimum == row.minimum }
            if before != nil || steps.contains(where: { $0.key == key }) {
                report.error(
                    row.line, column, "price_repeated",
                    "The price of the \(name) from \(row.minimum) on stands on line "
                        + "\(before?.line ?? row.line) already.")
                return nil
            }
            steps.append((key, amount))
        }
        return steps
    }

    mutating func rewind() { ladders = [:] }

    mutating func begin(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        var trip = Trip()
        let locked = trip.add(PriceListStatements.lock, context.caller.organization, list)
        try await effect.send(trip)
        guard locked.first != nil else { throw .notFound }
    }

    mutating func write(
        _ rows: [PriceRow], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        var outcomes: [PriceEntry.Key: EntryOutcome] = [:]
        var entries: [PriceEntry] = []
        for key in rows.lazy.flatMap(\.keys) {
            // A ladder is taken out when it is written; later rows of it find none.
            guard let ladder = ladders.removeValue(forKey: key) else { continue }
            let sorted = ladder.steps.sorted { $0.minimum < $1.minimum }
            entries.append(
                PriceEntry(
                    key: key, kind: ladder.kind, baseList: ladder.baseList,
                    minimums: sorted.map(\.minimum), values: sorted.map(\.amount)))
        }
        if !entries.isEmpty {
            let writer = EntryWriter(organization: context.caller.organization, list: list)
            let found = try await writer.apply(entries, pricesOnly: true, effect)
            for (entry, outcome) in zip(entries, found) { outcomes[entry.key] = outcome }
            if found.contains(where: { $0 != .unchanged }) {
                try await recordOnce(effect, context)
            }
        }
        return rows.map { row in
            switch row.keys.compactMap({ outcomes[$0] }).max() ?? .unchanged {
            case .created: .created
            case .updated, .removed: .updated
            case .unchanged: .unchanged
            }
        }
    }

    /// The list's own event; how many prices, the import's says.
    private mutating func recordOnce(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) {
        guard !isRecorded else { return }
        isRecorded = true
        var trip = Trip()
        context.recordList(PricingEvents.entriesChanged, list, &trip) { json in
            json.key("imported")
            json.write(true)
        }
        try await effect.send(trip)
    }
}
