/// Goods that went back, as a row of the file has them.
struct PlannedReturnLine: Equatable, Sendable {
    /// The item's place in the month.
    let item: Int
    /// How many, and what was given back for them: both above zero.
    let bottles: Int64
    let cents: Int64
    /// The line of the invoice it went back from; nil where no line of the month fits.
    var source: Source?
    /// What of it the month charged to nobody: another system did, before.
    var chargedBefore: Int64 = 0

    /// A line of an order of the month, by its place there.
    struct Source: Hashable, Sendable {
        let invoice: Int
        /// From 1, among the order's lines.
        let line: Int32
    }
}

/// A return to be requested: of one order, or of none that is known.
struct PlannedReturn: Sendable {
    /// The return invoice's place in the month.
    let invoice: Int
    /// The invoice that was bought; nil where the wholesaler states what comes back.
    let source: Int?
    var lines: [PlannedReturnLine]

    var bottles: Int64 { lines.reduce(0) { $0 + $1.bottles } }
    var cents: Int64 { lines.reduce(0) { $0 + $1.cents } }
}

/// What goes back of a month's orders.
///
/// A row goes back from the latest order line of the store that had the item at that very price
/// not after that day, and has as many bottles left. What fits no line is stated by the
/// wholesaler; as far as the month charged the store not so much for the item, what was charged
/// before is stated with it.
struct ReturnPlan: Sendable {
    private(set) var returns: [PlannedReturn] = []

    /// Reads it off the plan of a month, for some of its invoices.
    init(_ plan: MonthPlan, invoices: [Int]) {
        var shelf = Shelf(plan, invoices: invoices)
        let rows = invoices.map { (invoice: $0, lines: plan.returned($0)) }
        // What fits a line takes it first: what is stated lives on what is left.
        let placed = rows.map { row in
            var used: Set<PlannedReturnLine.Source> = []
            return row.lines.map { line in
                var line = line
                line.source = shelf.take(
                    line, of: plan.month.invoices[row.invoice], besides: used)
                if let source = line.source { used.insert(source) }
                return line
            }
        }
        for (row, lines) in zip(rows, placed) where !lines.isEmpty {
            let store = plan.month.invoices[row.invoice].store
            var parts: [PlannedReturn] = []
            for var line in lines {
                if line.source == nil {
                    line.chargedBefore = shelf.state(line, of: store)
                }
                let source = line.source?.invoice
                if let place = parts.firstIndex(where: { $0.source == source }) {
                    parts[place].lines.append(line)
                } else {
                    parts.append(
                        PlannedReturn(invoice: row.invoice, source: source, lines: [line]))
                }
            }
            returns += parts
        }
    }
}

/// What each store bought of each item, less what went back.
private struct Shelf {
    private struct Key: Hashable {
        let store: Int
        let item: Int
    }

    private struct Bought {
        let source: PlannedReturnLine.Source
        let day: Int
        let bottles: Int64
        let cents: Int64
        var left: Int64
    }

    private var bought: [Key: [Bought]] = [:]
    /// What was charged and is not given back, in cents.
    private var charged: [Key: Int64] = [:]

    init(_ plan: MonthPlan, invoices: [Int]) {
        let wanted = Set(
            invoices.flatMap { place in
                plan.returned(place).map {
                    Key(store: plan.month.invoices[place].store, item: $0.item)
                }
            })
        for place in invoices {
            guard let order = plan.order(place) else { continue }
            let invoice = plan.month.invoices[place]
            for (number, line) in order.lines.enumerated() {
                let key = Key(store: invoice.store, item: line.item)
                guard wanted.contains(key) else { continue }
                charged[key, default: 0] += line.cents
                bought[key, default: []].append(
                    Bought(
                        source: .init(invoice: place, line: Int32(number + 1)),
                        day: invoice.day, bottles: line.bottles, cents: line.cents,
                        left: line.bottles))
            }
        }
    }

    /// The line that the row went back from, which has so much less of it now; a request names
    /// each line once.
    mutating func take(
        _ line: PlannedReturnLine, of invoice: SalesInvoice,
        besides used: Set<PlannedReturnLine.Source>
    ) -> PlannedReturnLine.Source? {
        let key = Key(store: invoice.store, item: line.item)
        guard var lines = bought[key] else { return nil }
        let fitting = lines.indices.filter { place in
            let one = lines[place]
            return one.day <= invoice.day && one.left >= line.bottles
                && !used.contains(one.source)
                && one.cents * line.bottles == line.cents * one.bottles
        }
        guard let place = fitting.max(by: { lines[$0].day < lines[$1].day }) else { return nil }
        lines[place].left -= line.bottles
        bought[key] = lines
        charged[key, default: 0] -= line.cents
        return lines[place].source
    }

    /// Gives the row back out of all that the store was charged for the item; answers what of it
    /// is beyond that.
    mutating func state(_ line: PlannedReturnLine, of store: Int) -> Int64 {
        let key = Key(store: store, item: line.item)
        let left = charged[key, default: 0]
        charged[key] = max(0, left - line.cents)
        return max(0, line.cents - left)
    }
}
