import Bedrock
import PriceEngine
import Testing

@Suite("What a catalogue shows of a price")
struct ShelfTests {
    private func shelf(_ shop: Shop, _ unit: SaleUnit = .base) -> ShelfPrice {
        let request = PricingRequest(
            buyer: shop.buyer, instant: shop.instant, currency: .usd,
            lines: [RequestedLine(variant: Shop.id("gin"), unit: unit, quantity: 1)])
        return shop.rows.compiled().shelf(request)[0]
    }

    private func shop(
        _ breaks: [(Int64, Int64)], mode: BreakMode = .volume, rule: QuantityRule? = nil
    ) -> Shop {
        var shop = Shop()
        shop.variant("gin", packs: [PackRow("case", 12)])
        shop.list("a", to: .everybody)
        shop.price(
            "gin", on: "a", breaks.map { PriceBreak($0.0, .fixed($0.1)) }, mode: mode, rule: rule)
        return shop
    }

    private func steps(_ shelf: ShelfPrice) -> [[Int64]] {
        shelf.ladder.map { [$0.quantity, $0.unitPrice.amount] }
    }

    @Test("what is sold from two on is shown at the price of two, with its ladder")
    func fromTwo() {
        let shelf = shelf(shop([(2, 1_000), (8, 900)]))
        #expect(shelf.line.quantity == 2)
        #expect(shelf.line.each == 1_000)
        #expect(steps(shelf) == [[2, 1_000], [8, 900]])
        #expect(shelf.nextQuantity == 8)
    }

    @Test("the next quantity that pays is one that can be had")
    func multiples() {
        let sixes = shelf(shop([(1, 1_000), (10, 900)], rule: QuantityRule(multiple: 6)))
        #expect(sixes.line.quantity == 6)
        #expect(steps(sixes) == [[6, 1_000], [12, 900]])
        #expect(sixes.nextQuantity == 12)
        let few = shelf(shop([(1, 1_000), (10, 900)], rule: QuantityRule(maximum: 9)))
        #expect(steps(few) == [[1, 1_000]])
        #expect(few.nextQuantity == nil)
        let many = shelf(shop([(1, 1_000), (10, 900)], rule: QuantityRule(minimum: 12)))
        #expect(many.line.quantity == 12)
        #expect(many.line.each == 900)
        #expect(steps(many) == [[12, 900]])
        #expect(many.nextQuantity == nil)
    }

    @Test("a break that costs more doesn't pay, and the one behind it may")
    func rising() {
        #expect(shelf(shop([(1, 1_000), (10, 1_100)])).nextQuantity == nil)
        #expect(shelf(shop([(1, 1_000), (10, 1_100), (20, 950)])).nextQuantity == 20)
    }

    @Test("a case cut in two by a graduated ladder costs what its two parts do")
    func graduated() {
        let cases = shelf(shop([(1, 1_000), (10, 900)], mode: .graduated), .cases)
        #expect(cases.line.each == 11_700)
        #expect(steps(cases) == [[1, 11_700], [2, 10_800]])
        #expect(cases.mode == .graduated)
        #expect(cases.nextQuantity == 2)
        let bottles = shelf(shop([(1, 1_000), (10, 900)], mode: .graduated))
        #expect(steps(bottles) == [[1, 1_000], [10, 900]])
        #expect(bottles.nextQuantity == 10)
    }

    @Test("a closer list that begins further up is the next that pays, where it is cheaper")
    func closerList() {
        var shop = shop([(1, 1_000)])
        shop.list("b", to: .role("retailer"))
        shop.price("gin", on: "b", [PriceBreak(6, .fixed(800))])
        #expect(shelf(shop).nextQuantity == 6)
        #expect(shelf(shop).line.each == 1_000)
        shop.rows.mode = .lowest
        #expect(shelf(shop).nextQuantity == 6)
    }

    @Test("in the mode lowest another list's break pays as its own")
    func lowest() {
        var shop = shop([(1, 1_000)])
        shop.rows.mode = .lowest
        shop.list("b", to: .role("retailer"))
        shop.price("gin", on: "b", [PriceBreak(1, .fixed(1_200)), PriceBreak(24, .fixed(700))])
        #expect(shelf(shop).nextQuantity == 24)
    }

    @Test("a list that takes off another has the other's steps: what it comes to turns there")
    func reference() {
        var shop = shop([(1, 1_000), (6, 900), (12, 900)])
        shop.list("b", to: .role("retailer"))
        shop.price(
            .wholeList, on: "b",
            [PriceBreak(1, .percentOff(list: Shop.id("a"), basisPoints: 1_000))])
        #expect(steps(shelf(shop)) == [[1, 900], [6, 810]])
        #expect(shelf(shop).nextQuantity == 6)
        // One off the one that is off another, and in a circle with itself.
        shop.list("c", to: .company(Shop.id("corner")))
        shop.buyer = Buyer(company: Shop.id("corner"), role: "retailer")
        shop.price(
            .wholeList, on: "c",
            [
                PriceBreak(1, .percentOff(list: Shop.id("b"), basisPoints: 5_000)),
                PriceBreak(24, .percentOff(list: Shop.id("b"), basisPoints: 6_000)),
            ])
        #expect(steps(shelf(shop)) == [[1, 450], [6, 405], [24, 324]])
        #expect(shelf(shop).nextQuantity == 6)
        shop.price(
            "gin", on: "c", [PriceBreak(1, .percentOff(list: Shop.id("c"), basisPoints: 1))])
        #expect(shelf(shop).nextQuantity == 6)
    }

    @Test("a promotion that begins at a quantity pays from there, in the unit that is asked for")
    func promotion() {
        var shop = shop([(1, 1_000)])
        shop.promote("two dozen", .percentOff(basisPoints: 1_000)) { $0.threshold = .quantity(24) }
        #expect(shelf(shop).nextQuantity == 24)
        #expect(shelf(shop, .cases).nextQuantity == 2)
    }

    @Test("what has no price in any quantity has no ladder and nothing that pays")
    func unpriced() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("a", to: .everybody)
        let shelf = shelf(shop)
        #expect(shelf.line.unitPrice == nil)
        #expect(shelf.ladder.isEmpty && shelf.nextQuantity == nil && shelf.mode == nil)
    }

    @Test("nothing below the next quantity pays, by trying every one")
    func tried() {
        for trial in 0..<100 {
            let seed = Trials.seed &+ UInt64(trial)
            var dice = Dice(seed: seed)
            let (breaks, rule) = Self.ladder(&dice)
            let shop = shop(breaks, rule: rule)
            let unit = Bool.random(using: &dice) ? SaleUnit.cases : .base
            let lines = (1...120).map { shop.line("gin", $0, unit) }
            let had = lines.filter { $0.problems.isEmpty && $0.unitPrice != nil }
            let shelf = shelf(shop, unit)
            guard let first = had.first else {
                #expect(shelf.nextQuantity == nil, "DRAY_SEED=\(seed)")
                continue
            }
            #expect(shelf.line.quantity == first.quantity, "DRAY_SEED=\(seed)")
            let cheaper = had.first { line in
                (line.total ?? 0) * first.quantity < (first.total ?? 0) * line.quantity
            }
            #expect(shelf.nextQuantity == cheaper?.quantity, "DRAY_SEED=\(seed)")
        }
    }

    private static func ladder(_ dice: inout Dice) -> ([(Int64, Int64)], QuantityRule) {
        var breaks: [(Int64, Int64)] = []
        var from = Int64.random(in: 0...2, using: &dice)
        for _ in 0...Int.random(in: 0...3, using: &dice) {
            from += Int64.random(in: 1...12, using: &dice)
            breaks.append((from, 10 * Int64.random(in: 50...100, using: &dice)))
        }
        func maybe(_ range: ClosedRange<Int64>) -> Int64? {
            Int.random(in: 0...2, using: &dice) == 0 ? .random(in: range, using: &dice) : nil
        }
        let rule = QuantityRule(
            minimum: maybe(1...20), maximum: maybe(40...80), multiple: maybe(2...7))
        return (breaks, rule)
    }
}
