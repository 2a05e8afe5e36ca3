import Bedrock
import PriceEngine
import Testing

// Sentences of the page on pricing that no other suite works out; docs/pricing-examples.md says of
// every paragraph where its examples are.
@Suite("The page on pricing, sentences worked by hand")
struct PricingParagraphTests {
    @Test("one engine: the same input gives the same output to the last cent, in any line order")
    func sameInput() {
        var shop = Shop()
        for (name, price) in [("gin", 999), ("rum", 701), ("ale", 151)] {
            shop.sell(name, Int64(price))
        }
        shop.promote("third", .percentOff(basisPoints: 3_333)) { $0.stage = .order }
        let lines: [(String, Int64)] = [("gin", 1), ("rum", 2), ("ale", 3)]
        // 999 + 1402 + 453 = 2854, of which 33.33 % is 951.24: 333, 467 and 151 by remainder.
        let basket = shop.bottles(lines)
        #expect(basket.totals == [666, 935, 302])
        #expect(basket.total?.amount == 1_903)
        #expect(shop.bottles(lines).totals == basket.totals)
        #expect(shop.bottles(lines.reversed()).totals == basket.totals.reversed())
    }

    @Test("rates and quantities: a base unit and any number of packs of it, a six-pack and a case")
    func packs() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.variant("ale", packs: [PackRow("six-pack", 6), PackRow("case", 24)])
        shop.price("ale", on: "all", 150)
        shop.price("ale", on: "all", 800, per: .named("six-pack"))
        #expect(shop.line("ale", 6).total == 900)
        #expect(shop.line("ale", 2, .named("six-pack")).total == 1_600)
        #expect(shop.line("ale", 1, .cases).total == 3_600)
        #expect(shop.basket([("ale", .named("keg"), 1)]).lines[0].problems.count == 1)
    }

    @Test("resolution mode: lowest prices that are equal end on the list id, not on the row order")
    func equallyLow() {
        for names in [["apples", "pears"], ["pears", "apples"]] {
            var shop = Shop(mode: .lowest)
            shop.variant("gin")
            for name in names {
                shop.list(name, to: .everybody, priority: name == "pears" ? 9 : 0)
                shop.price("gin", on: name, 1_000)
            }
            let line = shop.line("gin", 1)
            #expect(line.total == 1_000)
            #expect(line.listName == "apples" || line.listName == "pears")
            shop.rows.lists.reverse()
            shop.rows.entries.reverse()
            #expect(shop.line("gin", 1).listName == line.listName)
        }
    }

    @Test("price breaks: the top break is open-ended, however much is bought")
    func openEnded() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.variant("gin")
        shop.price(
            "gin", on: "all", [PriceBreak(1, .fixed(2_000)), PriceBreak(12, .fixed(1_850))])
        #expect(shop.line("gin", 11).total == 22_000)
        #expect(shop.line("gin", 12).total == 22_200)
        #expect(shop.line("gin", 1_000_000_000).total == 1_850_000_000_000)
        #expect(shop.line("gin", 1_000_000_000).trace?.ladder.next == nil)
    }

    @Test("promotions: a percentage off from an amount on, of what it matches alone")
    func percentFromAmount() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.sell("ale", 150)
        shop.promote("ten", .percentOff(basisPoints: 1_000), of: ["gin"]) {
            $0.threshold = .amount(3_000)
        }
        #expect(shop.bottles([("gin", 2), ("ale", 50)]).totals == [2_000, 7_500])
        #expect(shop.bottles([("gin", 3), ("ale", 1)]).totals == [2_700, 150])
    }
}
