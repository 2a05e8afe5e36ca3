import Bedrock
import Testing
import Wire

@Suite("Coupons open promotions, as often as each may be taken")
struct CouponTests {
    private struct Shop {
        let seller: Seller
        let promotion: String
        var path: String { "/v1/promotions/\(promotion)/coupons" }

        static func make(on server: TestServer? = nil) async throws -> Shop {
            let seller = try await Seller.make(on: server)
            let promotion = try await seller.person.post(
                "/v1/promotions",
                #"{"name":"Ten percent","kind":"percent_off","basis_points":1000}"#
            ).expect(201).text("id")
            return Shop(seller: seller, promotion: promotion)
        }
    }

    private func check(_ buyer: Buyer, _ codes: String...) async throws -> Answer {
        let list = codes.map { #""\#($0)""# }.joined(separator: ",")
        return try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)","coupons":[\(list)],
            "lines":[{"sku":"\(buyer.seller.variants[0].sku)","quantity":1}]}
            """, key: nil)
    }

    private func draft(_ buyer: Buyer, _ code: String) async throws -> Answer {
        let body = buyer.draftBody([(0, "bottle", 1)]).dropLast() + #","coupons":["\#(code)"]}"#
        return try await buyer.person.post("/v1/draft-orders", String(body))
    }

    @Test("a promotion with codes is for those who give one, in any case")
    func opens() async throws {
        let shop = try await Shop.make()
        let buyer = try await Buyer.make(of: shop.seller)
        #expect(try await check(buyer).expect(200).integer("total.amount") == 900)
        try await shop.seller.person.post(shop.path, #"{"code":"Spring"}"#).expect(201)
        #expect(try await check(buyer).expect(200).integer("total.amount") == 1_000)
        let given = try await check(buyer, "spring", "WINTER").expect(200)
        #expect(try given.integer("total.amount") == 900)
        #expect(given["unknown_coupons"]?.items?.compactMap(\.text) == ["WINTER"])
        let again = try await shop.seller.person.post(shop.path, #"{"code":"SPRING"}"#)
        #expect(again.expect(409).problem == "code-taken")
    }

    @Test("a batch's codes are all different, each is taken once, and the order says by whom")
    func batch() async throws {
        let shop = try await Shop.make()
        let buyer = try await Buyer.make(of: shop.seller)
        let made = try await shop.seller.person.post(shop.path, #"{"count":50,"most":1}"#)
            .expect(201)
        let codes = (made["codes"]?.items ?? []).compactMap(\.text)
        #expect(Set(codes).count == 50)
        #expect(codes.allSatisfy { $0.utf8.count == 19 })
        let one = try await draft(buyer, codes[0]).expect(201)
        let two = try await draft(buyer, codes[0]).expect(201)
        #expect(try one.integer("total.amount") == 900)
        let order = try await buyer.place(try one.text("id")).expect(201).text("id")
        let seen = try await shop.seller.person.get("/v1/orders/\(order)").expect(200)
        #expect(seen["coupons"]?.items?.compactMap(\.text) == [codes[0]])
        let late = try await buyer.place(try two.text("id")).expect(409)
        #expect(late.problem == "promotion-exhausted")
        #expect(try await check(buyer, codes[0]).expect(200).integer("total.amount") == 1_000)
        #expect(try await check(buyer, codes[1]).expect(200).integer("total.amount") == 900)
        let listed = try await shop.seller.person.get("\(shop.path)?limit=1000").expect(200)
        let taken = (listed["items"]?.items ?? []).filter { $0["redeemed"]?.integer == 1 }
        #expect(taken.map { $0["code"]?.text } == [codes[0]])
    }

    @Test("a code of ten is taken exactly ten times by forty orders at once")
    func exactly() async throws {
        let shop = try await Shop.make()
        try await shop.seller.person.post(shop.path, #"{"code":"TEN-TIMES","most":10}"#)
            .expect(201)
        let buyer = try await Buyer.make(of: shop.seller)
        var drafts: [String] = []
        for _ in 0..<40 { drafts.append(try await draft(buyer, "TEN-TIMES").text("id")) }
        let answers = try await concurrently(40) { [drafts] place in
            try await buyer.place(drafts[place]).status
        }
        #expect(answers.count { $0 == 201 } == 10)
        #expect(answers.count { $0 == 409 } == 30)
        let listed = try await shop.seller.person.get(shop.path).expect(200)
        #expect(try listed.integer("items.0.redeemed") == 10)
    }

    @Test("a company's limit of a code is its own; windows and disabling hold")
    func limits() async throws {
        let shop = try await Shop.make()
        let one = try await Buyer.make(of: shop.seller)
        let two = try await Buyer.make(of: shop.seller)
        let seller = shop.seller.person
        try await seller.post(shop.path, #"{"code":"ONCE","per_company":1}"#).expect(201)
        try await seller.post(
            shop.path, #"{"code":"PAST","valid_until":"2020-01-01T00:00:00Z"}"#
        ).expect(201)
        let draft = try await draft(one, "ONCE").expect(201).text("id")
        try await one.place(draft).expect(201)
        #expect(try await check(one, "ONCE").expect(200).integer("total.amount") == 1_000)
        #expect(try await check(two, "ONCE").expect(200).integer("total.amount") == 900)
        #expect(try await check(two, "PAST").expect(200).integer("total.amount") == 1_000)
        let disabled = try await seller.post(
            "\(shop.path)/disable", #"{"codes":["once","never"]}"#, key: nil
        ).expect(200)
        #expect(try disabled.integer("disabled") == 1)
        #expect(try await check(two, "ONCE").expect(200).integer("total.amount") == 1_000)
    }

    @Test("codes are their seller's alone, and impossible ones are refused")
    func refused() async throws {
        let shop = try await Shop.make()
        let other = try await Shop.make()
        for body in [
            "{}", #"{"code":"A"}"#, #"{"code":"ABC","count":2}"#, #"{"count":1001}"#,
            #"{"count":2,"most":0}"#,
            """
            {"count":1,"valid_from":"2026-01-02T00:00:00Z","valid_until":"2026-01-01T00:00:00Z"}
            """,
        ] {
            try await shop.seller.person.post(shop.path, body).expect(422)
        }
        try await other.seller.person.post(shop.path, #"{"code":"MINE"}"#).expect(404)
        try await other.seller.person.get(shop.path).expect(404)
        try await other.seller.person.post(
            "\(shop.path)/disable", #"{"codes":["MINE"]}"#, key: nil
        ).expect(404)
    }

    @Test("a company has only so many wrong codes; right ones are not counted")
    func guesses() async throws {
        let server = try await TestServer(with: [
            "DRAY_RATE_LIMITS": "on", "DRAY_RATE_COUPON_GUESSES": "5/1h",
        ])
        let shop = try await Shop.make(on: server)
        try await shop.seller.person.post(shop.path, #"{"code":"RIGHT"}"#).expect(201)
        let buyer = try await Buyer.make(of: shop.seller)
        for guess in 0..<5 {
            try await check(buyer, "GUESS-\(guess)").expect(200)
            try await check(buyer, "RIGHT").expect(200)
        }
        try await check(buyer, "GUESS-5").expect(429)
        try await check(buyer, "RIGHT").expect(200)
        await server.stop()
    }
}
