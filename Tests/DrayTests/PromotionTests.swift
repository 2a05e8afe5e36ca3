import Bedrock
import Testing
import Wire

@Suite("Promotions take something off, by their terms, and no oftener than they may")
struct PromotionTests {
    @discardableResult
    private func promote(
        _ seller: Seller, _ name: String, _ terms: String
    ) async throws -> Answer {
        try await seller.person.post("/v1/promotions", #"{"name":"\#(name)",\#(terms)}"#)
            .expect(201)
    }

    private func check(
        _ buyer: Buyer, _ quantity: Int, more: String = ""
    ) async throws -> Answer {
        try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)"\(more),
            "lines":[{"sku":"\(buyer.seller.variants[0].sku)","quantity":\(quantity)}]}
            """, key: nil
        ).expect(200)
    }

    /// What servers hear of a change in the catalogue comes after its answer: asks until it did.
    private func settles(_ buyer: Buyer, at amount: Int64) async throws {
        for _ in 0..<2_000 {
            if try await check(buyer, 1).integer("total.amount") == amount { return }
        }
        Issue.record("the price never comes to \(amount)")
    }

    @Test("a price check, a draft and its order show what was taken off, and why")
    func shown() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let terms = """
            "kind":"percent_off","basis_points":1000,"threshold_quantity":6,
            "variant_ids":["\(seller.variants[0].id)"]
            """
        let id = try await promote(seller, "Six", terms).text("id")
        let short = try await check(buyer, 5)
        #expect(try short.integer("total.amount") == 5_000)
        #expect(try short.text("lines.0.trace.promotions.0.refused") == "below_quantity")
        #expect(try short.integer("lines.0.trace.promotions.0.add") == 1)
        let enough = try await check(buyer, 6)
        #expect(try enough.integer("lines.0.list_total.amount") == 6_000)
        #expect(try enough.integer("total.amount") == 5_400)
        #expect(try enough.integer("promotions.0.saved.amount") == 600)
        let draft = try await buyer.draft([(0, "bottle", 6), (1, "bottle", 1)])
        #expect(try draft.integer("total.amount") == 5_400 + 1_100)
        #expect(try draft.text("promotion_ids.0") == id)
        let order = try await buyer.place(try draft.text("id")).expect(201).text("id")
        let placed = try await seller.person.get("/v1/orders/\(order)").expect(200)
        #expect(try placed.integer("total.amount") == 6_500)
        #expect(try placed.text("lines.0.trace.promotions.0.id") == id)
        #expect(try placed.integer("lines.0.trace.promotions.0.saved.amount") == 600)
        #expect(placed["lines.1.trace.promotions"] == nil)
    }

    @Test(
        "what a promotion's kind asks for, and what it has no use for, is named",
        arguments: [
            (#""kind":"percent_off""#, "/basis_points", "required"),
            (#""kind":"percent_off","basis_points":1,"amount":5"#, "/amount", "choice"),
            (#""kind":"amount_off","amount":100"#, "/currency", "required"),
            (#""kind":"amount_off","amount":0,"currency":"USD""#, "/amount", "range"),
            (#""kind":"buy_x_get_y","buy_quantity":11"#, "/get_quantity", "required"),
            (
                #""kind":"bundle","buy_quantity":3,"amount":1,"currency":"USD","stage":"order""#,
                "/stage", "choice"
            ),
            (#""kind":"free_shipping""#, "/stage", "choice"),
            (
                #""kind":"free_shipping","stage":"shipping","basis_points":5"#, "/basis_points",
                "choice"
            ),
            (
                #""kind":"percent_off","basis_points":1,"threshold_amount":100"#, "/currency",
                "required"
            ),
        ])
    func parts(_ terms: String, _ pointer: String, _ code: String) async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let refused = try await seller.person.post("/v1/promotions", #"{"name":"X",\#(terms)}"#)
            .expect(422)
        #expect(refused.pointers == [pointer])
        #expect(try refused.text("violations.0.code") == code)
    }

    @Test("one for a tag is for what is tagged so, from when it is until it no longer is")
    func byTag() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        func tag(_ tags: String, _ seller: Seller) async throws {
            try await seller.person.patch(
                "/v1/products/\(seller.product)", #"{"tags":[\#(tags)]}"#, ifMatch: "*"
            ).expect(200)
        }
        try await tag(#""Summer","Light""#, seller)
        try await tag(#""Summer""#, other)
        let tags = try await seller.person.get("/v1/tags").expect(200)
        #expect(try tags.text("items.1.name") == "Summer")
        let summer = try tags.text("items.1.id")
        let terms = #""kind":"percent_off","basis_points":1000,"tag_ids":["\#(summer)"]"#
        let made = try await promote(seller, "Summer", terms)
        #expect(try made.text("tag_ids.0") == summer)
        try await settles(buyer, at: 900)
        try await tag(#""Light""#, seller)
        try await settles(buyer, at: 1_000)
        try await tag(#""Light","Summer""#, seller)
        try await settles(buyer, at: 900)
        try await seller.person.delete("/v1/tags/\(summer)").expect(204)
        try await settles(buyer, at: 1_000)
        let foreign = try await other.person.post(
            "/v1/promotions", #"{"name":"Not mine",\#(terms)}"#
        ).expect(422)
        #expect(try foreign.text("violations.0.pointer") == "/tag_ids/0")
    }

    @Test("it is read, listed, replaced at its version, and ended")
    func life() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let terms = #""kind":"percent_off","basis_points":1000"#
        let id = try await promote(seller, "Ten", terms).text("id")
        let path = "/v1/promotions/\(id)"
        #expect(try await seller.person.get(path).expect(200).text("name") == "Ten")
        let listed = try await seller.person.get("/v1/promotions").expect(200)
        #expect(try listed.text("items.0.id") == id)
        #expect(try await check(buyer, 1).integer("total.amount") == 900)
        let half = #"{"name":"Half","kind":"percent_off","basis_points":5000}"#
        try await seller.person.put(path, half, ifMatch: #""7""#).expect(412)
        try await seller.person.put(path, half, ifMatch: #""1""#).expect(200)
        #expect(try await check(buyer, 1).integer("total.amount") == 500)
        try await seller.person.post("\(path)/end", key: nil).expect(200)
        #expect(try await check(buyer, 1).integer("total.amount") == 1_000)
        let again = #"{"name":"Half","kind":"percent_off","basis_points":5000}"#
        let taken = try await seller.person.post("/v1/promotions", again).expect(409)
        #expect(taken.problem == "name-taken")
    }

    @Test("terms that don't belong together, and things that aren't the seller's, are refused")
    func refused() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        for terms in [
            #""kind":"percent_off""#, #""kind":"bundle","amount":100"#,
            #""kind":"amount_off","amount":100"#, #""kind":"free_shipping""#,
            #""kind":"percent_off","basis_points":10001"#,
            #""kind":"percent_off","basis_points":1,"hours_from":"16:00""#,
            #""kind":"percent_off","basis_points":1,"hours_from":"24:00","hours_until":"01:00""#,
            #""kind":"percent_off","basis_points":1,"threshold_quantity":1,"threshold_amount":1"#,
            """
            "kind":"percent_off","basis_points":1,"variant_ids":["\(other.variants[0].id)"]
            """,
            """
            "kind":"percent_off","basis_points":1,"channel_ids":["\(other.trader.channel)"]
            """,
        ] {
            try await seller.person.post("/v1/promotions", #"{"name":"No",\#(terms)}"#)
                .expect(422)
        }
        let id = try await promote(seller, "Mine", #""kind":"percent_off","basis_points":1"#)
            .text("id")
        try await other.person.get("/v1/promotions/\(id)").expect(404)
    }

    @Test("a code opens a promotion, in a check and in a draft; an unknown one is named")
    func coupons() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await promote(
            seller, "Hello", #""kind":"percent_off","basis_points":1000,"coupons":["Hello"]"#)
        #expect(try await check(buyer, 1).integer("total.amount") == 1_000)
        let given = try await check(buyer, 1, more: #","coupons":["hello","NEVER"]"#)
        #expect(try given.integer("total.amount") == 900)
        #expect(try given.text("unknown_coupons.0") == "NEVER")
        let body = buyer.draftBody([(0, "bottle", 1)]).dropLast() + #","coupons":["HELLO"]}"#
        let draft = try await buyer.person.post("/v1/draft-orders", String(body)).expect(201)
        #expect(try draft.integer("total.amount") == 900)
        #expect(try draft.text("coupons.0") == "HELLO")
    }

    @Test("happy hour is by the seller's clock, in summer and in winter")
    func happyHour() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await promote(
            seller, "Hour",
            """
            "kind":"percent_off","basis_points":1000,"weekdays":["friday"],
            "hours_from":"16:00","hours_until":"18:00"
            """)
        // Chicago is five hours behind in summer and six in winter.
        for (instant, total) in [
            ("2026-07-10T20:59:59Z", 1_000), ("2026-07-10T21:00:00Z", 900),
            ("2026-07-10T23:00:00Z", 1_000), ("2026-01-09T21:59:59Z", 1_000),
            ("2026-01-09T22:00:00Z", 900), ("2026-01-08T22:00:00Z", 1_000),
        ] as [(String, Int64)] {
            let checked = try await check(buyer, 1, more: #","at":"\#(instant)""#)
            #expect(try checked.integer("total.amount") == total, "at \(instant)")
        }
    }

    @Test("a first order's promotion is for the first, and a company's limit is its own")
    func firstAndPerCompany() async throws {
        let seller = try await Seller.make()
        let (one, two) = (try await Buyer.make(of: seller), try await Buyer.make(of: seller))
        try await promote(
            seller, "Welcome", #""kind":"percent_off","basis_points":5000,"first_order":true"#)
        try await promote(
            seller, "Once",
            #""kind":"percent_off","basis_points":1000,"lane":"once","per_company":2"#)
        let totals: [Int64] = [450, 900, 1_000]
        for total in totals {
            let draft = try await one.draft()
            #expect(try draft.integer("total.amount") == total)
            try await one.place(try draft.text("id")).expect(201)
        }
        #expect(try await two.draft().integer("total.amount") == 450)
    }

    @Test("two first orders at once: one has the promotion, the other is priced anew")
    func firstOrderTwice() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await promote(
            seller, "Welcome", #""kind":"percent_off","basis_points":5000,"first_order":true"#)
        let drafts = [try await buyer.draft().text("id"), try await buyer.draft().text("id")]
        let answers = try await concurrently(2) { place in try await buyer.place(drafts[place]) }
        #expect(answers.map(\.status).sorted() == [201, 409])
        let refused = try #require(answers.first { $0.status == 409 })
        #expect(refused.problem == "promotion-exhausted")
        #expect(try refused.integer("moved.0.total_now") == 1_000)
    }

    @Test("a budget of 100 is taken exactly 100 times by 64 buyers at once")
    func budget() async throws {
        let seller = try await Seller.make()
        let parties = try await concurrently(8) { _ in try await Buyer.make(of: seller) }
        let id = try await promote(
            seller, "Budget", #""kind":"percent_off","basis_points":1000,"in_total":100"#
        ).text("id")
        let drafts = try await concurrently(64) { place in
            let buyer = parties[place % parties.count]
            return [try await buyer.draft().text("id"), try await buyer.draft().text("id")]
        }
        let answers = try await concurrently(64) { place in
            let buyer = parties[place % parties.count]
            return [
                try await buyer.place(drafts[place][0]), try await buyer.place(drafts[place][1]),
            ]
        }.flatMap { $0 }
        let placed = answers.filter { $0.status == 201 }
        #expect(try placed.filter { try $0.integer("total.amount") == 900 }.count == 100)
        #expect(placed.count == 100)
        let refused = answers.filter { $0.status == 409 }
        #expect(refused.count == 28)
        #expect(refused.allSatisfy { $0.problem == "promotion-exhausted" })
        let promotion = try await seller.person.get("/v1/promotions/\(id)").expect(200)
        #expect(try promotion.integer("taken") == 100)
        // A refused draft holds today's prices, and placing it again accepts them.
        let left = try #require(
            zip(drafts.flatMap { $0 }, answers).first { $0.1.status == 409 }?.0)
        let place = try #require(drafts.firstIndex { $0.contains(left) })
        let second = try await parties[place % parties.count].place(left).expect(201)
        #expect(try second.integer("total.amount") == 1_000)
    }

    @Test("mode, strategy and lanes are the seller's setting, changed at its version")
    func settings() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let path = "/v1/pricing-settings"
        let first = try await seller.person.get(path).expect(200)
        #expect(try first.text("mode") == "most_specific" && first.text("strategy") == "both")
        let cheap = try await seller.person.post(
            "/v1/price-lists", Seller.listBody("Cheap", more: #","priority":-5"#)
        ).expect(201).text("id")
        try await seller.putPrices(on: cheap, plus: -200)
        try await promote(seller, "Ten", #""kind":"percent_off","basis_points":1000"#)
        #expect(try await check(buyer, 1).integer("total.amount") == 900)
        try await seller.person.patch(path, #"{"mode":"lowest"}"#, ifMatch: #""9""#).expect(412)
        try await seller.person.patch(path, #"{"mode":"lowest"}"#, ifMatch: #""1""#).expect(200)
        #expect(try await check(buyer, 1).integer("total.amount") == 720)
        try await seller.person.patch(
            path, #"{"strategy":"wholesale_tiers"}"#, ifMatch: #""2""#
        ).expect(200)
        #expect(try await check(buyer, 1).integer("total.amount") == 800)
        let last = try await seller.person.get(path).expect(200)
        #expect(try last.integer("version") == 3 && last.text("mode") == "lowest")
    }

    @Test("a promotion that was made after a draft changes what the draft costs when it is placed")
    func madeLater() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let draft = try await buyer.draft().text("id")
        try await promote(seller, "Late", #""kind":"percent_off","basis_points":1000"#)
        let answer = try await buyer.place(draft).expect(409)
        #expect(answer.problem == "prices-moved")
        #expect(try answer.integer("moved.0.total_now") == 900)
        #expect(try await buyer.place(draft).expect(201).integer("total.amount") == 900)
    }
}
