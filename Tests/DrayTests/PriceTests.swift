import Bedrock
import Testing
import Wire

@Suite("Buyers see the price that is theirs")
struct PriceTests {
    /// The unit price of a line of the first variant.
    private func price(
        _ buyer: Buyer, _ unit: String = "bottle", _ quantity: Int = 1
    ) async throws -> Int64 {
        try await buyer.draft([(0, unit, quantity)]).integer("lines.0.unit_price.amount")
    }

    @Test("a bottle and a case each have their own; the total is the sum of the lines")
    func units() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let draft = try await buyer.draft([(0, "bottle", 5), (0, "case", 2), (1, "bottle", 1)])
        #expect(try draft.integer("lines.0.unit_price.amount") == 1_000)
        #expect(try draft.integer("lines.1.unit_price.amount") == 11_000)
        #expect(try draft.integer("lines.1.base_quantity") == 24)
        #expect(try draft.integer("total.amount") == 5_000 + 22_000 + 1_100)
        #expect(try draft.integer("base_quantity") == 30)
        #expect(draft["lines.0.trace"] != nil)
    }

    @Test("a list holds from its first instant to before its last")
    func validity() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let more = """
            ,"priority":5,"valid_from":"2020-01-01T00:00:00Z","valid_until":"2020-02-01T00:00:00Z"
            """
        let list = try await seller.person.post(
            "/v1/price-lists", Seller.listBody("January", more: more)
        ).expect(201).text("id")
        try await seller.putPrices(on: list, plus: 77)
        #expect(try await price(buyer) == 1_000)
        let instants = [
            ("2019-12-31T23:59:59.999999Z", 1_000), ("2020-01-01T00:00:00Z", 1_077),
            ("2020-01-31T23:59:59.999999Z", 1_077), ("2020-02-01T00:00:00Z", 1_000),
        ]
        for (instant, expected) in instants {
            let check = try await buyer.person.post(
                "/v1/price-checks",
                """
                {"seller_id":"\(seller.id)","at":"\(instant)",
                "lines":[{"sku":"\(seller.variants[0].sku)","quantity":1}]}
                """, key: nil)
            check.expect(200)
            #expect(
                check["lines.0.unit_price.amount"]?.integer == Int64(expected), "at \(instant)")
        }
    }

    @Test("the more is bought, the less one costs, from the break's quantity on")
    func breaks() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(seller.variants[0].sku)","unit":"bottle","breaks":[
            {"minimum_quantity":1,"price":{"amount":1000,"currency":"USD"}},
            {"minimum_quantity":6,"price":{"amount":900,"currency":"USD"}},
            {"minimum_quantity":60,"price":{"amount":800,"currency":"USD"}}]}]}
            """
        ).expect(200)
        for (quantity, expected) in [(1, 1_000), (5, 1_000), (6, 900), (59, 900), (60, 800)] {
            #expect(try await price(buyer, "bottle", quantity) == Int64(expected))
        }
    }

    @Test("a company's list beats its group's, its role's, the channel's and everybody's")
    func audiences() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let group = try await seller.person.post("/v1/company-groups", #"{"name":"Group"}"#)
            .expect(201).text("id")
        try await seller.person.patch(
            "/v1/companies/\(buyer.company)", #"{"group_id":"\#(group)"}"#, ifMatch: "*"
        ).expect(200)
        let ladder = [
            (#"{"audience":"role","role":"retailer"}"#, 20),
            (#"{"audience":"group","id":"\#(group)"}"#, 30),
            (#"{"audience":"company","id":"\#(buyer.company)"}"#, 40),
        ]
        for (audience, cents) in ladder {
            let list = try await seller.person.post(
                "/v1/price-lists", Seller.listBody("\(cents)", audience: audience)
            ).expect(201).text("id")
            try await seller.putPrices(on: list, plus: Int64(cents))
            #expect(try await price(buyer) == 1_000 + Int64(cents), "\(audience)")
        }
        let stranger = try await Buyer.make(of: seller)
        #expect(try await price(stranger) == 1_020)
    }

    @Test("what moved since the draft was priced is said, and accepted by placing again")
    func moved() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let draft = try await buyer.draft([(0, "bottle", 2), (1, "bottle", 1)]).text("id")
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[\#(Seller.entry(seller.variants[0].sku, "bottle", 1_250))]}"#
        ).expect(200)
        let answer = try await buyer.place(draft).expect(409, "prices-moved")
        #expect(answer["moved"]?.items?.count == 1)
        #expect(answer["moved.0.sku"]?.text == seller.variants[0].sku)
        #expect(answer["moved.0.total_before"]?.integer == 2_000)
        #expect(answer["moved.0.total_now"]?.integer == 2_500)
        #expect(try await seller.available(0) == 1_000)
        let placed = try await buyer.place(draft).expect(201)
        #expect(try placed.integer("total.amount") == 3_600)
    }

    @Test("whoever was told that a price is changed, has it shown, however busy the server is")
    func readsWhatWasWritten() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let seller = try await Seller.make()
                    let buyer = try await Buyer.make(of: seller)
                    let sku = seller.variants[0].sku
                    for turn in 1...12 {
                        let amount = 1_000 + Int64(turn)
                        try await seller.person.put(
                            "/v1/price-lists/\(seller.list)/entries",
                            #"{"entries":[\#(Seller.entry(sku, "bottle", amount))]}"#
                        ).expect(200)
                        #expect(try await price(buyer) == amount)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a price that moved elsewhere in the book stops nobody")
    func movedElsewhere() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let draft = try await buyer.draft().text("id")
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[\#(Seller.entry(seller.variants[1].sku, "bottle", 9_999))]}"#
        ).expect(200)
        try await buyer.place(draft).expect(201)
    }

    @Test("offers show the buyer's own price and what can be had")
    func offers() async throws {
        let seller = try await Seller.make(stock: 30)
        let buyer = try await Buyer.make(of: seller)
        let page = try await buyer.person.get("/v1/sellers/\(seller.id)/offers?limit=1")
            .expect(200)
        #expect(page["items.0.unit_price.amount"]?.integer == 1_000)
        #expect(page["items.0.case_price.amount"]?.integer == 11_000)
        #expect(page["items.0.available"]?.integer == 30)
        let cursor = try page.text("next_cursor")
        let next = try await buyer.person.get(
            "/v1/sellers/\(seller.id)/offers?limit=1&cursor=\(cursor)"
        ).expect(200)
        #expect(next["items.0.sku"]?.text == seller.variants[1].sku)
        #expect(next["next_cursor"]?.isNull == true)
    }
}
