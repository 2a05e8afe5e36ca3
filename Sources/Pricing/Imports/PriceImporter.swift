import Bedrock
import Catalog
import Exchange
import Platform
import Postgres
import Wire

/// Brings in a price file: prices of items found by their SKU, of categories by their names, or of
/// all that the list has; fixed ones, percentages off another list, or margins on cost.
///
/// Rows of one target and unit with different `minimum_quantity` make one ladder, wherever they
/// stand in the file. A ladder replaces the one before; mode, mix group and quantity rules of an
/// entry stay where the file has no columns for them.
///
/// Rows with a `valid_from` make the ladder that follows at that instant, one for an entry; in a
/// file with that column, what waits and isn't there waits no more. Where such a row is bad the
/// other ones of its target are left out with it: without it they would say something else.
struct PriceImporter: Importer {
    static let kind = ImportKind.prices

    static let columns = PriceRow.columns
    static let otherKey: String? = "category"

    private let list: ID<PriceList>
    private var exponent = 2
    private var lists: [String: ID<PriceList>] = [:]
    private var categories: [String: [ID<Category>]] = [:]
    private var ladders: [PriceEntry.Key: FiledLadders] = [:]
    /// What stands of the entries of a batch, where what waits on them matters.
    private var standing: [PriceEntry.Key: StandingEntry]?
    /// Bad rows with an instant: by their targets, the line of the first.
    private var torn: [PriceRow.Target: Int] = [:]
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
        let paths = trip.add(PriceListStatements.categoryPaths, context.caller.organization)
        try await context.read(trip)
        guard let code = found.first else {
            throw .invalid("query:price_list_id", "unknown", "There is no such price list.")
        }
        exponent = Currency(code: code)?.exponent ?? 2
        lists = Dictionary(names.rows.map { ($0.name, $0.id) }) { first, _ in first }
        for category in paths.rows {
            categories[category.name, default: []].append(category.id)
            if category.path != category.name {
                categories[category.path, default: []].append(category.id)
            }
        }
    }

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> PriceRow? {
        let row = typed(record, &report)
        if row == nil, record.text("valid_from") != nil {
            var unheard = ImportReport()
            if let target = PriceRow.target(record, &unheard) { tear(target, record.line) }
        }
        return row
    }

    private mutating func tear(_ target: PriceRow.Target, _ line: Int) {
        torn[target] = torn[target] ?? line
    }

    private func typed(_ record: ImportRecord, _ report: inout ImportReport) -> PriceRow? {
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
        defer { torn = [:] }
        var trip = Trip()
        let found = trip.add(
            PriceEntryStatements.variants, context.caller.organization, [],
            rows.compactMap(\.sku))
        try await effect.send(trip)
        let variants = Dictionary(found.rows.map { ($0.sku, $0) }) { first, _ in first }
        var good: [PriceRow] = []
        good.reserveCapacity(rows.count)
        for var row in rows {
            guard let keys = keys(of: row, variants, &report),
                let steps = steps(of: row, keys, context, &report)
            else {
                if case .set = row.validFrom { tear(row.target, row.line) }
                continue
            }
            for (key, step) in steps {
                ladders[
                    key,
                    default: FiledLadders(
                        kind: row.kind, baseList: row.baseList.flatMap { lists[$0] },
                        terms: row.terms)
                ].add(step, from: row.validFrom)
                row.keys.append(key)
            }
            good.append(row)
        }
        standing = nil
        guard rows.contains(where: { $0.validFrom != .unchanged }) || !torn.isEmpty else {
            return good
        }
        let writer = EntryWriter(organization: context.caller.organization, list: list)
        standing = try await writer.standing(good.flatMap(\.keys), effect)
        return whole(good, variants, &report)
    }

    /// The rows whose ladders can stand over what there is; the others are reported.
    private mutating func whole(
        _ rows: [PriceRow], _ variants: [String: PricedVariant], _ report: inout ImportReport
    ) -> [PriceRow] {
        var isSeen: Set<PriceEntry.Key> = []
        for row in rows {
            for key in row.keys where isSeen.insert(key).inserted {
                guard let fault = ladders[key]?.fault(over: standing?[key]) else { continue }
                for line in fault.lines {
                    report.error(line, fault.column, fault.code, fault.message)
                }
                tear(row.target, fault.lines[0])
            }
        }
        if torn.isEmpty { return rows }
        // A category may go by two names.
        var lines: [PriceEntry.Key: Int] = [:]
        for (target, line) in torn {
            for subject in subjects(of: target, variants) {
                lines[subject] = min(line, lines[subject] ?? line)
            }
        }
        ladders = ladders.filter { lines[$0.key.subject] == nil }
        return rows.filter { row in
            guard let line = row.keys.first.flatMap({ lines[$0.subject] }) else { return true }
            if !report.isBad(row.line) {
                report.error(
                    row.line, "valid_from", "ladder_torn",
                    "Line \(line), which belongs to it, can't stand: it is left out with that.")
            }
            return false
        }
    }

    /// What a target is, by keys without units.
    private func subjects(
        of target: PriceRow.Target, _ variants: [String: PricedVariant]
    ) -> [PriceEntry.Key] {
        switch target {
        case .item(let sku): variants[sku].map { [PriceEntry.Key(variant: $0.id, unit: "")] } ?? []
        case .category(let name):
            (categories[name] ?? []).map { PriceEntry.Key(category: $0, unit: "") }
        case .list: [PriceEntry.Key(unit: "")]
        }
    }

    /// Which entry each price of a row is of, none where it isn't used; nil where the row can't
    /// stand, which is reported.
    private func keys(
        of row: PriceRow, _ variants: [String: PricedVariant], _ report: inout ImportReport
    ) -> [PriceEntry.Key?]? {
        func broad(_ category: ID<Category>?) -> [PriceEntry.Key?] {
            row.prices.map { price in
                guard case .named(let unit) = price.unit else { return nil }
                return PriceEntry.Key(category: category, unit: unit)
            }
        }
        switch row.target {
        case .list: return broad(nil)
        case .category(let name):
            let found = categories[name] ?? []
            if found.count == 1 { return broad(found[0]) }
            report.error(
                row.line, "category", found.isEmpty ? "category_unknown" : "category_ambiguous",
                found.isEmpty
                    ? "There is no category '\(name.prefix(60))'."
                    : "Several are called '\(name.prefix(60))': name those above it, as in A > B.")
            return nil
        case .item(let sku):
            if let variant = variants[sku] { return keys(of: row, variant, &report) }
            report.error(row.line, "sku", "sku_unknown", "There is no item \(sku).")
            return nil
        }
    }

    private func keys(
        of row: PriceRow, _ variant: PricedVariant, _ report: inout ImportReport
    ) -> [PriceEntry.Key?]? {
        var keys: [PriceEntry.Key?] = []
        for (column, unit, _) in row.prices {
            let name =
                switch unit {
                case .base: variant.baseUnit
                case .named(let name): name
                }
            if variant.units.contains(name) {
                keys.append(PriceEntry.Key(variant: variant.id, unit: name))
            } else if column == "case_price" {
                report.warning(
                    row.line, column, "case_of_one",
                    "The item isn't sold by the case; its case price isn't used.")
                keys.append(nil)
            } else {
                let units = variant.units.joined(separator: ", ")
                report.error(
                    row.line, "unit", "unit_unknown", "The item is sold by these: \(units).")
                return nil
            }
        }
        return keys
    }

    /// What a row adds to which entries; nil where it can't stand, which is reported.
    private func steps(
        of row: PriceRow, _ keys: [PriceEntry.Key?], _ context: Context<Member>,
        _ report: inout ImportReport
    ) -> [(key: PriceEntry.Key, step: FiledLadders.Step)]? {
        if case .set(let instant) = row.validFrom, instant <= context.now {
            report.error(
                row.line, "valid_from", "valid_from_past",
                "It lies in the past: what holds by now has no instant.")
            return nil
        }
        var steps: [(key: PriceEntry.Key, step: FiledLadders.Step)] = []
        for (key, (column, _, amount)) in zip(keys, row.prices) {
            guard let key else { continue }
            if let fault = fault(of: row, beside: ladders[key]) {
                report.error(row.line, fault.column, fault.code, fault.message)
                return nil
            }
            let known = ladders[key]?.steps(from: row.validFrom) ?? []
            let before = known.first { $0.minimum == row.minimum }
            if before != nil || steps.contains(where: { $0.key == key }) {
                report.error(
                    row.line, column, "price_repeated",
                    "The price of the \(key.unit) from \(row.minimum) on stands on line "
                        + "\(before?.line ?? row.line) already.")
                return nil
            }
            if known.count >= PricingRules.breaks {
                report.error(
                    row.line, "minimum_quantity", "too_many_steps",
                    "A ladder has at most \(PricingRules.breaks) steps.")
                return nil
            }
            steps.append(
                (key, FiledLadders.Step(minimum: row.minimum, amount: amount, line: row.line)))
        }
        return steps
    }

    /// Why a row doesn't go with the ladders that the rows before it made.
    private func fault(
        of row: PriceRow, beside ladders: FiledLadders?
    ) -> (column: String, code: String, message: String)? {
        guard let ladders else { return nil }
        if ladders.kind != row.kind || ladders.baseList != row.baseList.flatMap({ lists[$0] }) {
            return (
                "kind", "kinds_mixed", "The steps of one ladder are of one kind, off one list.")
        }
        if ladders.terms != row.terms {
            return (
                "mode", "terms_mixed",
                "The steps of one ladder have one mode, mix group and quantity rules.")
        }
        if case .set(let instant) = row.validFrom, let from = ladders.from, from != instant {
            return (
                "valid_from", "instants_mixed",
                "One ladder may wait, and on line \(ladders.later[0].line) one waits for "
                    + "\(from.rfc3339): further ones stand on lists of their own.")
        }
        return nil
    }

    mutating func rewind() { (ladders, standing, torn) = ([:], nil, [:]) }

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
        var terms: [PriceEntry.Key: EntryTermChanges] = [:]
        for key in rows.lazy.flatMap(\.keys) {
            // A ladder is taken out when it is written; later rows of it find none.
            guard let ladder = ladders.removeValue(forKey: key) else { continue }
            guard let entry = ladder.entry(key, over: standing?[key]?.entry) else { continue }
            var said = ladder.terms
            said.next = ladder.next
            terms[key] = said
            entries.append(entry)
        }
        if !entries.isEmpty {
            let writer = EntryWriter(organization: context.caller.organization, list: list)
            let found = try await writer.apply(
                entries, terms: terms, over: standing, effect)
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
