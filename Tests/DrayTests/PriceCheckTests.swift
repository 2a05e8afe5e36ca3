import Bedrock
import Testing
import Wire

@Suite("A basket is priced without being kept, line by line, and every line is explained")
struct PriceCheckTests {
    private func ladder(_ seller: Seller) async throws {
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(seller.variants[0].sku)","unit":"bottle","breaks":[
            {"minimum_quantity":1,"price":{"amount":1000,"currency":"USD"}},
            {"minimum_quantity":6,"price":{"amount":900,"currency":"USD"}}]}]}
            """
        ).expect(200)
    }

    @Test("what can't be sold is said on its line, and the others are priced")
    func perLine() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let checked = try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(seller.id)","lines":[
            {"sku":"\(seller.variants[0].sku)","quantity":2},
            {"sku":"no such thing","quantity":1},
            {"variant_id":"\(other.variants[0].id)","quantity":1},
            {"variant_id":"\(seller.variants[1].id)","unit":"crate","quantity":1},
            {"barcode":"00000000","quantity":1},
            {"variant_id":"\(seller.variants[1].id)","quantity":3}]}
            """, key: nil
        ).expect(200)
        #expect(checked["orderable"] == .bool(false))
        #expect(try checked.integer("total.amount") == 2_000 + 3_300)
        #expect(try checked.integer("lines.0.total.amount") == 2_000)
        for line in [1, 2, 4] {
            #expect(try checked.text("lines.\(line).problems.0.code") == "unknown_variant")
            #expect(checked["lines.\(line).sku"] == .null)
        }
        #expect(try checked.text("lines.3.problems.0.code") == "unknown_unit")
        #expect(try checked.integer("lines.5.total.amount") == 3_300)
    }

    @Test("a barcode stands for its variant and unit; one that several carry names none")
    func barcodes() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        for (place, code, unit) in [
            (0, "4006381333931", "bottle"), (0, "14006381333938", "case"),
            (1, "96385074", "bottle"), (0, "96385074", "bottle"),
        ] {
            _ = try seller.server.query(
                """
                insert into catalog.barcodes (organization_id, variant_id, gtin, unit)
                values ($1, $2, '\(code)', '\(unit)')
                """, [try uuid(of: seller.id), try uuid(of: seller.variants[place].id)],
                in: seller.id)
        }
        let checked = try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(seller.id)","lines":[{"barcode":"4006381333931","quantity":1},
            {"barcode":"14006381333938","quantity":1},{"barcode":"96385074","quantity":1}]}
            """, key: nil
        ).expect(200)
        #expect(try checked.integer("lines.0.total.amount") == 1_000)
        #expect(try checked.text("lines.1.unit") == "case")
        #expect(try checked.integer("lines.1.total.amount") == 11_000)
        #expect(try checked.text("lines.2.problems.0.code") == "ambiguous_barcode")
    }

    @Test("two hundred lines are priced in one call")
    func manyLines() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let lines = (1...200).map {
            #"{"variant_id":"\#(seller.variants[$0 % 2].id)","quantity":\#($0)}"#
        }
        let checked = try await buyer.person.post(
            "/v1/price-checks",
            #"{"seller_id":"\#(seller.id)","lines":[\#(lines.joined(separator: ","))]}"#, key: nil
        ).expect(200)
        let even = (1...200).filter { $0 % 2 == 0 }.reduce(0, +)
        let odd = (1...200).filter { $0 % 2 == 1 }.reduce(0, +)
        #expect(try checked.integer("total.amount") == Int64(1_000 * even + 1_100 * odd))
        #expect(checked["orderable"] == .bool(true))
    }

    @Test("an explanation says of every list why it lost; a buyer hears of its own lists alone")
    func explained() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let stranger = try await Buyer.make(of: seller)
        try await ladder(seller)
        func list(_ name: String, _ audience: String, _ more: String = "") async throws -> String {
            try await seller.person.post(
                "/v1/price-lists", Seller.listBody(name, audience: audience, more: more)
            ).expect(201).text("id")
        }
        let company = try await list(
            "own", #"{"audience":"company","id":"\#(stranger.company)"}"#)
        let ended = try await list(
            "ended", #"{"audience":"everybody"}"#, #","valid_until":"2020-01-01T00:00:00Z""#)
        let role = try await list("role", #"{"audience":"role","role":"retailer"}"#)
        try await seller.person.put(
            "/v1/price-lists/\(role)/entries",
            #"{"entries":[\#(Seller.entry(seller.variants[0].sku, "bottle", 950, from: 24))]}"#
        ).expect(200)
        let question = """
            "sku":"\(seller.variants[0].sku)","unit":"bottle","quantity":4}
            """
        let own = try await buyer.person.post(
            "/v1/price-checks/explain", #"{"seller_id":"\#(seller.id)",\#(question)"#, key: nil
        ).expect(200)
        let told = (own["lists"]?.items ?? []).map { $0["verdict"]?.text }
        #expect(told == ["below_first_break", "chosen"])
        #expect(try own.integer("line.total.amount") == 4_000)
        #expect(try own.integer("ladder.1.minimum_quantity") == 6)
        #expect(try own.integer("ladder.1.unit_price.amount") == 900)
        #expect(try own.integer("next_quantity") == 6)
        let all = try await seller.person.post(
            "/v1/price-checks/explain", #"{"company_id":"\#(buyer.company)",\#(question)"#,
            key: nil
        ).expect(200)
        var verdicts: [String: String] = [:]
        for item in all["lists"]?.items ?? [] {
            verdicts[item["id"]?.text ?? ""] = item["verdict"]?.text
        }
        #expect(
            verdicts == [
                seller.list: "chosen", role: "below_first_break", company: "not_assigned",
                ended: "no_longer_valid",
            ])
        try await buyer.person.post(
            "/v1/price-checks/explain", #"{"company_id":"\#(buyer.company)",\#(question)"#,
            key: nil
        ).expect(422)
        try await buyer.person.post(
            "/v1/price-checks/explain",
            #"{"seller_id":"\#(seller.id)","sku":"no such thing","quantity":1}"#, key: nil
        ).expect(422)
    }

    @Test("the seller sees what a company would pay, and another seller sees nothing of it")
    func companyPrices() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let usual = try await Buyer.make(of: seller)
        let list = try await seller.person.post(
            "/v1/price-lists",
            Seller.listBody(
                "contract", audience: #"{"audience":"company","id":"\#(buyer.company)"}"#)
        ).expect(201).text("id")
        try await seller.putPrices(on: list, plus: -100)
        let path = "/v1/companies/\(buyer.company)/prices"
        let shown = try await seller.person.get(path).expect(200)
        #expect(try shown.integer("items.0.unit_price.amount") == 900)
        #expect(try shown.integer("items.0.case_price.amount") == 9_900)
        let mine = try await buyer.person.get("/v1/sellers/\(seller.id)/offers").expect(200)
        #expect(shown["items"] == mine["items"])
        let others = try await seller.person.get("/v1/companies/\(usual.company)/prices")
            .expect(200)
        #expect(try others.integer("items.0.unit_price.amount") == 1_000)
        let page = try await seller.person.get("\(path)?limit=1").expect(200)
        let next = try await seller.person.get(
            "\(path)?limit=1&cursor=\(try page.text("next_cursor"))"
        ).expect(200)
        #expect(next["next_cursor"] == .null)
        #expect(try next.text("items.0.variant_id") == shown.text("items.1.variant_id"))
        try await other.person.get(path).expect(404)
        try await buyer.person.get(path).expect(404)
    }

    @Test("an offer shows the list price, the ladder, and the next quantity that pays")
    func offers() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await ladder(seller)
        try await seller.person.post(
            "/v1/promotions",
            """
            {"name":"Three","kind":"percent_off","basis_points":1000,"threshold_quantity":3,
            "variant_ids":["\(seller.variants[1].id)"]}
            """
        ).expect(201)
        let offers = try await buyer.person.get("/v1/sellers/\(seller.id)/offers").expect(200)
        let items = offers["items"]?.items ?? []
        let first = items.first { $0["sku"]?.text == seller.variants[0].sku }
        let second = items.first { $0["sku"]?.text == seller.variants[1].sku }
        #expect(first?["list_price"]?["amount"]?.integer == 1_000)
        #expect(first?["breaks"]?.items?.count == 2)
        #expect(first?["breaks"]?.items?[1]["minimum_quantity"]?.integer == 6)
        #expect(first?["breaks"]?.items?[1]["unit_price"]?["amount"]?.integer == 900)
        #expect(first?["next_quantity"]?.integer == 6)
        #expect(first?["case_breaks"]?.items?.count == 1)
        #expect(second?["next_quantity"]?.integer == 3)
    }

    @Test("lines that can be said, and a sum that can't, are a problem of the basket by its name")
    func overflow() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let sku = seller.variants[0].sku
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[\#(Seller.entry(sku, "bottle", 1_000_000_000_000))]}"#
        ).expect(200)
        func check(_ quantities: [Int]) async throws -> Answer {
            let lines = quantities.map { #"{"sku":"\#(sku)","quantity":\#($0)}"# }
            return try await buyer.person.post(
                "/v1/price-checks",
                #"{"seller_id":"\#(seller.id)","lines":[\#(lines.joined(separator: ","))]}"#,
                key: nil
            ).expect(200)
        }
        let most = try await check([9_000_000])
        #expect(try most.integer("total.amount") == 9_000_000_000_000_000_000)
        #expect(most["problems"] == .array([]))
        let sum = try await check([9_000_000, 9_000_000])
        #expect(try sum.text("problems.0.code") == "amount_overflow")
        #expect(sum["total"] == .null)
        #expect(sum["orderable"] == .bool(false))
        #expect(try sum.integer("lines.1.total.amount") == 9_000_000_000_000_000_000)
        let line = try await check([10_000_000])
        #expect(try line.text("lines.0.problems.0.code") == "amount_overflow")
    }

    @Test("a margin on the seller's cost is the seller's to read, on no line of the buyer's")
    func margin() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let (sku, variant) = (seller.variants[0].sku, seller.variants[0].id)
        try await seller.person.patch(
            "/v1/variants/\(variant)", #"{"cost":{"amount":800,"currency":"USD"}}"#, ifMatch: "*"
        ).expect(200)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(sku)","unit":"bottle","kind":"cost_plus",
            "breaks":[{"basis_points":2500}]}]}
            """
        ).expect(200)
        let line = #"{"sku":"\#(sku)","quantity":1}"#
        let mine = try await seller.person.post(
            "/v1/price-checks", #"{"company_id":"\#(buyer.company)","lines":[\#(line)]}"#, key: nil
        ).expect(200)
        let margin = "lines.0.trace.break.cost_plus.basis_points"
        #expect(try mine.integer(margin) == 2_500)
        let theirs = try await buyer.person.post(
            "/v1/price-checks", #"{"seller_id":"\#(seller.id)","lines":[\#(line)]}"#, key: nil
        ).expect(200)
        #expect(try theirs.integer("total.amount") == 1_000)
        #expect(theirs["lines.0.trace.break.cost_plus"] == .object([]))
        let explained = try await buyer.person.post(
            "/v1/price-checks/explain", #"{"seller_id":"\#(seller.id)",\#(line.dropFirst())"#,
            key: nil
        ).expect(200)
        #expect(explained["line.trace.break.cost_plus"] == .object([]))
        let draft = try await buyer.draft([(0, "bottle", 2)])
        #expect(draft["lines.0.trace.break.cost_plus"] == .object([]))
        let id = try draft.text("id")
        let read = try await buyer.person.get("/v1/draft-orders/\(id)").expect(200)
        #expect(read["lines.0.trace.break.cost_plus"] == .object([]))
        let order = try await buyer.place(id).expect(201).text("id")
        let placed = try await buyer.person.get("/v1/orders/\(order)").expect(200)
        #expect(try placed.integer("total.amount") == 2_000)
        #expect(placed["lines.0.trace.break.cost_plus"] == .object([]))
    }

    @Test("what is sold from a quantity on is offered, found and sorted at the price it has there")
    func leastQuantity() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let sku = seller.variants[0].sku
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(sku)","unit":"bottle","multiple_quantity":4,"breaks":[
            {"minimum_quantity":2,"price":{"amount":1000,"currency":"USD"}},
            {"minimum_quantity":6,"price":{"amount":900,"currency":"USD"}}]},
            {"sku":"\(sku)","unit":"case","mode":"graduated","breaks":[
            {"minimum_quantity":1,"price":{"amount":9900,"currency":"USD"}},
            {"minimum_quantity":3,"price":{"amount":9000,"currency":"USD"}}]}]}
            """
        ).expect(200)
        let path = "/v1/sellers/\(seller.id)/offers/\(seller.variants[0].id)"
        let page = try await buyer.person.get(path).expect(200)
        #expect(try page.integer("unit_price.amount") == 1_000)
        #expect(try page.integer("list_price.amount") == 1_000)
        #expect(try page.integer("unit_total.amount") == 1_000)
        #expect(try page.integer("least_quantity") == 4)
        #expect(try page.integer("breaks.0.minimum_quantity") == 4)
        #expect(try page.integer("breaks.1.minimum_quantity") == 8)
        #expect(try page.text("break_mode") == "volume")
        #expect(try page.integer("next_quantity") == 8)
        #expect(try page.integer("least_case_quantity") == 1)
        #expect(try page.text("case_break_mode") == "graduated")
        #expect(try page.integer("next_case_quantity") == 3)
        let found = try await buyer.person.get("/v1/sellers/\(seller.id)/search?sort=price")
            .expect(200)
        let item = found["items"]?.items?.first { $0["sku"]?.text == sku }
        #expect(item?["unit_price"]?["amount"]?.integer == 1_000)
        #expect(item?["list_price"]?["amount"]?.integer == 1_000)
        #expect(item?["least_quantity"]?.integer == 4)
    }
}
