import Wire

/// The four numbers that have to be equal.
struct MonthFigures: Equatable, Sendable {
    var orders: Int64 = 0
    var lines: Int64 = 0
    var bottles: Int64 = 0
    var cents: Int64 = 0

    mutating func add(_ order: PlannedOrder) {
        orders += 1
        lines += Int64(order.lines.count)
        bottles += order.bottles
        cents += order.cents
    }
}

/// What was left out for one reason.
struct LeftOut: Sendable {
    let reason: LeftOutReason
    /// Invoices of which nothing is left; their lines count below as well.
    var invoices: Int64 = 0
    var lines: Int64 = 0
    var bottles: Int64 = 0
    var cents: Int64 = 0
    var examples: [String] = []

    init(_ reason: LeftOutReason) { self.reason = reason }

    mutating func note(_ example: String) {
        if examples.count < 5, examples.last != example { examples.append(example) }
    }

    var json: JSON {
        .members(
            ("reason", .string(reason.rawValue)), ("invoices", .integer(invoices)),
            ("lines", .integer(lines)), ("bottles", .integer(bottles)),
            ("cents", .integer(cents)), ("examples", .texts(examples)))
    }
}

/// The figures of a selection of invoices: what the file says, what of it is left out, and so
/// what is expected.
struct MonthTally: Sendable {
    private(set) var file = MonthFigures()
    private(set) var leftOut: [LeftOut] = []
    private(set) var expected = MonthFigures()

    init(_ plan: MonthPlan, invoices: [Int]) {
        var reasons: [LeftOutReason: LeftOut] = [:]
        for place in invoices {
            let invoice = plan.month.invoices[place]
            var last: LeftOutReason?
            var isWhole = true
            file.orders += 1
            for (line, verdict) in zip(invoice.lines, plan.verdicts(on: place)) {
                file.lines += 1
                file.bottles += line.bottles
                file.cents += line.cents
                guard case .leftOut(let reason) = verdict else {
                    isWhole = false
                    continue
                }
                last = reason
                var entry = reasons[reason] ?? LeftOut(reason)
                entry.lines += 1
                entry.bottles += line.bottles
                entry.cents += line.cents
                entry.note(
                    reason == .returned
                        ? invoice.number
                        : "\(invoice.number) item \(plan.month.items[Int(line.item)])")
                reasons[reason] = entry
            }
            if isWhole, let last { reasons[last]?.invoices += 1 }
        }
        if !plan.month.unreadable.isEmpty {
            var entry = LeftOut(.unreadable)
            for example in plan.month.unreadable { entry.note(example) }
            entry.lines = Int64(plan.month.unreadable.count)
            file.lines += entry.lines
            reasons[.unreadable] = entry
        }
        leftOut = LeftOutReason.allCases.compactMap { reasons[$0] }
        expected = leftOut.reduce(into: file) { figures, entry in
            figures.orders -= entry.invoices
            figures.lines -= entry.lines
            figures.bottles -= entry.bottles
            figures.cents -= entry.cents
        }
    }
}
