import Bedrock
import Testing

@testable import dray

@Suite("The plan of a month of sales")
struct MonthPlanTests {
    private static let packs: [String: Int64] = ["gin": 6, "rum": 12, "keg": 1]

    private func plan(_ rows: [[String]]) -> MonthPlan {
        MonthPlan(SalesMonth(rows: rows), packs: Self.packs)
    }

    @Test("Whole cases are sold as cases, broken ones as bottles")
    func units() throws {
        let plan = plan([
            ["2022-09-01", "INV-100001", "7", "gin", "12", "12000"],
            ["2022-09-01", "INV-100002", "7", "gin", "5", "5000"],
            ["2022-09-01", "INV-100003", "7", "keg", "2", "20000"],
        ])
        let lines = try #require(plan.order(0)).lines
        #expect(lines.map(\.unit) == [.case, .bottle, .bottle])
        #expect(lines.map(\.quantity) == [2, 5, 2])
        let entries = plan.lists[0].entries
        #expect(entries.map(\.unit) == [.bottle, .bottle], "a case is priced as its bottles")
        #expect(entries.map(\.amount) == [1000, 10000])
    }

    @Test("A case whose price is no whole price a bottle has an entry of its own")
    func casePrice() {
        let plan = plan([["2022-09-01", "INV-100001", "7", "gin", "6", "24740"]])
        #expect(
            plan.lists[0].entries
                == [PlannedList.Entry(item: 0, unit: .case, amount: 24740)])
    }

    @Test("Days at another price are dated, a store's own price is a contract")
    func deviations() {
        var rows: [[String]] = []
        for day in 1...6 {
            for store in 1...3 {
                let cents = day == 3 || day == 4 ? 900 : day == 5 && store == 2 ? 800 : 1000
                rows.append([
                    "2022-09-0\(day)", "INV-\(day)\(store)00001", "\(store)", "gin", "1",
                    "\(cents)",
                ])
            }
        }
        let plan = plan(rows)
        #expect(
            plan.lists.map(\.name) == [
                "Wholesale 2022-09-01 to 2022-09-06", "Prices 2022-09-03 to 2022-09-04",
                "Store 2 on 2022-09-05",
            ])
        #expect(plan.lists.map { $0.entries[0].amount } == [1000, 900, 800])
    }

    @Test("What can't be posted is left out by name, and what is left adds up")
    func leftOut() {
        let plan = plan([
            ["2022-09-01", "INV-100001", "7", "gin", "6", "6000"],
            ["2022-09-01", "INV-100002", "7", "cider", "6", "600"],
            ["2022-09-01", "INV-100003", "7", "rum", "5", "1001"],
            ["2022-09-01", "INV-200001", "7", "cider", "1", "100"],
            ["2022-09-02", "RINV-300001", "7", "gin", "-6", "-6000"],
            ["2022-09-02", "INV-400001", "8", "gin", "6", "6000"],
            ["2022-09-02", "INV-400002", "8", "gin", "6", "5400"],
            ["2022-09-02", "INV-400003", "8", "gin", "6", "6000"],
            ["2022-09-03", "INV-500001", "8", "gin", "zero", "6000"],
        ])
        let tally = MonthTally(plan, invoices: Array(plan.month.invoices.indices))
        #expect(
            tally.leftOut.map(\.reason) == [.unknownItem, .brokenPrice, .twoPrices, .unreadable])
        #expect(tally.leftOut.map(\.invoices) == [1, 0, 0, 0])
        #expect(tally.leftOut.map(\.lines) == [2, 1, 1, 1])
        var posted = MonthFigures()
        for place in plan.month.invoices.indices {
            if let order = plan.order(place) { posted.add(order) }
        }
        posted.returns = 1
        (posted.returnedLines, posted.returnedBottles, posted.returnedCents) = (1, 6, 6_000)
        #expect(posted == tally.expected)
        #expect(posted.orders == 2 && posted.lines == 3 && posted.bottles == 18)
        #expect(posted.netCents == 12_000)
    }

    @Test("The lists price every planned line to the cent", arguments: 0..<200)
    func listsHold(seed: Int) {
        var random = Seeded(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        let rows = randomRows(&random)
        let plan = plan(rows)
        var posted = MonthFigures()
        for place in plan.month.invoices.indices {
            guard let order = plan.order(place) else { continue }
            posted.add(order)
            for line in order.lines {
                let total = price(line, plan.month.invoices[place], plan)
                #expect(total == line.cents, "seed \(seed): \(line) of \(place)")
            }
        }
        let all = Array(plan.month.invoices.indices)
        for one in ReturnPlan(plan, invoices: all).returns {
            posted.returnedLines += Int64(one.lines.count)
            posted.returnedBottles += one.bottles
            posted.returnedCents += one.cents
        }
        posted.returns = Int64(all.count { !plan.returned($0).isEmpty })
        #expect(posted == MonthTally(plan, invoices: all).expected, "seed \(seed)")
    }

    private func randomRows(_ random: inout Seeded) -> [[String]] {
        let items = ["gin", "rum", "keg", "cider"]
        return (0..<120).map { row in
            let day = Int.random(in: 1...5, using: &random)
            let store = Int.random(in: 1...3, using: &random)
            let item = items[Int.random(in: 0..<4, using: &random)]
            let bottles = [1, 2, 6, 12, 24, -6][Int.random(in: 0..<6, using: &random)]
            let price = [1000, 1000, 1000, 900, 1001][Int.random(in: 0..<5, using: &random)]
            let odd = Int.random(in: 0..<10, using: &random) == 0 ? 1 : 0
            let kind = bottles < 0 ? "RINV" : "INV"
            return [
                "2022-09-0\(day)", "\(kind)-\(day)\(store)\(10000 + row)", "\(store)", item,
                "\(bottles)", "\(bottles * price + odd)",
            ]
        }
    }

    /// What the engine charges: the most specific list, then the one of the higher priority, that
    /// has an entry; within it the unit asked for, else the bottle's.
    private func price(_ line: PlannedLine, _ invoice: SalesInvoice, _ plan: MonthPlan) -> Int64? {
        let at = plan.month.midnight(invoice.day)
        let applying = plan.lists.filter { list in
            guard list.validity.contains(at) else { return false }
            if case .store(let store) = list.audience { return store == invoice.store }
            return true
        }
        let ranked = applying.sorted { first, second in
            let isFirst = first.audience != .retailers, isSecond = second.audience != .retailers
            return isFirst != isSecond ? isFirst : first.priority > second.priority
        }
        for list in ranked {
            let entries = list.entries.filter { $0.item == line.item }
            if let entry = entries.first(where: { $0.unit == line.unit }) {
                return entry.amount * line.quantity
            }
            if let entry = entries.first(where: { $0.unit == .bottle }) {
                return entry.amount * line.bottles
            }
        }
        return nil
    }
}

/// SplitMix64, so that a failing case can be run again by its seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
