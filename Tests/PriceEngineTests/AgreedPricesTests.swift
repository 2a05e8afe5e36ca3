import Bedrock
import PriceEngine
import Testing

@Suite("A price that both sides agreed on")
struct AgreedPricesTests {
    private func basket(_ shop: Shop, _ agreed: [Int64?]) -> PricedBasket {
        let lines = agreed.map { amount in
            var line = RequestedLine(variant: Shop.id("gin"), quantity: 10)
            line.agreed = amount.map { AgreedPrice($0, by: .quote) }
            return line
        }
        let request = PricingRequest(
            buyer: shop.buyer, instant: shop.instant, currency: .usd, lines: lines)
        return shop.rows.compiled().price(request)
    }

    @Test("it wins over every list, no promotion touches it, and its trace says so")
    func wins() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.promote("ten off", .percentOff(basisPoints: 1_000), of: ["gin"])
        let priced = basket(shop, [700, nil])
        #expect(priced.totals == [7_000, 9_000])
        #expect(priced.lines[0].each == 700 && priced.lines[0].problems.isEmpty)
        #expect(priced.lines[0].trace?.agreed?.listed == Money(1_000, .usd))
        #expect(
            String(decoding: priced.lines[0].trace?.json ?? [], as: UTF8.self)
                == #"{"agreed":{"by":"quote","unit_price":{"amount":700,"currency":"USD"},"#
                + #""list_price":{"amount":1000,"currency":"USD"}}}"#)
        #expect(priced.lines[1].trace?.agreed == nil)
    }

    @Test("it sells what no list prices, and asks for no minimum")
    func unlisted() {
        var shop = Shop()
        shop.list("all", to: .everybody, orderMinimum: OrderMinimum(amount: 50_000))
        shop.variant("gin")
        let priced = basket(shop, [0])
        #expect(priced.totals == [0] && priced.isOrderable)
        #expect(priced.lines[0].trace?.agreed?.listed == nil)
    }

    @Test("what passes 64 bits is refused by name")
    func overflow() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        #expect(basket(shop, [.max]).lines[0].problems == [.amountOverflow])
    }
}
