import Bedrock
import PriceEngine
import Testing

@Suite("The trace as it is stored")
struct TraceTests {
    private func json(_ line: PricedLine) -> String {
        String(decoding: line.trace?.json ?? [], as: UTF8.self)
    }

    @Test("says which list and why, which break and what more would do, the unit, the rounding")
    func everything() {
        var shop = Shop()
        shop.variant("gin", packs: [PackRow("case", 12)])
        shop.list("a", to: .role("retailer"), casePriceServesBottles: true)
        shop.list("b", to: .everybody)
        shop.price(
            "gin", on: "a", [PriceBreak(1, .fixed(10_000)), PriceBreak(2, .fixed(9_000))],
            per: .cases)
        shop.price("gin", on: "b", 1_000)
        #expect(
            json(shop.line("gin", 5)) == """
                {"list":{"id":"pls_000000000001gg000000000001","name":"a","audience":"role",\
                "over":"pls_000000000001h0000000000001","because":"specificity"},\
                "break":{"scope":"variant","minimum":1,"price":{"amount":10000,"currency":"USD"},\
                "next":{"add":19,"unit_price":{"amount":750,"currency":"USD"}}},\
                "unit":{"share_of":"case","size":12},"rounding":3333}
                """)
    }

    @Test("tells a buyer that it is cost and margin, and not how much; whatever lists are called")
    func withoutMargin() {
        var shop = Shop()
        shop.variant("gin", cost: 800)
        shop.list("\"cost_plus\":{\"basis_points\":1}", to: .everybody)
        let list = "\"cost_plus\":{\"basis_points\":1}"
        shop.price(
            "gin", on: list,
            [PriceBreak(1, .costPlus(basisPoints: 2_500)), PriceBreak(6, .fixed(900))])
        let whole = json(shop.line("gin", 1))
        #expect(whole.contains(#""cost_plus":{"basis_points":2500},"next""#))
        let told = String(decoding: PriceTrace.withoutMargin(Array(whole.utf8)), as: UTF8.self)
        #expect(told.contains(#""cost_plus":{},"next":{"add":5"#))
        #expect(told.contains(#""name":"\"cost_plus\":{\"basis_points\":1}""#))
        #expect(!told.contains("2500"))
        let plain = Array(json(shop.line("gin", 6)).utf8)
        #expect(PriceTrace.withoutMargin(plain) == plain)
    }

    @Test("leaves out what there is nothing to say of")
    func plain() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("a", to: .everybody)
        shop.price("gin", on: "a", 700)
        #expect(
            json(shop.line("gin", 1)) == """
                {"list":{"id":"pls_000000000001gg000000000001","name":"a",\
                "audience":"everybody"},"break":{"scope":"variant","minimum":1,\
                "price":{"amount":700,"currency":"USD"}}}
                """)
    }

    @Test("names the kind of price, the mode and the mix")
    func kinds() {
        var shop = Shop()
        shop.variant("gin", in: ["x"], cost: 100)
        shop.list("a", to: .role("retailer"))
        shop.list("b")
        shop.price("gin", on: "b", 1_000)
        let off = BreakPrice.percentOff(list: Shop.id("b"), basisPoints: 250)
        shop.price(.category(Shop.id("x")), on: "a", [PriceBreak(1, off)], mix: "m")
        shop.price(
            "gin", on: "a", [PriceBreak(1, .costPlus(basisPoints: -100))], per: .cases,
            mode: .graduated)
        let mixed = json(shop.line("gin", 3))
        let percent = #""percent_off":{"list":"pls_000000000001h0000000000001","basis_points":250}"#
        #expect(mixed.contains(#""scope":"category","minimum":1,"mixed":3,"# + percent))
        let graduated = json(shop.line("gin", 3, .cases))
        let cost = #""mode":"graduated","cost_plus":{"basis_points":-100}"#
        #expect(graduated.contains(cost))
    }

    @Test("names each promotion with what it saved, or why it saved nothing")
    func promotions() {
        var shop = Shop()
        shop.sell("gin", 1_000)
        shop.promote("a", .percentOff(basisPoints: 1_000))
        shop.promote("b", .percentOff(basisPoints: 500))
        shop.promote("c", .percentOff(basisPoints: 500)) { $0.threshold = .quantity(5) }
        shop.promote("d", .percentOff(basisPoints: 500)) { $0.threshold = .amount(4_000) }
        shop.promote("e", .percentOff(basisPoints: 500)) { $0.conditions.firstOrderOnly = true }
        for lane in 0..<5 { shop.rows.promotions[lane].lane = lane < 2 ? "a" : "b" }
        let text = json(shop.line("gin", 3))
        #expect(text.contains(#""name":"a","saved":{"amount":300,"currency":"USD"}}"#))
        #expect(text.contains(#""name":"b","refused":"outdone","by":"pmo_"#))
        #expect(text.contains(#""name":"c","refused":"below_quantity","add":2}"#))
        let missing = #""refused":"below_amount","missing":{"amount":1300,"currency":"USD"}}"#
        #expect(text.contains(missing))
        #expect(text.contains(#""name":"e","refused":"not_first_order"}]"#))
    }

    @Test("escapes a list's name")
    func escapes() {
        var shop = Shop()
        shop.variant("gin")
        shop.list("a\"\\\n\u{1f}é", to: .everybody)
        shop.price("gin", on: "a\"\\\n\u{1f}é", 700)
        #expect(json(shop.line("gin", 1)).contains(#""name":"a\"\\\u000a\u001fé""#))
    }

    @Test("is under 400 bytes with every ordinary part")
    func compact() {
        for seed in 0..<500 {
            var random = RandomBook(seed: UInt64(seed))
            var rows = random.book()
            rows.promotions = []
            (rows.taxes, rows.excises, rows.kinds) = ([], [], [])
            for line in rows.compiled().price(random.request(rows)).lines {
                #expect((line.trace?.json.count ?? 0) < 400)
            }
        }
    }
}
