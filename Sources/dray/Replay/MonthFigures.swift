import Wire

/// The numbers that have to be equal: what was bought, and what went back.
struct MonthFigures: Equatable, Sendable {
    var orders: Int64 = 0
    var lines: Int64 = 0
    var bottles: Int64 = 0
    var cents: Int64 = 0
    /// Return invoices; what went back stands above zero.
    var returns: Int64 = 0
    var returnedLines: Int64 = 0
    var returnedBottles: Int64 = 0
    var returnedCents: Int64 = 0

    /// What the stores paid in all.
    var netCents: Int64 { cents - returnedCents }

    mutating func add(_ order: PlannedOrder) {
        orders += 1
        lines += Int64(order.lines.count)
        bottles += order.bottles
        cents += order.cents
    }

    /// Adds a row of the file, of either kind.
    mutating func add(_ line: SalesLine, isReturned: Bool) {
        if isReturned {
            returnedLines += 1
            returnedBottles -= line.bottles
            returnedCents -= line.cents
        } else {
            lines += 1
            bottles += line.bottles
            cents += line.cents
        }
    }

    func less(_ other: MonthFigures) -> MonthFigures {
        MonthFigures(
            orders: orders - other.orders, lines: lines - other.lines,
            bottles: bottles - other.bottles, cents: cents - other.cents,
            returns: returns - other.returns,
            returnedLines: returnedLines - other.returnedLines,
            returnedBottles: returnedBottles - other.returnedBottles,
            returnedCents: returnedCents - other.returnedCents)
    }
}

/// What was left out for one reason.
struct LeftOut: Sendable {
    let reason: LeftOutReason
    /// Among them invoices of which nothing is left.
    var figures = MonthFigures()
    var examples: [String] = []

    init(_ reason: LeftOutReason) { self.reason = reason }

    mutating func note(_ example: String) {
        if examples.count < 5, examples.last != example { examples.append(example) }
    }

    var invoices: Int64 { figures.orders + figures.returns }
    var lines: Int64 { figures.lines + figures.returnedLines }
    var bottles: Int64 { figures.bottles - figures.returnedBottles }
    var cents: Int64 { figures.netCents }

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
    private var reasons: [LeftOutReason: LeftOut] = [:]

    init(_ plan: MonthPlan, invoices: [Int]) {
        for place in invoices { add(place, of: plan) }
        if !plan.month.unreadable.isEmpty {
            var entry = LeftOut(.unreadable)
            for example in plan.month.unreadable { entry.note(example) }
            entry.figures.lines = Int64(plan.month.unreadable.count)
            file.lines += entry.figures.lines
            reasons[.unreadable] = entry
        }
        leftOut = LeftOutReason.allCases.compactMap { reasons[$0] }
        expected = leftOut.reduce(file) { $0.less($1.figures) }
    }

    /// An invoice is an order, a return, or both: each counts where it has a row of its kind.
    private mutating func add(_ place: Int, of plan: MonthPlan) {
        let invoice = plan.month.invoices[place]
        var kinds: [Bool: (isWhole: Bool, last: LeftOutReason?)] = [:]
        for (line, verdict) in zip(invoice.lines, plan.verdicts(on: place)) {
            let isReturned = invoice.isReturn && line.bottles < 0
            file.add(line, isReturned: isReturned)
            var kind = kinds[isReturned] ?? (true, nil)
            if case .leftOut(let reason) = verdict {
                kind.last = reason
                var entry = reasons[reason] ?? LeftOut(reason)
                entry.figures.add(line, isReturned: isReturned)
                entry.note("\(invoice.number) item \(plan.month.items[Int(line.item)])")
                reasons[reason] = entry
            } else {
                kind.isWhole = false
            }
            kinds[isReturned] = kind
        }
        for (isReturned, kind) in kinds {
            let one = isReturned ? \MonthFigures.returns : \MonthFigures.orders
            file[keyPath: one] += 1
            if kind.isWhole, let last = kind.last { reasons[last]?.figures[keyPath: one] += 1 }
        }
    }
}
