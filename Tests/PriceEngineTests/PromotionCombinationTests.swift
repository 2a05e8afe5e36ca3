import Bedrock
import PriceEngine
import Testing

@Suite("Promotions: combination is declared, not discovered, worked by hand")
struct PromotionCombinationTests {
    private static var shop: Shop {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.sell("rum", 700)
        return shop
    }

    private func percent(
        _ shop: inout Shop, _ name: String, _ points: Int32, of variants: [String] = [],
        lane: String = "a", _ edit: (inout PromotionRow) -> Void = { _ in }
    ) {
        shop.promote(name, .percentOff(basisPoints: points), of: variants) {
            $0.lane = lane
            edit(&$0)
        }
    }

    @Test("inside a lane the one that saves the buyer most wins, and the other says by whom")
    func laneWinner() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "five", 500)
        percent(&shop, "ten", 1_000)
        let line = shop.line("gin", 1)
        #expect(line.total == 900)
        #expect(line.refusal(of: "five") == .outdone(by: Shop.id("ten")))
    }

    @Test("what saves the same is decided by priority, then by the lesser id")
    func ties() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "c", 1_000)
        percent(&shop, "b", 1_000)
        #expect(shop.line("gin", 1).saved(by: "b") == 100)
        shop.rows.promotions[0].priority = 1
        #expect(shop.line("gin", 1).saved(by: "c") == 100)
        shop.rows.promotions.reverse()
        #expect(shop.line("gin", 1).saved(by: "c") == 100)
    }

    @Test("a lane's winner takes the lines it matches; the next best has the others")
    func restOfLane() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "gin", 1_000, of: ["gin"])
        percent(&shop, "all", 900)
        // All of both saves 153, gin alone 100.
        #expect(shop.bottles([("gin", 1), ("rum", 1)]).totals == [910, 637])
        // Gin alone saves 1,000, all of it 963: then the rum's line is left to the other.
        #expect(shop.bottles([("gin", 10), ("rum", 1)]).totals == [9_000, 637])
    }

    @Test("lanes follow one another on what remains, in the seller's order, then by name")
    func lanesInSequence() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "half", 5_000, lane: "b")
        shop.promote("off", .amountOff(100)) { $0.lane = "a" }
        #expect(shop.line("gin", 1).total == 450)
        shop.rows.lanes = ["b"]
        #expect(shop.line("gin", 1).total == 400)
        let steps = shop.line("gin", 1).trace?.promotions.map(\.name)
        #expect(steps == ["half", "off"])
    }

    @Test("lines come before the order, and the order before shipping")
    func stages() {
        var shop = PromotionCombinationTests.shop
        shop.shipping = 500
        shop.promote("carriage", .freeShipping) {
            $0.lane = "a"
            $0.threshold = .amount(800)
        }
        shop.promote("order", .amountOff(100)) {
            $0.lane = "b"
            $0.stage = .order
        }
        percent(&shop, "line", 1_000, lane: "c")
        let basket = shop.bottles([("gin", 1)])
        #expect(basket.promotions.map(\.name) == ["line", "order", "carriage"])
        #expect(basket.totals == [800] && basket.hasFreeShipping)
    }

    @Test("an exclusive promotion stands alone where that is better than all others together")
    func exclusive() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "five", 500, lane: "a")
        percent(&shop, "six", 600, lane: "b")
        percent(&shop, "alone", 1_000, lane: "c") { $0.isExclusive = true }
        // Together they take 10.7 percent off.
        let together = shop.bottles([("gin", 10)])
        #expect(together.totals == [8_930])
        #expect(together.refusal(of: "alone") == .lessThanTogether)
        shop.rows.promotions[2].benefit = .percentOff(basisPoints: 1_071)
        let alone = shop.bottles([("gin", 10)])
        #expect(alone.totals == [8_929])
        #expect(alone.lines[0].refusal(of: "six") == .exclusive(by: Shop.id("alone")))
        shop.rows.promotions[2].benefit = .percentOff(basisPoints: 1_070)
        #expect(shop.bottles([("gin", 10)]).refusal(of: "alone") == .lessThanTogether)
    }

    @Test("of two exclusive ones the one that saves more stands alone; shipping counts")
    func twoExclusive() {
        var shop = PromotionCombinationTests.shop
        shop.shipping = 150
        percent(&shop, "ten", 1_000) { $0.isExclusive = true }
        shop.promote("carriage", .freeShipping) { $0.isExclusive = true }
        let basket = shop.bottles([("gin", 1)])
        #expect(basket.totals == [1_000] && basket.hasFreeShipping)
        #expect(basket.lines[0].refusal(of: "ten") == .exclusive(by: Shop.id("carriage")))
        #expect(shop.bottles([("gin", 2)]).totals == [1_800])
    }

    @Test("a line at a quantity break is touched only by promotions that say so")
    func combinesWithBreaks() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", [PriceBreak(1, .fixed(1_000)), PriceBreak(6, .fixed(900))])
        percent(&shop, "ten", 1_000) { $0.combinesWithBreaks = false }
        #expect(shop.line("gin", 5).total == 4_500)
        #expect(shop.line("gin", 6).total == 5_400)
        #expect(shop.line("gin", 6).refusal(of: "ten") == .atBreak)
        shop.rows.promotions[0].combinesWithBreaks = true
        #expect(shop.line("gin", 6).total == 4_860)
    }

    @Test("the seller's strategy says which of the two halves run", arguments: [
        (PricingStrategy.both, 4_860, nil), (.wholesaleTiers, 5_400, nil),
        (.quantityPromotions, 5_400, 600),
    ] as [(PricingStrategy, Int64, Int64?)])
    func strategy(strategy: PricingStrategy, total: Int64, saved: Int64?) {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", [PriceBreak(1, .fixed(1_000)), PriceBreak(6, .fixed(900))])
        percent(&shop, "ten", 1_000)
        shop.rows.strategy = strategy
        let line = shop.line("gin", 6)
        #expect(line.total == total)
        if let saved { #expect(line.saved(by: "ten") == saved) }
        #expect((line.trace?.promotions.isEmpty == true) == (strategy == .wholesaleTiers))
        if strategy == .quantityPromotions {
            #expect(shop.line("gin", 5).trace?.ladder.next == nil)
        }
    }

    @Test("all percentage steps of a line are combined exactly and rounded once, half away")
    func roundedOnce() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("base")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "base", 999)
        let off = BreakPrice.percentOff(list: Shop.id("base"), basisPoints: 333)
        shop.price("gin", on: "all", [PriceBreak(1, off)])
        percent(&shop, "a", 333, lane: "a")
        percent(&shop, "b", 333, lane: "b")
        // 999 × 0.9667³ = 902.4863…; rounding at each step would say 903.
        let line = shop.line("gin", 1)
        #expect(line.total == 902)
        #expect(line.rounding == -4_864)
        #expect(line.listTotal?.amount == 966)
        #expect(line.trace?.promotions.map(\.saved).reduce(0, +) == 64)
    }

    @Test("an order's discount is spread by largest remainder, so that lines add up")
    func largestRemainder() {
        var shop = Shop()
        shop.sell("a", 100)
        shop.sell("b", 100)
        shop.sell("c", 100)
        shop.promote("order", .amountOff(100)) { $0.stage = .order }
        // A third each: of equal remainders the lesser variant's line bears the odd cent.
        let basket = shop.bottles([("c", 1), ("b", 1), ("a", 1)])
        #expect(basket.totals == [67, 67, 66])
        #expect(basket.total?.amount == 200)
        shop.rows.promotions[0].benefit = .percentOff(basisPoints: 1_050)
        // 31.5 is 32 off, and 10.5 of each.
        #expect(shop.bottles([("a", 1), ("b", 1), ("c", 1)]).totals == [89, 89, 90])
    }

    @Test("a quoted line has its own promotions and none of an order's")
    func quotes() {
        var shop = PromotionCombinationTests.shop
        percent(&shop, "ten", 1_000)
        shop.promote("order", .amountOff(100)) { $0.stage = .order }
        let request = PricingRequest(
            buyer: shop.buyer, instant: shop.instant, currency: .usd,
            lines: [RequestedLine(variant: Shop.id("gin"), quantity: 2)])
        #expect(shop.rows.compiled().quote(request)[0].total == 1_800)
        #expect(shop.bottles([("gin", 2)]).totals == [1_700])
    }
}
