import Bedrock
import PriceEngine
import Testing

@Suite("The engine agrees with an oracle that is slow and obviously right")
struct OracleTests {
    private static let shards = 4

    @Test("on every field of every line of random baskets", arguments: 0..<shards)
    func agreesOnRandomBooks(shard: Int) throws {
        var met = Coverage()
        var failures = 0
        for trial in stride(from: shard, to: Trials.count, by: OracleTests.shards) {
            let seed = Trials.seed &+ UInt64(trial)
            failures += agree(RandomBook(seed: seed), seed, &met)
            try #require(failures < 3, "enough differences to work on")
        }
        if Trials.count >= 4_000 { met.requireEverything() }
    }

    @Test("where prices reach 10¹² and quantities 10⁹")
    func agreesOnExtremes() throws {
        var met = Coverage()
        var failures = 0
        for trial in 0..<Trials.count / 10 {
            let seed = Trials.seed &+ UInt64(trial)
            failures += agree(RandomBook(seed: seed, isExtreme: true), seed, &met)
            try #require(failures < 3, "enough differences to work on")
        }
    }

    /// 1 where they differ.
    private func agree(_ random: RandomBook, _ seed: UInt64, _ met: inout Coverage) -> Int {
        var random = random
        let rows = random.book()
        let request = random.request(rows)
        let basket = rows.compiled().price(request)
        met.note(basket)
        let differences = compare(rows, basket, request)
        if differences.isEmpty { return 0 }
        Issue.record("DRAY_SEED=\(seed) DRAY_PRICING_CASES=1: \(differences)")
        return 1
    }

    /// What engine and oracle say differently.
    private func compare(
        _ rows: BookRows, _ basket: PricedBasket, _ request: PricingRequest
    ) -> [String] {
        let (expected, promotions, levies) = Oracle(rows: rows, request: request).price()
        var differences: [String] = []
        func check<T: Equatable>(_ what: String, _ line: Int, _ got: T, _ want: T) {
            if got != want {
                differences.append(
                    "line \(line) of \(request.lines.count), \(what): \(got), not \(want)")
            }
        }
        check("lines", -1, basket.lines.count, expected.count)
        check("promotions", -1, basket.promotions.map(OracleStep.init), promotions)
        let basketLevies = basket.levies.map { OracleBasket($0) }
        check("levies", -1, basketLevies?.sums, levies?.sums)
        check("taxes by code", -1, basketLevies?.byCode, levies?.byCode)
        if levies?.sums != nil { check("deposits", -1, basketLevies, levies) }
        for (index, (line, oracle)) in zip(basket.lines, expected).enumerated() {
            check("problems", index, line.problems, oracle.problems)
            check("base quantity", index, line.baseQuantity, oracle.baseQuantity)
            check("list total", index, line.listTotal?.amount, oracle.listTotal)
            check("line total", index, line.lineTotal?.amount, oracle.lineTotal)
            check("unit price", index, line.unitPrice?.amount, oracle.unitPrice)
            check("levies", index, line.levies.map { OracleLevies($0) }, oracle.levies)
            let trace = line.trace
            check("traced", index, trace != nil, oracle.lineTotal != nil)
            guard oracle.lineTotal != nil else { continue }
            check(
                "promotions", index, trace?.promotions.map(OracleStep.init), oracle.promotions)
            check("list", index, trace?.list.list, oracle.list)
            check("audience", index, trace?.list.audience, oracle.audience)
            check("runner-up", index, trace?.list.over, oracle.over)
            check("break", index, trace?.ladder.reached, oracle.reached)
            check("counted", index, trace?.ladder.counted, oracle.counted)
            check("add", index, trace?.ladder.next?.add, oracle.next?.add)
            check(
                "next price", index, trace?.ladder.next?.unitPrice.amount,
                oracle.next?.unitPrice)
        }
        let sum = expected.reduce(0 as Int128) { $0 + Int128($1.lineTotal ?? 0) }
        check("total", -1, basket.total?.amount, Int64(exactly: sum))
        return differences
    }
}

/// Which parts of the semantics random cases came upon: an agreement about nothing is none.
private struct Coverage {
    private static let parts: Set<String> = [
        "mixed", "graduated", "percent off", "cost plus", "next break", "as base units",
        "share of pack", "category", "whole list", "rounded", "over by specificity",
        "over by priority", "over by id", "over by lower_price", "unknown_variant",
        "unknown_unit", "invalid_quantity", "amount_overflow", "below_minimum",
        "above_maximum", "not_multiple", "below_order_amount", "below_order_quantity",
        "no_list_applies", "no_entry", "below_first_break", "unresolved_reference",
        "line applied", "order applied", "shipping applied", "counts towards",
        "outside_hours", "not_first_order", "exhausted", "at_break", "other_unit",
        "below_quantity", "below_amount", "nothing_to_give", "not_bought", "saves_nothing",
        "unmeasured", "excise", "included tax", "compound tax", "container", "deposit", "empties",
        "refused empties", "taxed deposit", "outdone", "exclusive", "less_than_together",
    ]
    private var met: Set<String> = []

    mutating func note(_ basket: PricedBasket) {
        for line in basket.lines {
            for problem in line.problems {
                if case .noPrice(let reason) = problem {
                    met.insert(reason.slug)
                } else {
                    met.insert(problem.slug)
                }
            }
            if let trace = line.trace { note(trace) }
        }
        for step in basket.promotions { note(step) }
        if let levies = basket.levies { note(levies) }
    }

    private mutating func note(_ step: PromotionStep) {
        switch step.outcome {
        case .refused(let why): met.insert(why.slug)
        case .applied(let saved):
            met.insert(saved.amount > 0 ? "\(step.stage) applied" : "counts towards")
        }
    }

    private mutating func note(_ levies: BasketLevies) {
        if !levies.refusedEmpties.isEmpty { met.insert("refused empties") }
        for line in levies.deposits {
            met.insert(line.count < 0 ? "empties" : "deposit")
            if !line.taxes.isEmpty { met.insert("taxed deposit") }
        }
    }

    private mutating func note(_ levies: LineLevies) {
        if !levies.excises.isEmpty { met.insert("excise") }
        if !levies.containers.isEmpty { met.insert("container") }
        for tax in levies.taxes {
            if tax.isInclusive { met.insert("included tax") }
            if tax.isCompound && !tax.isInclusive { met.insert("compound tax") }
        }
    }

    private mutating func note(_ trace: PriceTrace) {
        if let levies = trace.levies { note(levies) }
        for step in trace.promotions { note(step) }
        if trace.ladder.isMixed { met.insert("mixed") }
        if trace.ladder.mode == .graduated { met.insert("graduated") }
        if trace.ladder.next != nil { met.insert("next break") }
        if trace.ladder.scope == .category { met.insert("category") }
        if trace.ladder.scope == .wholeList { met.insert("whole list") }
        if trace.rounding != 0 { met.insert("rounded") }
        if let over = trace.list.over { met.insert("over by \(over.because.rawValue)") }
        switch trace.ladder.price {
        case .fixed: break
        case .percentOff: met.insert("percent off")
        case .costPlus: met.insert("cost plus")
        }
        switch trace.unit {
        case .asAsked: break
        case .asBaseUnits: met.insert("as base units")
        case .shareOfPack: met.insert("share of pack")
        }
    }

    func requireEverything() {
        #expect(Coverage.parts.subtracting(met).sorted() == [], "random books never meet these")
    }
}
