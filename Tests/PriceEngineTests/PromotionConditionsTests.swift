import Bedrock
import PriceEngine
import Testing

@Suite("Promotions: conditions and limits, worked by hand")
struct PromotionConditionsTests {
    private static var shop: Shop {
        var shop = Shop()
        shop.list("all", to: .everybody)
        shop.variant("gin", in: ["spirits", "gins"], brand: "north", tags: ["new"])
        shop.variant("rum", in: ["spirits"], brand: "south", tags: ["new", "dark"])
        shop.variant("ale", brand: "north")
        for name in ["gin", "rum", "ale"] { shop.price(name, on: "all", 1_000) }
        return shop
    }

    /// Which of gin, rum and ale get ten percent off by these conditions.
    private func reached(
        _ shop: Shop = PromotionConditionsTests.shop,
        by edit: (inout PromotionConditions) -> Void
    ) -> [Bool] {
        var shop = shop
        shop.promote("ten", .percentOff(basisPoints: 1_000)) { edit(&$0.conditions) }
        return shop.bottles([("gin", 1), ("rum", 1), ("ale", 1)]).totals.map { $0 == 900 }
    }

    @Test("any of a kind, and every kind that is named: variants, categories, brands, tags")
    func items() {
        #expect(reached { _ in } == [true, true, true])
        #expect(reached { $0.items.categories = [Shop.id("spirits")] } == [true, true, false])
        #expect(reached { $0.items.categories = [Shop.id("gins")] } == [true, false, false])
        #expect(reached { $0.items.brands = [Shop.id("north")] } == [true, false, true])
        #expect(reached { $0.items.tags = ["dark", "new"] } == [true, true, false])
        #expect(reached { $0.items.tags = ["dark"] } == [false, true, false])
        let both = reached {
            $0.items.categories = [Shop.id("spirits"), Shop.id("gins")]
            $0.items.brands = [Shop.id("north")]
        }
        #expect(both == [true, false, false])
        #expect(reached { $0.items.variants = [Shop.id("none")] } == [false, false, false])
    }

    @Test("it is for whom it is assigned to, on its channels, and others aren't told of it")
    func audience() {
        let everyone = [true, true, true]
        let nobody = [false, false, false]
        #expect(reached { $0.assignments = [.role("retailer")] } == everyone)
        #expect(reached { $0.assignments = [.role("consumer"), .everybody] } == everyone)
        #expect(reached { $0.assignments = [.company(Shop.id("acme"))] } == nobody)
        var shop = PromotionConditionsTests.shop
        shop.buyer.channel = Shop.id("web")
        #expect(reached(shop) { $0.channels = [Shop.id("till"), Shop.id("web")] } == everyone)
        #expect(reached(shop) { $0.channels = [Shop.id("till")] } == nobody)
        shop.promote("ten", .percentOff(basisPoints: 1_000)) {
            $0.conditions.assignments = [.role("consumer")]
        }
        #expect(shop.line("gin", 1).trace?.promotions.isEmpty == true)
    }

    @Test("its window is half open, as a list's is")
    func window() {
        var shop = PromotionConditionsTests.shop
        shop.promote("ten", .percentOff(basisPoints: 1_000)) {
            $0.conditions.validFrom = Instant(microseconds: 100)
            $0.conditions.validUntil = Instant(microseconds: 200)
        }
        let totals = ([99, 100, 199, 200] as [Int64]).map { instant in
            shop.instant = Instant(microseconds: instant)
            return shop.line("gin", 1).total
        }
        #expect(totals == [1_000, 900, 900, 1_000])
    }

    @Test("happy hour is by the seller's clock, summer time and all")
    func happyHour() {
        var shop = PromotionConditionsTests.shop
        // Fridays from four to six; the clocks of Brussels go forward on 29 March 2026 at 01:00.
        let change = Instant(microseconds: 1_774_746_000_000_000)
        shop.rows.zone = [(Instant(microseconds: 0), 3_600), (change, 7_200)]
        shop.promote("hour", .percentOff(basisPoints: 1_000)) {
            $0.conditions.hours = WeekHours(days: [4], from: 16 * 60, until: 18 * 60)
        }
        let hour: Int64 = 3_600_000_000
        // Friday 27 March, 15:00 by UTC, then 3 April, 14:00.
        for start in [1_774_623_600_000_000, 1_775_224_800_000_000] as [Int64] {
            let totals = [start - 1, start, start + 2 * hour - 1, start + 2 * hour].map {
                shop.instant = Instant(microseconds: $0)
                return shop.line("gin", 1).total
            }
            #expect(totals == [1_000, 900, 900, 1_000])
        }
        #expect(shop.line("gin", 1).refusal(of: "hour") == .outsideHours)
    }

    @Test("hours over midnight belong to the day they began on")
    func overMidnight() {
        let late = WeekHours(days: [4], from: 22 * 60, until: 2 * 60)
        let friday = 4 * 1_440
        let minutes = [0, 60, 22 * 60 - 1, 22 * 60, 24 * 60 + 119, 24 * 60 + 120]
        #expect(
            minutes.map { late.contains(minuteOfWeek: friday + $0) }
                == [false, false, false, true, true, false])
        let sunday = WeekHours(days: [6], from: 23 * 60, until: 60)
        #expect(sunday.contains(minuteOfWeek: 0) && !sunday.contains(minuteOfWeek: 60))
        #expect(WeekHours(days: [0]).contains(minuteOfWeek: 1_439))
        #expect(!WeekHours(days: [0]).contains(minuteOfWeek: 1_440))
    }

    @Test("a code must be given, and one that nothing knows is said to be unknown")
    func coupons() {
        var shop = PromotionConditionsTests.shop
        shop.promote("hello", .percentOff(basisPoints: 1_000)) {
            $0.conditions.coupons = ["HELLO", "HI"]
        }
        shop.promote("press", .percentOff(basisPoints: 9_000)) {
            $0.conditions.coupons = ["PRESS"]
            $0.conditions.assignments = [.role("press")]
        }
        #expect(shop.line("gin", 1).total == 1_000)
        #expect(shop.line("gin", 1).trace?.promotions.isEmpty == true)
        shop.coupons = ["HI", "PRESS", "NEVER"]
        let basket = shop.bottles([("gin", 1)])
        #expect(basket.totals == [900])
        #expect(basket.unknownCoupons == ["NEVER", "PRESS"])
    }

    @Test("a first order's promotion is for a first order")
    func firstOrder() {
        var shop = PromotionConditionsTests.shop
        shop.promote("welcome", .percentOff(basisPoints: 1_000)) {
            $0.conditions.firstOrderOnly = true
        }
        #expect(shop.line("gin", 1).refusal(of: "welcome") == .notFirstOrder)
        shop.isFirstOrder = true
        #expect(shop.line("gin", 1).total == 900)
    }

    @Test("what was taken as often as it may be is exhausted: by the company, or in all")
    func limits() {
        var shop = PromotionConditionsTests.shop
        shop.promote("few", .percentOff(basisPoints: 1_000)) {
            $0.limits = PromotionLimits(perCompany: 2, total: 100)
        }
        #expect(shop.line("gin", 1).total == 900)
        for (byCompany, inTotal, total): (Int64, Int64, Int64) in [
            (1, 99, 900), (2, 2, 1_000), (0, 100, 1_000),
        ] {
            shop.uses = [
                PromotionUse(
                    promotion: Shop.id("few"), byCompany: byCompany, inTotal: inTotal)
            ]
            #expect(shop.line("gin", 1).total == total)
        }
        #expect(shop.line("gin", 1).refusal(of: "few") == .exhausted)
    }

    @Test("a promotion in another currency is not for this basket")
    func currency() {
        var shop = PromotionConditionsTests.shop
        shop.promote("euro", .amountOff(100)) { $0.currency = .eur }
        #expect(shop.line("gin", 1).total == 1_000)
    }

    @Test("rows that make no sense are defects, and the rest of the book stands")
    func defects() {
        var shop = PromotionConditionsTests.shop
        shop.promote("a", .percentOff(basisPoints: 10_001))
        shop.promote("b", .amountOff(100)) { $0.currency = nil }
        shop.promote("c", .bundle(quantity: 3, amount: 100)) { $0.stage = .order }
        shop.promote("d", .freeShipping) { $0.stage = .line }
        shop.promote("e", .buyGet(BuyGet(buy: 0, get: 1, pool: .selection)))
        shop.promote("f", .fixedPrice(-1))
        shop.promote("g", .percentOff(basisPoints: 1)) { $0.limits.total = 0 }
        shop.promote("h", .percentOff(basisPoints: 1)) { $0.threshold = .quantity(0) }
        shop.promote("i", .percentOff(basisPoints: 1_000))
        shop.promote("i", .percentOff(basisPoints: 2_000))
        let defects = shop.rows.compiled().defects
        #expect(defects.count { $0.kind == .invalidPromotion } == 8)
        #expect(defects.count { $0.kind == .duplicatePromotion } == 1)
        #expect(shop.line("gin", 1).total == 900)
    }
}
