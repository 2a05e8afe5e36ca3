import Bedrock
import Exchange
import Platform
import Postgres
import PriceEngine
import Wire

/// Brings in a file of price lists: their currencies, windows, priorities, minimums and whom they
/// are for. A list is found by its name, and made where there is none. Its prices are another file.
struct PriceListImporter: Importer {
    static let kind = ImportKind.priceLists
    static let key = "name"
    static let columns = FiledPriceList.columns

    /// On which line each list stands.
    private var lines: [String: Int] = [:]

    init() {}

    mutating func read(_ record: ImportRecord, _ report: inout ImportReport) -> FiledPriceList? {
        FiledPriceList(record, &report)
    }

    mutating func check(
        _ rows: [FiledPriceList], _ effect: borrowing Effect, _ context: Context<Member>,
        _ report: inout ImportReport
    ) async throws(Problem) -> [FiledPriceList] {
        let own = context.caller.organization
        var trip = Trip()
        let found = trip.add(PriceListFileStatements.named, own, rows.map(\.name))
        let audiences = trip.add(
            PriceListFileStatements.audiences, own, Array(Set(rows.flatMap { $0.channels ?? [] })),
            Array(Set(rows.flatMap { $0.groups ?? [] })),
            Array(Set(rows.flatMap { $0.companies ?? [] })),
            rows.flatMap { $0.companies ?? [] }.compactMap { ID<Company>($0)?.uuid })
        try await effect.send(trip)
        let known = Dictionary(found.rows.map { ($0.name, $0) }) { first, _ in first }
        let names = AudienceNames(audiences.rows)
        var good: [FiledPriceList] = []
        for var row in rows {
            if let first = lines[row.name], first != row.line {
                report.error(
                    row.line, "name", "list_repeated", "The list stands on line \(first) already.")
                continue
            }
            lines[row.name] = row.line
            row.known = known[row.name]
            row.next = next(row, names, context, &report)
            if !report.isBad(row.line), row.next != nil { good.append(row) }
        }
        return good
    }

    /// The list as the row has it; what can't stand is reported.
    private func next(
        _ row: FiledPriceList, _ names: AudienceNames, _ context: Context<Member>,
        _ report: inout ImportReport
    ) -> PriceListView? {
        guard let currency = row.known?.currency ?? row.currency,
            let purpose = row.purpose ?? row.known?.purpose
        else {
            report.error(
                row.line, row.currency == nil ? "currency" : "purpose", "list_incomplete",
                "There is no such list, and a new one has a currency and a purpose.")
            return nil
        }
        if let given = row.currency, given != currency {
            report.error(
                row.line, "currency", "currency_fixed",
                "The list's prices are in \(currency.code).")
        }
        var list =
            row.known
            ?? PriceListView(
                id: .make(at: context.now), name: row.name, currency: currency, purpose: purpose,
                validFrom: nil, validUntil: nil, priority: 0, caseServesBottles: false,
                orderMinimum: nil, orderMinimumQuantity: nil, assignments: [],
                createdAt: context.now, updatedAt: context.now, version: 1)
        list.purpose = purpose
        list.validFrom = row.validFrom.applied(to: list.validFrom)
        list.validUntil = row.validUntil.applied(to: list.validUntil)
        list.priority = row.priority ?? list.priority
        list.caseServesBottles = row.caseServesBottles ?? list.caseServesBottles
        list.orderMinimumQuantity = row.orderMinimumQuantity.applied(to: list.orderMinimumQuantity)
        switch row.orderMinimum {
        case .unchanged: break
        case .cleared: list.orderMinimum = nil
        case .set(let text):
            list.orderMinimum = DecimalText.read(text, places: currency.exponent)
            if !(1...1_000_000_000_000).contains(list.orderMinimum ?? 0) {
                report.error(
                    row.line, "order_minimum", "number",
                    "'\(text.prefix(40))' is not an amount such as 23.36.")
            }
        }
        if let from = list.validFrom, let until = list.validUntil, from >= until {
            report.error(
                row.line, "valid_until", "range", "It must come after the beginning.")
        }
        list.assignments = row.assignments(list.assignments, names, &report)
        return list
    }

    mutating func rewind() { lines = [:] }

    mutating func write(
        _ rows: [FiledPriceList], _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> [ImportOutcome] {
        let own = context.caller.organization
        var trip = Trip()
        let outcomes = rows.map { row -> ImportOutcome in
            guard let next = row.next else { return .unchanged }
            guard let known = row.known else {
                insert(next, own, context, &trip)
                return .created
            }
            guard !known.isSame(as: next) else { return .unchanged }
            update(next, after: known, own, context, &trip)
            return .updated
        }
        if trip.count > 0 { try await effect.send(trip) }
        return outcomes
    }

    private func insert(
        _ list: PriceListView, _ own: ID<Organization>, _ context: Context<Member>,
        _ trip: inout Trip
    ) {
        trip.add(
            PriceListStatements.insert, own, list.id, list.name, list.currency.code,
            list.purpose.rawValue, list.validFrom, list.validUntil, list.priority,
            list.caseServesBottles, list.orderMinimum, context.now, list.orderMinimumQuantity)
        assign(list, own, &trip)
        context.recordList(PricingEvents.listCreated, list.id, &trip) { json in
            json.key("name")
            json.write(list.name)
        }
    }

    private func update(
        _ list: PriceListView, after known: PriceListView, _ own: ID<Organization>,
        _ context: Context<Member>, _ trip: inout Trip
    ) {
        let version = list.version + 1
        trip.add(
            PriceListStatements.update, own, list.id, list.name, list.purpose.rawValue,
            list.validFrom, list.validUntil, list.priority, list.caseServesBottles,
            list.orderMinimum, context.now, version, list.orderMinimumQuantity)
        if Set(list.assignments) != Set(known.assignments) {
            trip.add(PriceListStatements.unassign, own, list.id)
            assign(list, own, &trip)
        }
        context.recordList(PricingEvents.listEdited, list.id, &trip) { json in
            json.key("version")
            json.write(Int64(version))
        }
    }

    private func assign(_ list: PriceListView, _ own: ID<Organization>, _ trip: inout Trip) {
        guard !list.assignments.isEmpty else { return }
        let columns = list.assignments.columns
        trip.add(
            PriceListStatements.assign, own, list.id, columns.audiences, columns.ids,
            columns.roles)
    }
}

extension PriceListView {
    /// Whether another says the same of the list, whatever their versions are.
    fileprivate func isSame(as other: PriceListView) -> Bool {
        purpose == other.purpose && validFrom == other.validFrom
            && validUntil == other.validUntil && priority == other.priority
            && caseServesBottles == other.caseServesBottles && orderMinimum == other.orderMinimum
            && orderMinimumQuantity == other.orderMinimumQuantity
            && Set(assignments) == Set(other.assignments)
    }
}
