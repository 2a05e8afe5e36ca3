import Bedrock
import PriceEngine
import Testing

@Suite("A price that is scheduled comes into force at its instant, to the microsecond")
struct ScheduledPricesTests {
    @Test("before the instant the old price holds, from it on the new one")
    func toTheMicrosecond() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        var next = shop.rows.entries[0]
        next.id = Shop.id("next")
        next.breaks = [PriceBreak(1, .fixed(1_200)), PriceBreak(6, .fixed(1_100))]
        next.validFrom = Instant(microseconds: 5_000)
        shop.rows.entries.insert(next, at: 0)
        let book = shop.rows.compiled()
        func price(_ quantity: Int64, at instant: Int64) -> Int64? {
            book.price(
                PricingRequest(
                    buyer: shop.buyer, instant: Instant(microseconds: instant), currency: .usd,
                    lines: [RequestedLine(variant: Shop.id("gin"), quantity: quantity)])
            ).total?.amount
        }
        #expect(book.defects.isEmpty)
        #expect(price(6, at: 4_999) == 6_000)
        #expect(price(6, at: 5_000) == 6_600)
        #expect(price(5, at: 5_000) == 6_000)
    }

    @Test("what only begins at an instant is no price before it")
    func firstPrice() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.rows.entries[0].validFrom = Instant(microseconds: 5_000)
        let book = shop.rows.compiled()
        for (instant, total) in [(4_999, nil), (5_000, 1_000)] as [(Int64, Int64?)] {
            let basket = book.price(
                PricingRequest(
                    buyer: shop.buyer, instant: Instant(microseconds: instant), currency: .usd,
                    lines: [RequestedLine(variant: Shop.id("gin"), quantity: 1)]))
            #expect(basket.lines[0].lineTotal?.amount == total)
        }
    }

    /// A book with scheduled entries is two books: the one before, and the one they make.
    @Test("any book with changes to come prices as the one before them, and then as the one after")
    func twoBooks() {
        for trial in 0..<max(1, Trials.count / 20) {
            let seed = Trials.seed &+ UInt64(trial)
            var random = RandomBook(seed: seed)
            let before = random.book()
            var request = random.request(before)
            let change = request.instant.microseconds
            var after = before
            var both = before
            for place in before.entries.indices where random.dice.once(in: 3) {
                let row = before.entries[place]
                // Entries for one target may stand in each other's way, whatever their units say.
                let rivals = before.entries.count {
                    $0.list == row.list && $0.target == row.target
                }
                guard rivals == 1 else { continue }
                let ladder = [PriceBreak(1, .fixed(random.price()))]
                after.entries[place].breaks = ladder
                var next = row
                next.breaks = ladder
                next.validFrom = Instant(microseconds: change)
                both.entries.append(next)
            }
            let compiled = both.compiled()
            let now = compiled.price(request) == after.compiled().price(request)
            request.instant = Instant(microseconds: change - 1)
            let earlier = compiled.price(request) == before.compiled().price(request)
            if !now || !earlier {
                Issue.record("DRAY_SEED=\(seed) DRAY_PRICING_CASES=1")
                return
            }
        }
    }
}
