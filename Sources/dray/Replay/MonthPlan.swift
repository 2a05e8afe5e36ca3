/// A line of an order to be posted, and what it has to come to.
struct PlannedLine: Sendable {
    /// The item's place in the month.
    let item: Int
    let unit: TradeUnit
    let quantity: Int64
    let bottles: Int64
    let cents: Int64
}

/// An invoice as an order to be posted.
struct PlannedOrder: Sendable {
    /// The invoice's place in the month.
    let invoice: Int
    let lines: [PlannedLine]

    var bottles: Int64 { lines.reduce(0) { $0 + $1.bottles } }
    var cents: Int64 { lines.reduce(0) { $0 + $1.cents } }
}

/// Why lines of the file became no order.
enum LeftOutReason: String, CaseIterable, Sendable {
    case unknownItem = "the item is not in the price book"
    case noQuantity = "no bottles were sold, or for less than nothing"
    case brokenPrice = "the line's cents are no whole price of its unit"
    case twoPrices = "the item had two prices for one store, unit and day"
    case unreadable = "the row can't be read"
}

/// What to post of a month, what to leave out, and the price lists that make it come out.
struct MonthPlan: Sendable {
    let month: SalesMonth
    /// Bottles a case by item; nil for items that the catalogue doesn't have.
    let packs: [Int64?]
    let lists: [PlannedList]
    private let contradictions: Set<PricePlan.Contradiction>

    /// Reads the plan off a month; `packs` holds bottles a case by item number.
    init(_ month: SalesMonth, packs: [String: Int64]) {
        self.month = month
        self.packs = month.items.map { packs[$0] }
        var sightings = [[PricePlan.Sighting]](repeating: [], count: month.items.count)
        for (place, invoice) in month.invoices.enumerated() {
            for (index, line) in invoice.lines.enumerated() {
                guard let pack = self.packs[Int(line.item)],
                    case .planned(let planned) = Self.judge(line, pack: pack)
                else { continue }
                sightings[Int(line.item)].append(
                    PricePlan.Sighting(
                        day: invoice.day, store: invoice.store, unit: planned.unit,
                        amount: planned.cents / planned.quantity,
                        place: .init(invoice: place, line: index)))
            }
        }
        let prices = PricePlan(month, sightings: sightings, packs: self.packs)
        lists = prices.lists
        contradictions = prices.contradictions
    }

    /// What becomes of a line.
    enum Verdict {
        case planned(PlannedLine)
        case returned(PlannedReturnLine)
        case leftOut(LeftOutReason)
    }

    /// The verdicts on an invoice's lines, in their order.
    func verdicts(on place: Int) -> [Verdict] {
        let invoice = month.invoices[place]
        return invoice.lines.enumerated().map { index, line in
            guard let pack = packs[Int(line.item)] else { return .leftOut(.unknownItem) }
            if invoice.isReturn, line.bottles < 0, line.cents < 0 {
                return .returned(
                    PlannedReturnLine(
                        item: Int(line.item), bottles: -line.bottles, cents: -line.cents))
            }
            if contradictions.contains(.init(invoice: place, line: index)) {
                return .leftOut(.twoPrices)
            }
            return Self.judge(line, pack: pack)
        }
    }

    /// The order an invoice becomes; nil where none of its lines is left.
    func order(_ place: Int) -> PlannedOrder? {
        let lines = verdicts(on: place).compactMap { verdict -> PlannedLine? in
            if case .planned(let line) = verdict { line } else { nil }
        }
        return lines.isEmpty ? nil : PlannedOrder(invoice: place, lines: lines)
    }

    /// What of an invoice goes back. Of a return too, a row above zero is goods that were sold.
    func returned(_ place: Int) -> [PlannedReturnLine] {
        guard month.invoices[place].isReturn else { return [] }
        return verdicts(on: place).compactMap { verdict in
            if case .returned(let line) = verdict { line } else { nil }
        }
    }

    private static func judge(_ line: SalesLine, pack: Int64) -> Verdict {
        guard line.bottles > 0, line.cents >= 0 else { return .leftOut(.noQuantity) }
        let sold = TradeUnit.of(bottles: line.bottles, pack: pack)
        guard line.cents % sold.quantity == 0 else { return .leftOut(.brokenPrice) }
        return .planned(
            PlannedLine(
                item: Int(line.item), unit: sold.unit, quantity: sold.quantity,
                bottles: line.bottles, cents: line.cents))
    }
}
