import Bedrock
import PriceEngine
import Testing

@Suite("Which price, 3: the unit of measure, worked by hand")
struct UnitsTests {
    @Test("12 bottles and 1 case may differ in price, and the trace says why")
    func casesAndBottles() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price("gin", on: "all", 1_000)
        shop.price("gin", on: "all", 11_000, per: .cases)
        let (bottles, one) = (shop.line("gin", 12), shop.line("gin", 1, .cases))
        #expect(bottles.total == 12_000 && one.total == 11_000)
        #expect(bottles.baseQuantity == 12 && one.baseQuantity == 12)
        #expect(bottles.trace?.unit == .asAsked && one.trace?.unit == .asAsked)
        #expect(bottles.trace?.ladder.price == .fixed(1_000))
        #expect(one.trace?.ladder.price == .fixed(11_000))
    }

    @Test("where only a bottle price exists, a case is priced as its bottles")
    func caseAsBottles() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        shop.price(
            "gin", on: "all", [PriceBreak(1, .fixed(1_000)), PriceBreak(24, .fixed(950))])
        let one = shop.line("gin", 1, .cases)
        #expect(one.total == 12_000 && one.each == 12_000)
        #expect(one.trace?.unit == .asBaseUnits(count: 12))
        #expect(one.trace?.ladder.next?.add == 1)
        #expect(one.trace?.ladder.next?.unitPrice == Money(11_400, .usd))
        #expect(shop.line("gin", 2, .cases).total == 22_800)
    }

    @Test("a case more may reach two breaks at once: the promise is of the further one")
    func breaksWithinACase() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody)
        let ladder = [(1, 1_000), (13, 990), (20, 950), (30, 900)] as [(Int64, Int64)]
        shop.price("gin", on: "all", ladder.map { PriceBreak($0.0, .fixed($0.1)) })
        let next = shop.line("gin", 1, .cases).trace?.ladder.next
        #expect(next?.add == 1 && next?.unitPrice == Money(11_400, .usd))
        #expect(shop.line("gin", 2, .cases).each == 11_400)
    }

    @Test("a case price serves bottles only where the list says so")
    func bottlesFromCase() {
        for serves in [false, true] {
            var shop = Shop()
            shop.variant("gin")
            shop.list("all", to: .everybody, casePriceServesBottles: serves)
            shop.price(
                "gin", on: "all", [PriceBreak(1, .fixed(10_000)), PriceBreak(2, .fixed(9_000))],
                per: .cases)
            let line = shop.line("gin", 5)
            guard serves else {
                #expect(line.problems == [.noPrice(.noEntry)])
                continue
            }
            // 5 × 10000 ÷ 12 = 4166.67; 24 bottles are two cases.
            #expect(line.total == 4_167)
            #expect(line.trace?.unit == .shareOfPack(name: "case", size: 12))
            #expect(line.trace?.ladder.next?.add == 19)
            #expect(line.trace?.ladder.next?.unitPrice == Money(750, .usd))
            #expect(shop.line("gin", 23).trace?.ladder.reached == 1)
            #expect(shop.line("gin", 24).total == 18_000)
        }
    }

    @Test("a base unit goes by its name too, and a category's case is each variant's own")
    func unitsByName() {
        var shop = Shop()
        shop.variant("gin", in: ["spirits"], packs: [PackRow("case", 12)])
        shop.variant("rum", in: ["spirits"], packs: [PackRow("case", 6)])
        shop.list("all", to: .everybody)
        shop.price(
            .category(Shop.id("spirits")), on: "all", [PriceBreak(1, .fixed(5_000))], per: .cases)
        shop.price(.wholeList, on: "all", [PriceBreak(1, .fixed(700))], per: .named("bottle"))
        #expect(shop.line("gin", 1, .cases).total == 5_000)
        #expect(shop.line("rum", 1, .cases).total == 5_000)
        #expect(shop.line("rum", 1, .cases).baseQuantity == 6)
        #expect(shop.line("rum", 1, .named("bottle")).total == 700)
        #expect(shop.line("rum", 1).total == 700)
    }
}
