import Bedrock
import PriceEngine
import Testing

@Suite("Which price, 3: price breaks and units, worked by hand")
struct PriceBreaksTests {
    private static let ladder = [
        PriceBreak(1, .fixed(2_000)), PriceBreak(6, .fixed(1_900)), PriceBreak(12, .fixed(1_850)),
    ]

    private static func shop(_ mode: BreakMode = .volume) -> Shop {
        var shop = Shop()
        shop.variant("gin", cost: 1_200)
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", ladder, mode: mode)
        return shop
    }

    @Test(
        "volume: the whole quantity takes the break it reached, and the top is open",
        arguments: [
            (1, 2_000), (5, 10_000), (6, 11_400), (11, 20_900), (12, 22_200), (1_000, 1_850_000),
        ] as [(Int64, Int64)])
    func volume(quantity: Int64, total: Int64) {
        #expect(PriceBreaksTests.shop().line("gin", quantity).total == total)
    }

    @Test(
        "graduated: each slice takes its own",
        arguments: [
            // 5 at 2000, 6 at 1900, the rest at 1850.
            (5, 10_000), (6, 11_900), (11, 21_400), (12, 23_250), (20, 38_050),
        ] as [(Int64, Int64)])
    func graduated(quantity: Int64, total: Int64) {
        #expect(PriceBreaksTests.shop(.graduated).line("gin", quantity).total == total)
    }

    @Test("the trace says how many more reach the next break, and for how much each")
    func nextBreak() throws {
        let line = PriceBreaksTests.shop().line("gin", 8)
        let next = try #require(line.trace?.ladder.next)
        #expect(next.add == 4 && next.unitPrice == Money(1_850, .usd))
        #expect(PriceBreaksTests.shop().line("gin", 12).trace?.ladder.next == nil)
        // 8 cases priced as 96 bottles are on the top break; half a case is not.
        #expect(PriceBreaksTests.shop().line("gin", 8, .cases).trace?.ladder.next == nil)
    }

    @Test("a break is a fixed amount, a percentage off another list, or cost plus margin")
    func kindsOfPrice() {
        var shop = PriceBreaksTests.shop()
        shop.list("trade", to: .role("retailer"))
        shop.price(
            "gin", on: "trade",
            [
                PriceBreak(1, .percentOff(list: Shop.id("all"), basisPoints: 1_000)),
                PriceBreak(24, .costPlus(basisPoints: 2_500)),
            ])
        // The other list's own break is reached first: 10 % off 2000, 1900, 1850.
        #expect(shop.line("gin", 1).total == 1_800)
        #expect(shop.line("gin", 6).total == 10_260)
        #expect(shop.line("gin", 12).total == 19_980)
        // 1200 + 25 %.
        #expect(shop.line("gin", 24).total == 36_000)
        #expect(shop.line("gin", 2, .cases).total == 36_000)
        #expect(shop.line("gin", 1).trace?.ladder.next?.add == 23)
    }

    @Test("lists that refer to each other in a circle give no price, and nothing hangs")
    func circles() {
        var shop = Shop()
        shop.variant("gin")
        for (list, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
            shop.list(list, to: .everybody)
            let off = BreakPrice.percentOff(list: Shop.id(other), basisPoints: 500)
            shop.price("gin", on: list, [PriceBreak(1, off)])
        }
        #expect(shop.line("gin", 1).problems == [.noPrice(.unresolvedReference)])
        shop.price(.wholeList, on: "b", [PriceBreak(1, .fixed(1_000))])
        #expect(shop.line("gin", 1).total != nil)
    }

    @Test("a percentage leads through four lists and no further")
    func chains() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("0")
        shop.price("gin", on: "0", 1_600_000)
        for list in 1...5 {
            shop.list("\(list)", to: .company(Shop.id("\(list)")))
            let off = BreakPrice.percentOff(list: Shop.id("\(list - 1)"), basisPoints: 5_000)
            shop.price("gin", on: "\(list)", [PriceBreak(1, off)])
        }
        shop.buyer.company = Shop.id("4")
        #expect(shop.line("gin", 1).total == 100_000)
        shop.buyer.company = Shop.id("5")
        #expect(shop.line("gin", 1).problems == [.noPrice(.unresolvedReference)])
    }

    @Test("a reference to a list that is expired, of another currency or missing is no price")
    func deadReferences() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.list("old", until: 1_000)
        shop.list("euro", currency: .eur)
        shop.price("gin", on: "old", 100)
        shop.price("gin", on: "euro", 100)
        for other in ["old", "euro", "none"] {
            var tried = shop
            let off = BreakPrice.percentOff(list: Shop.id(other), basisPoints: 0)
            tried.price("gin", on: "all", [PriceBreak(1, off)])
            #expect(tried.line("gin", 1).problems == [.noPrice(.unresolvedReference)])
        }
        shop.price("gin", on: "all", [PriceBreak(1, .costPlus(basisPoints: 0))])
        #expect(shop.line("gin", 1).problems == [.noPrice(.unresolvedReference)])
    }

    @Test("a mixed case reaches the case price")
    func mixGroups() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        let ladder = [PriceBreak(1, .fixed(1_000)), PriceBreak(12, .fixed(900))]
        for name in ["red", "white", "rosé"] {
            shop.variant(name)
            shop.price(name, on: "all", ladder, mix: "wine")
        }
        shop.variant("gin")
        shop.price("gin", on: "all", ladder)
        let mixed = shop.basket([("red", .base, 5), ("white", .base, 7), ("gin", .base, 11)])
        #expect(mixed.lines.map(\.each) == [900, 900, 1_000])
        #expect(mixed.lines[0].trace?.ladder.counted == 12)
        #expect(mixed.lines[0].trace?.ladder.isMixed == true)
        let short = shop.basket([("red", .base, 5), ("white", .base, 6)])
        #expect(short.lines.map(\.each) == [1_000, 1_000])
        #expect(short.lines[0].trace?.ladder.next?.add == 1)
        // A case of the red is twelve bottles of the group.
        let whole = shop.basket([("red", .cases, 1), ("rosé", .base, 1)])
        #expect(whole.lines.map(\.total) == [10_800, 900])
    }

    @Test("a graduated mix is shared by quantity, so that the order of lines is nothing")
    func graduatedMix() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        let ladder = [PriceBreak(1, .fixed(100)), PriceBreak(11, .fixed(50))]
        for name in ["red", "white"] {
            shop.variant(name)
            shop.price(name, on: "all", ladder, mix: "wine", mode: .graduated)
        }
        // 20 bottles: 10 × 100 + 10 × 50 = 1500; 5 and 15 of them.
        let basket = shop.basket([("red", .base, 5), ("white", .base, 15)])
        #expect(basket.lines.map(\.total) == [375, 1_125])
    }
}
