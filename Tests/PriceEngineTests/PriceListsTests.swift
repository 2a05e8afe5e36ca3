import Bedrock
import PriceEngine
import Testing

@Suite("Which price, 1 and 2: price lists and resolution, worked by hand")
struct PriceListsTests {
    private static let audiences: [Audience] = [
        .company(Shop.id("acme")), .group(Shop.id("bars")), .role("retailer"),
        .channel(Shop.id("web")), .everybody,
    ]

    /// One list for each audience, the least specific the cheapest.
    private static func shop(_ mode: ResolutionMode) -> Shop {
        var shop = Shop(mode: mode)
        shop.variant("gin")
        shop.buyer = Buyer(
            company: Shop.id("acme"), groups: [Shop.id("bars")], role: "retailer",
            channel: Shop.id("web"))
        for (place, audience) in audiences.enumerated() {
            let name = audience.specificity.slug
            shop.list(name, to: audience)
            shop.price("gin", on: name, Int64(1_000 - 100 * place))
        }
        return shop
    }

    @Test("company comes before group, role, channel, everybody", arguments: 0..<5)
    func specificityOrders(withoutFirst dropped: Int) {
        var shop = PriceListsTests.shop(.mostSpecific)
        shop.rows.lists.removeFirst(dropped)
        let line = shop.line("gin", 1)
        #expect(line.listName == PriceListsTests.audiences[dropped].specificity.slug)
        #expect(line.total == Int64(1_000 - 100 * dropped))
        let next = dropped < 4 ? PriceListsTests.audiences[dropped + 1].specificity.slug : nil
        #expect(
            line.trace?.list.over
                == next.map { RunnerUp(list: Shop.id($0), because: .specificity) })
    }

    @Test("the mode lowest takes the lowest price of every list that applies")
    func lowestWins() {
        let line = PriceListsTests.shop(.lowest).line("gin", 1)
        #expect(line.listName == "everybody")
        #expect(line.total == 600)
        let over = RunnerUp(list: Shop.id("channel"), because: .lowerPrice)
        #expect(line.trace?.list.over == over)
    }

    @Test("a wholesaler is recognised at retail price")
    func consumersPayRetail() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("wholesale", to: .role("retailer"))
        shop.list("retail", to: .role("consumer"))
        shop.price("gin", on: "wholesale", 1_500)
        shop.price("gin", on: "retail", 2_499)
        #expect(shop.line("gin", 1).total == 1_500)
        shop.buyer.role = "consumer"
        #expect(shop.line("gin", 1).total == 2_499)
        shop.buyer.role = nil
        #expect(shop.line("gin", 1).problems == [.noPrice(.noListApplies)])
    }

    @Test("a list holds from its first instant and no longer at its last")
    func windowIsHalfOpen() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("september", to: .everybody, from: 100, until: 200)
        shop.list("october", to: .everybody, from: 200, until: 300)
        shop.price("gin", on: "september", 900)
        shop.price("gin", on: "october", 950)
        let expected: [(Int64, Int64?)] = [
            (99, nil), (100, 900), (199, 900), (200, 950), (299, 950), (300, nil),
        ]
        for (instant, price) in expected {
            shop.instant = Instant(microseconds: instant)
            #expect(shop.line("gin", 1).total == price)
        }
    }

    @Test("among equally specific lists priority decides, then the lesser id")
    func priorityThenId() {
        var shop = Shop()
        shop.variant("gin")
        for (name, priority): (String, Int32) in [("b", 1), ("c", 2), ("a", 1), ("d", 2)] {
            shop.list(name, to: .everybody, priority: priority)
            shop.price("gin", on: name, 100)
        }
        #expect(shop.line("gin", 1).listName == "c")
        let over = RunnerUp(list: Shop.id("d"), because: .id)
        #expect(shop.line("gin", 1).trace?.list.over == over)
        shop.rows.lists.removeAll { $0.name == "d" }
        #expect(shop.line("gin", 1).trace?.list.over?.because == .priority)
        shop.rows.lists.removeAll { $0.name == "c" }
        #expect(shop.line("gin", 1).listName == "a")
        shop.rows.mode = .lowest
        shop.rows.lists.reverse()
        #expect(shop.line("gin", 1).listName == "a")
    }

    @Test("a list without an entry for the variant and quantity gives way to the next")
    func gapsFallThrough() {
        var shop = Shop()
        shop.variant("gin")
        shop.variant("rum")
        shop.list("contract", to: .role("retailer"))
        shop.list("all", to: .everybody)
        shop.price("gin", on: "contract", [PriceBreak(10, .fixed(700))])
        shop.price("gin", on: "all", 900)
        #expect(shop.line("gin", 9).listName == "all")
        #expect(shop.line("gin", 10).listName == "contract")
        #expect(shop.line("rum", 1).problems == [.noPrice(.noEntry)])
    }

    @Test("the ladder a buyer gets is one that a list contains")
    func laddersStayWhole() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("contract", to: .role("retailer"))
        shop.list("all", to: .everybody)
        shop.price("gin", on: "contract", 800)
        shop.price("gin", on: "all", [PriceBreak(1, .fixed(900)), PriceBreak(12, .fixed(600))])
        #expect(shop.line("gin", 12).each == 800)
        #expect(shop.line("gin", 12).trace?.ladder.next == nil)
    }

    @Test("an entry for the variant comes before its category's, and that before the list's")
    func targetsOrder() {
        var shop = Shop()
        shop.variant("gin", in: ["spirits", "gins"])
        shop.list("all", to: .everybody)
        shop.price(.wholeList, on: "all", [PriceBreak(1, .fixed(400))])
        #expect(shop.line("gin", 1).total == 400)
        shop.price(.category(Shop.id("spirits")), on: "all", [PriceBreak(1, .fixed(300))])
        #expect(shop.line("gin", 1).total == 300)
        shop.price(.category(Shop.id("gins")), on: "all", [PriceBreak(1, .fixed(200))])
        #expect(shop.line("gin", 1).total == 200)
        #expect(shop.line("gin", 1).trace?.ladder.scope == .category)
        shop.price("gin", on: "all", [PriceBreak(5, .fixed(100))])
        #expect(shop.line("gin", 4).total == 800)
        #expect(shop.line("gin", 5).total == 500)
    }
}
