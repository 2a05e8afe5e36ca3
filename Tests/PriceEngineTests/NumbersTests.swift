import Bedrock
import PriceEngine
import Testing

@Suite("Numbers, worked by hand")
struct NumbersTests {
    @Test("money is minor units of the list's currency", arguments: ["JPY", "KES", "BHD"])
    func minorUnits(code: String) throws {
        let currency = try #require(Currency(code: code))
        var shop = Shop()
        shop.list("local", to: .everybody, currency: currency)
        shop.variant("gin")
        shop.price("gin", on: "local", 1_999)
        let line = shop.line("gin", 3, currency: currency)
        #expect(line.lineTotal == Money(5_997, currency))
        #expect(shop.line("gin", 3).problems == [.noPrice(.noListApplies)])
    }

    @Test(
        "a line is rounded once, half away from zero",
        arguments: [
            // amount, basis points off, quantity, line total, unit price shown, rounding
            (333, 5_000, 1, 167, 167, 5_000), (333, 5_000, 2, 333, 167, 0),
            (333, 5_000, 3, 500, 167, 5_000), (101, 3_333, 1, 67, 67, -3_367),
            (1, 5_000, 1, 1, 1, 5_000), (1, 5_001, 1, 0, 0, -4_999),
            (999, 10_000, 7, 0, 0, 0), (999, -2_500, 4, 4_995, 1_249, 0),
        ] as [(Int64, Int32, Int64, Int64, Int64, Int64)])
    func roundsOnce(
        amount: Int64, off: Int32, quantity: Int64, total: Int64, each: Int64, rounding: Int64
    ) {
        var shop = Shop()
        shop.list("base")
        shop.list("trade", to: .role("retailer"))
        shop.variant("gin")
        shop.price("gin", on: "base", amount)
        shop.price(
            "gin", on: "trade",
            [PriceBreak(1, .percentOff(list: Shop.id("base"), basisPoints: off))])
        let line = shop.line("gin", quantity)
        #expect(line.total == total)
        #expect(line.each == each)
        #expect(line.rounding == rounding)
        #expect(line.trace?.rounding == rounding)
    }

    @Test("percentages of percentages are combined exactly before the one rounding")
    func combinesPercentagesExactly() {
        var shop = Shop()
        shop.list("base")
        shop.list("less")
        shop.list("trade", to: .role("retailer"))
        shop.variant("gin")
        shop.price("gin", on: "base", 1_005)
        for (list, other) in [("less", "base"), ("trade", "less")] {
            let off = BreakPrice.percentOff(list: Shop.id(other), basisPoints: 1_000)
            shop.price("gin", on: list, [PriceBreak(1, off)])
        }
        // 1005 × 0.9 × 0.9 = 814.05; rounding in between, 905 × 0.9 = 814.5, would give 815.
        #expect(shop.line("gin", 1).total == 814)
        #expect(shop.line("gin", 100).total == 81_405)
    }

    @Test("an amount beyond 64 bits is a problem by name and never a wrap")
    func overflowIsNamed() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.variant("gin")
        shop.variant("rum")
        shop.price("gin", on: "all", 1_000_000_000_000)
        shop.price("rum", on: "all", Int64.max)
        #expect(shop.line("gin", 9_223_372).total == 9_223_372_000_000_000_000)
        let beyond = shop.line("gin", 9_223_373)
        #expect(beyond.problems == [.amountOverflow])
        #expect(beyond.lineTotal == nil && beyond.unitPrice == nil && beyond.trace == nil)
        #expect(shop.line("rum", 1).total == Int64.max)
        #expect(shop.line("gin", .max, .cases).problems == [.amountOverflow])
        let basket = shop.basket([("rum", .base, 1), ("rum", .base, 1)])
        #expect(basket.lines.allSatisfy { $0.problems.isEmpty })
        #expect(basket.total == nil && !basket.isOrderable)
    }

    @Test("what can't be priced is named on its line and leaves the others alone")
    func namesTheLine() {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.variant("gin")
        shop.price("gin", on: "all", 900)
        let basket = shop.basket([
            ("rum", .base, 1), ("gin", .named("barrel"), 1), ("gin", .base, 0),
            ("gin", .base, -1), ("gin", .named("bottle"), 2),
        ])
        #expect(
            basket.lines.map(\.problems) == [
                [.unknownVariant], [.unknownUnit], [.invalidQuantity], [.invalidQuantity], [],
            ])
        #expect(basket.total == Money(1_800, .usd))
    }
}
