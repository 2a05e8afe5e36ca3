import Bedrock
import PriceEngine
import Testing

@Suite("Which price, 4: quantity rules, worked by hand")
struct QuantityRulesTests {
    private static func shop(_ rule: QuantityRule, per unit: SaleUnit = .base) -> Shop {
        var shop = Shop()
        shop.variant("gin")
        shop.list("all", to: .everybody, casePriceServesBottles: true)
        shop.price("gin", on: "all", 1_200, per: unit, rule: rule)
        return shop
    }

    @Test("a violation is a problem with what would satisfy it, and the quantity stays")
    func violations() {
        let shop = QuantityRulesTests.shop(
            QuantityRule(minimum: 6, maximum: 30, multiple: 4))
        let three = shop.line("gin", 3)
        #expect(
            three.problems == [
                .belowMinimum(minimum: 6, nextValidQuantity: 8),
                .notMultiple(of: 4, nextValidQuantity: 8),
            ])
        #expect(three.quantity == 3 && three.total == 3_600)
        #expect(
            shop.line("gin", 9).problems == [.notMultiple(of: 4, nextValidQuantity: 12)])
        #expect(
            shop.line("gin", 32).problems == [.aboveMaximum(maximum: 30, nextValidQuantity: 28)])
        #expect(
            shop.line("gin", 29).problems == [.notMultiple(of: 4, nextValidQuantity: 28)])
        #expect(shop.line("gin", 28).problems == [])
    }

    @Test("rules are in the entry's unit, whatever unit is asked for")
    func rulesConvert() {
        // Bottles in eighteens: two cases are 24, three are 36.
        let bottles = QuantityRulesTests.shop(QuantityRule(minimum: 20, multiple: 18))
        #expect(
            bottles.line("gin", 1, .cases).problems == [
                .belowMinimum(minimum: 2, nextValidQuantity: 3),
                .notMultiple(of: 3, nextValidQuantity: 3),
            ])
        #expect(bottles.line("gin", 3, .cases).problems == [])
        // Cases in pairs, asked for by the bottle.
        let cases = QuantityRulesTests.shop(
            QuantityRule(minimum: 2, multiple: 2), per: .cases)
        #expect(
            cases.line("gin", 12).problems == [
                .belowMinimum(minimum: 24, nextValidQuantity: 24),
                .notMultiple(of: 24, nextValidQuantity: 24),
            ])
        #expect(cases.line("gin", 48).problems == [])
    }

    @Test("where nothing satisfies every rule the next valid quantity is none")
    func impossible() {
        let shop = QuantityRulesTests.shop(QuantityRule(minimum: 5, maximum: 7, multiple: 4))
        let problems = shop.line("gin", 6).problems
        #expect(problems == [.notMultiple(of: 4, nextValidQuantity: nil)])
    }

    @Test("every next valid quantity is valid, up to 10⁹", arguments: [1, 5, 999_999_999])
    func nextIsValid(quantity: Int64) {
        for minimum in [1, 7, 500_000_000] as [Int64] {
            for multiple in [1, 6, 7, 1_000] as [Int64] {
                let shop = QuantityRulesTests.shop(
                    QuantityRule(minimum: minimum, multiple: multiple))
                for unit in [SaleUnit.base, .cases] {
                    let problems = shop.line("gin", quantity, unit).problems
                    guard let first = problems.first else { continue }
                    let next = first.nextValidQuantity
                    #expect(next != nil)
                    #expect(shop.line("gin", next ?? 0, unit).problems == [])
                }
            }
        }
    }

    @Test("a list's order minimum is of the lines it prices, in amount or quantity")
    func orderMinimums() {
        var shop = Shop()
        shop.variant("gin")
        shop.variant("rum")
        shop.variant("ale")
        let minimum = OrderMinimum(amount: 10_000, quantity: 24)
        shop.list("spirits", to: .role("retailer"), orderMinimum: minimum)
        shop.list("all", to: .everybody)
        shop.price("gin", on: "spirits", 1_000)
        shop.price("rum", on: "spirits", 500)
        shop.price("ale", on: "all", 9_999)
        let short = shop.basket([("gin", .base, 5), ("ale", .base, 9), ("rum", .cases, 1)])
        let amount = LineProblem.belowOrderQuantity(
            list: Shop.id("spirits"), minimum: 24, missing: 7)
        #expect(short.lines.map(\.problems) == [[amount], [], [amount]])
        let less = shop.basket([("gin", .base, 2), ("rum", .base, 1)])
        #expect(
            less.lines[1].problems == [
                .belowOrderAmount(
                    list: Shop.id("spirits"), minimum: Money(10_000, .usd),
                    missing: Money(7_500, .usd)),
                .belowOrderQuantity(list: Shop.id("spirits"), minimum: 24, missing: 21),
            ])
        #expect(shop.basket([("gin", .cases, 2)]).isOrderable)
    }
}
