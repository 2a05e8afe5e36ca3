import Bedrock
import PriceEngine
import Testing

@Suite("Promotions: the kinds, worked by hand")
struct PromotionKindsTests {
    private static var shop: Shop {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.sell("rum", 700)
        shop.sell("ale", 150)
        return shop
    }

    @Test("percent off at a quantity counts all that it matches, and says what is missing")
    func percentOff() {
        var shop = PromotionKindsTests.shop
        shop.promote("ten", .percentOff(basisPoints: 1_000), of: ["gin", "rum"]) {
            $0.threshold = .quantity(6)
        }
        let short = shop.bottles([("gin", 3), ("rum", 2), ("ale", 9)])
        #expect(short.totals == [3_000, 1_400, 1_350])
        #expect(short.lines[0].refusal(of: "ten") == .belowQuantity(add: 1))
        #expect(short.lines[2].trace?.promotions.isEmpty == true)
        let enough = shop.bottles([("gin", 3), ("rum", 3), ("ale", 9)])
        #expect(enough.totals == [2_700, 1_890, 1_350])
        #expect(enough.lines.map { $0.saved(by: "ten") } == [300, 210, nil])
        #expect(enough.lines.map(\.each) == [900, 630, 150])
        #expect(enough.lines[0].listTotal?.amount == 3_000)
        #expect(enough.saved(by: "ten") == 510)
        #expect(enough.total?.amount == 5_940)
    }

    @Test("a case counts as its bottles, and a promotion of cases counts only cases")
    func units() {
        var shop = PromotionKindsTests.shop
        shop.promote("dozen", .percentOff(basisPoints: 500)) { $0.threshold = .quantity(12) }
        #expect(shop.basket([("gin", .cases, 1)]).totals == [11_400])
        shop.rows.promotions[0].unit = .cases
        shop.rows.promotions[0].threshold = .quantity(2)
        let mixed = shop.basket([("gin", .cases, 1), ("rum", .base, 24)])
        #expect(mixed.lines[0].refusal(of: "dozen") == .belowQuantity(add: 1))
        #expect(mixed.lines[1].refusal(of: "dozen") == .otherUnit)
        #expect(shop.basket([("gin", .cases, 2)]).totals == [22_800])
    }

    @Test("the quantity that is missing is said in the line's own unit")
    func missingInOwnUnit() {
        var shop = PromotionKindsTests.shop
        shop.promote("many", .percentOff(basisPoints: 500)) { $0.threshold = .quantity(30) }
        let basket = shop.basket([("gin", .cases, 1), ("rum", .base, 1)])
        #expect(basket.lines[0].refusal(of: "many") == .belowQuantity(add: 2))
        #expect(basket.lines[1].refusal(of: "many") == .belowQuantity(add: 17))
    }

    @Test("an amount off a line is off each unit and never more than the unit costs")
    func amountOffUnits() {
        var shop = PromotionKindsTests.shop
        shop.promote("off", .amountOff(200), of: ["gin", "ale"]) { $0.threshold = .amount(1_000) }
        let basket = shop.bottles([("gin", 2), ("ale", 4)])
        #expect(basket.totals == [1_600, 0])
        let short = shop.bottles([("ale", 4)])
        #expect(short.lines[0].refusal(of: "off") == .belowAmount(missing: Money(400, .usd)))
    }

    @Test("a fixed price at a quantity is never a rise")
    func fixedPrice() {
        var shop = PromotionKindsTests.shop
        shop.promote("fixed", .fixedPrice(600)) { $0.threshold = .quantity(3) }
        #expect(shop.bottles([("gin", 1), ("ale", 1)]).totals == [1_000, 150])
        #expect(shop.bottles([("gin", 2), ("ale", 1)]).totals == [1_200, 150])
    }

    @Test("buy eleven and get one of the same: every twelfth bottle is free")
    func elevenAndOne() {
        var shop = PromotionKindsTests.shop
        shop.promote("one", .buyGet(BuyGet(buy: 11, get: 1, pool: .eachVariant)))
        #expect(shop.line("gin", 11).refusal(of: "one") == .belowQuantity(add: 1))
        #expect(shop.line("gin", 12).total == 11_000)
        #expect(shop.line("gin", 23).total == 22_000)
        #expect(shop.line("gin", 1, .cases).total == 11_000)
        // Six of each are a dozen, and not of the same.
        #expect(shop.bottles([("gin", 6), ("rum", 6)]).totals == [6_000, 4_200])
    }

    @Test("of what is got only as many as are there: buy two get two, with three, gives one")
    func partlyGot() {
        var shop = PromotionKindsTests.shop
        shop.promote("two", .buyGet(BuyGet(buy: 2, get: 2, pool: .eachVariant)))
        #expect([2, 3, 4, 5, 6, 7].map { shop.line("gin", $0).total } == [
            2_000, 2_000, 2_000, 3_000, 4_000, 4_000,
        ])
    }

    @Test("among all it matches the cheapest are free, and repetitions have a cap")
    func cheapestFirst() {
        var shop = PromotionKindsTests.shop
        shop.promote("third", .buyGet(BuyGet(buy: 2, get: 1, pool: .selection)))
        let basket = shop.bottles([("gin", 3), ("rum", 2), ("ale", 1)])
        #expect(basket.totals == [3_000, 700, 0])
        #expect(basket.lines.map { $0.saved(by: "third") } == [0, 700, 150])
        shop.rows.promotions[0].limits.perOrder = 1
        #expect(shop.bottles([("gin", 3), ("rum", 2), ("ale", 1)]).totals == [3_000, 1_400, 0])
    }

    @Test("a cap over several variants keeps the cheapest; those of one price share it")
    func capSharedByPrice() {
        var shop = PromotionKindsTests.shop
        shop.sell("oud", 700)
        let terms = BuyGet(buy: 1, get: 1, pool: .eachVariant)
        shop.promote("twin", .buyGet(terms)) { $0.limits.perOrder = 1 }
        #expect(shop.bottles([("gin", 2), ("rum", 2)]).totals == [2_000, 700])
        #expect(shop.bottles([("oud", 2), ("rum", 2)]).totals == [1_050, 1_050])
    }

    @Test("what is got may be another thing, at less")
    func otherThing() {
        var shop = PromotionKindsTests.shop
        let ale = ItemSelection(variants: [Shop.id("ale")])
        let terms = BuyGet(buy: 3, get: 2, basisPointsOff: 5_000, pool: .other(ale))
        shop.promote("ale", .buyGet(terms), of: ["gin", "rum"])
        #expect(shop.bottles([("gin", 2), ("rum", 1), ("ale", 5)]).totals == [2_000, 700, 600])
        #expect(shop.bottles([("gin", 7), ("ale", 3)]).totals == [7_000, 225])
        let none = shop.bottles([("gin", 3)])
        #expect(none.lines[0].refusal(of: "ale") == .nothingToGive)
        let few = shop.bottles([("gin", 1), ("ale", 1)])
        #expect(few.lines[0].refusal(of: "ale") == .belowQuantity(add: 2))
        #expect(few.lines[1].refusal(of: "ale") == .notBought)
    }

    @Test("any three for a price: the dearest go into bundles, which cost what they say")
    func bundles() {
        var shop = PromotionKindsTests.shop
        shop.promote("three", .bundle(quantity: 3, amount: 2_000))
        let basket = shop.bottles([("gin", 2), ("rum", 2), ("ale", 1)])
        // Two gins and a rum make 2,700; their shares of 2,000 are 1,481.48 and 518.52.
        #expect(basket.totals == [1_481, 1_219, 150])
        #expect(basket.saved(by: "three") == 700)
        let short = shop.bottles([("gin", 2)])
        #expect(short.lines[0].refusal(of: "three") == .belowQuantity(add: 1))
    }

    @Test("a bundle that costs more than its units is not made")
    func noDearBundle() {
        var shop = PromotionKindsTests.shop
        shop.promote("three", .bundle(quantity: 3, amount: 2_000))
        // The second bundle would be three ales, 450, for 2,000.
        #expect(shop.bottles([("gin", 3), ("ale", 3)]).totals == [2_000, 450])
        #expect(shop.bottles([("ale", 3)]).lines[0].refusal(of: "three") == .savesNothing)
        #expect(shop.bottles([("gin", 3_000_000_000)]).totals == [2_000_000_000_000])
        shop.rows.promotions[0].limits.perOrder = 2
        #expect(shop.bottles([("gin", 9)]).totals == [7_000])
    }

    @Test("spend so much and get an amount off the order, spread over what it matches")
    func spendThreshold() {
        var shop = PromotionKindsTests.shop
        shop.promote("club", .amountOff(500), of: ["gin", "rum"]) {
            $0.stage = .order
            $0.threshold = .amount(2_400)
        }
        let short = shop.bottles([("gin", 1), ("rum", 1), ("ale", 20)])
        #expect(short.refusal(of: "club") == .belowAmount(missing: Money(700, .usd)))
        let basket = shop.bottles([("gin", 1), ("rum", 2), ("ale", 1)])
        // 500 over 1,000 and 1,400: 208.33 and 291.67.
        #expect(basket.totals == [792, 1_108, 150])
        #expect(basket.lines.map { $0.saved(by: "club") } == [208, 292, nil])
    }

    @Test("carriage is free from an amount on, of what remains to be paid")
    func freeShipping() {
        var shop = PromotionKindsTests.shop
        shop.shipping = 900
        shop.promote("carriage", .freeShipping) { $0.threshold = .amount(2_000) }
        #expect(shop.bottles([("gin", 2)]).hasFreeShipping)
        #expect(shop.bottles([("gin", 2)]).saved(by: "carriage") == 900)
        shop.promote("ten", .percentOff(basisPoints: 1_000))
        let basket = shop.bottles([("gin", 2)])
        #expect(!basket.hasFreeShipping)
        #expect(basket.refusal(of: "carriage") == .belowAmount(missing: Money(200, .usd)))
        #expect(basket.totals == [1_800])
    }
}
