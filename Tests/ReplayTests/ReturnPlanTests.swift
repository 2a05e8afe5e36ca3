import Testing

@testable import dray

@Suite("What goes back of a month of sales")
struct ReturnPlanTests {
    private static let packs: [String: Int64] = ["gin": 6, "rum": 12]

    private func plan(_ rows: [[String]]) -> (plan: MonthPlan, returns: [PlannedReturn]) {
        let plan = MonthPlan(SalesMonth(rows: rows), packs: Self.packs)
        return (plan, ReturnPlan(plan, invoices: Array(plan.month.invoices.indices)).returns)
    }

    @Test("A row goes back from the latest line of the store at that price, not after that day")
    func sources() {
        let (_, returns) = plan([
            ["2022-09-01", "INV-100001", "7", "gin", "6", "6000"],
            ["2022-09-02", "INV-200001", "7", "rum", "12", "12000"],
            ["2022-09-02", "INV-200002", "7", "gin", "6", "6000"],
            ["2022-09-03", "INV-300001", "8", "gin", "6", "6000"],
            ["2022-09-03", "RINV-400001", "7", "gin", "-4", "-4000"],
            ["2022-09-04", "RINV-500001", "7", "gin", "-4", "-4000"],
            ["2022-09-05", "INV-600001", "7", "gin", "6", "6000"],
        ])
        #expect(returns.map(\.source) == [1, 0])
        #expect(returns.map { $0.lines[0].source?.line } == [2, 1])
        #expect(returns.allSatisfy { $0.lines[0].chargedBefore == 0 })
    }

    @Test("What fits no line is stated, with what was charged before the month")
    func stated() {
        let (_, returns) = plan([
            ["2022-09-01", "INV-100001", "7", "gin", "6", "6000"],
            ["2022-09-02", "RINV-200001", "7", "gin", "-2", "-1800"],
            ["2022-09-02", "RINV-200002", "7", "rum", "-1", "-1100"],
            ["2022-09-03", "RINV-300001", "7", "gin", "-6", "-6000"],
            ["2022-09-04", "RINV-400001", "7", "gin", "-5", "-4500"],
        ])
        // The whole line goes back to its order; all else was charged before.
        #expect(returns.map(\.source) == [nil, 0, nil])
        #expect(returns[0].lines.map(\.chargedBefore) == [1_800, 1_100])
        #expect(returns[2].lines.map(\.chargedBefore) == [4_500])
    }

    @Test("Of a return too, a row above zero is goods that were sold")
    func correction() throws {
        let (plan, returns) = plan([
            ["2022-09-01", "RINV-100001", "7", "gin", "-6", "-6000"],
            ["2022-09-01", "RINV-100002", "7", "rum", "2", "1680"],
        ])
        #expect(try #require(plan.order(0)).cents == 1_680)
        #expect(returns.map(\.cents) == [6_000])
        let tally = MonthTally(plan, invoices: [0])
        #expect(tally.expected.orders == 1 && tally.expected.returns == 1)
        #expect(tally.expected.netCents == 1_680 - 6_000)
    }

    @Test("Nothing is asked back beyond what was charged, nor more of a line than there is",
        arguments: 0..<100)
    func bounds(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ limit: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % limit)
        }
        let rows = (0..<80).map { row in
            let isReturn = random(3) == 0
            let bottles = (1 + random(12)) * (isReturn ? -1 : 1)
            return [
                "2022-09-0\(1 + random(6))", "\(isReturn ? "RINV" : "INV")-\(row)00001",
                "\(random(2))", ["gin", "rum"][random(2)], "\(bottles)",
                "\(bottles * (900 + 100 * random(2)))",
            ]
        }
        let (plan, returns) = plan(rows)
        var left: [PlannedReturnLine.Source: Int64] = [:]
        var charged: [[Int]: Int64] = [:]
        for place in plan.month.invoices.indices {
            for (number, line) in (plan.order(place)?.lines ?? []).enumerated() {
                left[.init(invoice: place, line: Int32(number + 1))] = line.bottles
                charged[[plan.month.invoices[place].store, line.item], default: 0] += line.cents
            }
        }
        for one in returns {
            for line in one.lines {
                let key = [plan.month.invoices[one.invoice].store, line.item]
                if let source = line.source { left[source, default: 0] -= line.bottles }
                charged[key, default: 0] -= line.cents - line.chargedBefore
            }
            #expect(Set(one.lines.compactMap(\.source)).count
                == one.lines.compactMap(\.source).count, "seed \(seed)")
        }
        #expect(left.values.allSatisfy { $0 >= 0 }, "seed \(seed)")
        #expect(charged.values.allSatisfy { $0 >= 0 }, "seed \(seed)")
    }
}
