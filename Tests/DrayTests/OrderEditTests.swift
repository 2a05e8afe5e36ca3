import HTTP
import Testing
import Wire

@Suite("A placed order is edited, as far as it is not on its way, and shows what changed")
struct OrderEditTests {
    /// Two cases of one thing and twelve bottles of another, placed.
    private func order(
        _ lines: [(place: Int, unit: String, quantity: Int)] = [
            (0, "case", 2), (1, "bottle", 12),
        ]
    ) async throws -> (buyer: Buyer, id: String) {
        let buyer = try await Buyer.make(of: try await Seller.make(variants: 3))
        return (buyer, try await buyer.ordered(lines))
    }

    private func allocated(_ buyer: Buyer, _ place: Int) async throws -> Int64 {
        try await buyer.seller.person.get("/v1/stock-levels/\(buyer.seller.variants[place].id)")
            .expect(200).integer("levels.0.allocated")
    }

    /// Lines add up to totals, and stock to its movements.
    private func holds(_ buyer: Buyer, _ id: String) async throws {
        let order = try await buyer.person.get("/v1/orders/\(id)").expect(200)
        let lines = order["lines"]?.items ?? []
        let sum = lines.reduce(Int64(0)) { $0 + ($1["total"]?["amount"]?.integer ?? 0) }
        let deposits = (order["deposits"]?.items ?? []).reduce(Int64(0)) {
            $0 + ($1["net"]?["amount"]?.integer ?? 0) + ($1["tax"]?["amount"]?.integer ?? 0)
        }
        #expect(try order.integer("total.amount") == sum + deposits)
        let taxes = (order["taxes"]?.items ?? []).reduce(Int64(0)) {
            $0 + ($1["amount"]?["amount"]?.integer ?? 0)
        }
        #expect(try order.integer("tax.amount") == taxes)
        #expect(try order.integer("line_count") == Int64(lines.count))
        #expect(try buyer.seller.unbalanced().isEmpty)
        try await buyer.expectLedgersHold()
    }

    @Test("lines change, go and come; the answer and the timeline show it line by line and in all")
    func edits() async throws {
        let (buyer, id) = try await order()
        let seller = buyer.seller
        let path = "/v1/orders/\(id)"
        let body = """
            {"reason":"Less gin.","changes":[{"line":1,"quantity":1},{"line":2,"quantity":0}],
            "added":[{"sku":"\(seller.variants[2].sku)","quantity":3}]}
            """
        let key = Client.freshKey()
        let edited = try await seller.person.post("\(path)/edits", body, key: key).expect(201)
        let total = Seller.price(0) * 11 + 3 * Seller.price(2)
        #expect(try edited.integer("total.amount") == total)
        #expect(try edited.integer("base_quantity") == 15)
        #expect(try edited.integer("lines.1.line") == 3)
        let lines = try #require(edited["difference.lines"]?.items)
        #expect(lines.compactMap { $0["what"]?.text } == ["changed", "removed", "added"])
        #expect(try edited.integer("difference.lines.0.quantity_before") == 2)
        #expect(try edited.integer("difference.lines.0.total_now.amount") == Seller.price(0) * 11)
        #expect(edited["difference.lines.1.unit_price_now"]?.isNull == true)
        #expect(
            try edited.integer("difference.total_before.amount")
                == Seller.price(0) * 22 + Seller.price(1) * 12)
        #expect(try edited.integer("difference.total_now.amount") == total)
        for (place, expected) in [(0, 12), (1, 0), (2, 3)] {
            #expect(try await allocated(buyer, place) == Int64(expected))
        }
        let again = try await seller.person.post("\(path)/edits", body, key: key).expect(201)
        #expect(again.body == edited.body)
        try await holds(buyer, id)
        let timeline = try await buyer.person.get("\(path)/timeline").expect(200)
        let entry = try #require(timeline["entries"]?.items?.last)
        #expect(entry["type"]?.text == "order_edited")
        #expect(entry["difference"] == edited["difference"])
        for ledger in [buyer.trader, seller.trader] {
            let found = try await ledger.get("/v1/events?type=order_edited&subject_id=\(id)")
                .expect(200)
            #expect(found["items"]?.items?.count == 1)
        }
        // A number is never given twice.
        let more = #"{"changes":[{"line":3,"quantity":0}]}"#
        try await seller.person.post("\(path)/edits", more).expect(201)
        let last = try await seller.person.post(
            "\(path)/edits", #"{"added":[{"sku":"\#(seller.variants[2].sku)","quantity":1}]}"#
        ).expect(201)
        #expect(try last.integer("lines.1.line") == 4)
    }

    @Test("what was not touched keeps its price; what changed has today's")
    func prices() async throws {
        let (buyer, id) = try await order()
        try await buyer.seller.putPrices(on: buyer.seller.list, plus: 50)
        let edited = try await buyer.seller.person.post(
            "/v1/orders/\(id)/edits", #"{"changes":[{"line":2,"quantity":10}]}"#
        ).expect(201)
        #expect(try edited.integer("lines.0.total.amount") == Seller.price(0) * 22)
        #expect(try edited.integer("lines.1.unit_price.amount") == Seller.price(1) + 50)
        #expect(edited["difference.lines"]?.items?.count == 1)
        try await holds(buyer, id)
    }

    @Test("what is on its way, unknown, unchanged or not to be had is refused by name")
    func refusals() async throws {
        let (buyer, id) = try await order()
        let seller = buyer.seller.person
        let path = "/v1/orders/\(id)/edits"
        try await seller.post(
            "/v1/orders/\(id)/fulfillments", #"{"lines":[{"line":1,"base_quantity":1}]}"#
        ).expect(201)
        try await seller.post(path, #"{"changes":[{"line":1,"quantity":1}]}"#)
            .expect(409, "line-on-its-way")
        try await seller.post(path, #"{"changes":[{"line":9,"quantity":1}]}"#)
            .expect(422, "invalid-request")
        try await seller.post(path, #"{"changes":[{"line":2,"quantity":12}]}"#)
            .expect(422, "invalid-request")
        try await seller.post(path, "{}").expect(422, "invalid-request")
        try await seller.post(path, #"{"changes":[{"line":2,"quantity":-1}]}"#)
            .expect(422, "invalid-request")
        try await seller.post(path, #"{"added":[{"sku":"no such","quantity":1}]}"#)
            .expect(422, "invalid-request")
        let much = try await seller.post(path, #"{"changes":[{"line":2,"quantity":5000}]}"#)
            .expect(409, "out-of-stock")
        #expect(try much.integer("short.0.needed") == 4_988)
        try await seller.post(path, #"{"changes":[{"line":2,"quantity":0}]}"#).expect(201)
        try await holds(buyer, id)
        try await seller.post("/v1/orders/\(id)/cancel", #"{"reason":"No."}"#).expect(200)
        let (other, whole) = try await order([(0, "bottle", 1)])
        try await other.seller.person.post(
            "/v1/orders/\(whole)/edits", #"{"changes":[{"line":1,"quantity":0}]}"#
        ).expect(422, "invalid-request")
        try await other.seller.person.post("/v1/orders/\(whole)/cancel", #"{"reason":"No."}"#)
            .expect(200)
        try await other.seller.person.post(
            "/v1/orders/\(whole)/edits", #"{"changes":[{"line":1,"quantity":2}]}"#
        ).expect(409, "illegal-move")
        try await other.person.post(path, #"{"changes":[{"line":1,"quantity":1}]}"#)
            .expect(404, "not-found")
    }

    @Test("a buyer edits where the channel lets it, and grows nothing past its own rule")
    func buyers() async throws {
        let (buyer, id) = try await order([(0, "bottle", 2)])
        let path = "/v1/orders/\(id)/edits"
        let body = #"{"changes":[{"line":1,"quantity":3}]}"#
        try await buyer.person.post(path, body).expect(409, "seller-edits")
        let rules = "/v1/channels/\(buyer.seller.trader.channel)/order-rules"
        try await buyer.person.get(rules).expect(404)
        try await buyer.person.put(rules, #"{"buyer_edits":true}"#).expect(404)
        try await buyer.seller.person.put(rules, #"{"buyer_edits":true}"#).expect(200)
        #expect(try await buyer.seller.person.get(rules).expect(200)["buyer_edits"] == .bool(true))
        let edited = try await buyer.person.post(path, body).expect(201)
        #expect(try edited.integer("total.amount") == 3 * Seller.price(0))
        try await buyer.person.put(
            "/v1/approval-rule", #"{"amount":{"amount":3500,"currency":"USD"}}"#
        ).expect(200)
        let more = #"{"changes":[{"line":1,"quantity":4}]}"#
        try await buyer.person.post(path, more).expect(409, "approval-needed")
        try await buyer.seller.person.post(path, more).expect(409, "approval-needed")
        try await buyer.person.post(path, #"{"changes":[{"line":1,"quantity":1}]}"#).expect(201)
        try await holds(buyer, id)
    }

    @Test("a promotion that the edit loses is given back; one that it wins is taken")
    func promotions() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        try await seller.post(
            "/v1/promotions",
            """
            {"name":"Six","kind":"percent_off","basis_points":1000,"threshold_quantity":6,
            "variant_ids":["\(buyer.seller.variants[0].id)"],"in_total":1}
            """
        ).expect(201)
        let first = try await buyer.ordered([(0, "bottle", 6), (1, "bottle", 1)])
        let path = "/v1/orders/\(first)/edits"
        let more = try await seller.post(path, #"{"changes":[{"line":1,"quantity":7}]}"#)
            .expect(201)
        #expect(try more.integer("lines.0.total.amount") == 6_300)
        let lost = try await seller.post(path, #"{"changes":[{"line":1,"quantity":5}]}"#)
            .expect(201)
        #expect(try lost.integer("lines.0.total.amount") == 5_000)
        #expect(lost["promotion_ids"]?.items?.isEmpty == true)
        // It can be had again, once.
        let second = try await buyer.ordered([(0, "bottle", 6)])
        let has = try await buyer.person.get("/v1/orders/\(second)").expect(200)
        #expect(try has.integer("total.amount") == 5_400)
        let none = try await seller.post(path, #"{"changes":[{"line":1,"quantity":6}]}"#)
            .expect(201)
        #expect(try none.integer("lines.0.total.amount") == 6_000)
    }

    @Test("taxes, deposits and containers are those that the order would have had from the start")
    func levies() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        let bottle = try await seller.post(
            "/v1/deposit-kinds",
            """
            {"code":"bottle","name":"Bottle","amount":{"amount":25,"currency":"USD"},
            "tax_class":"standard"}
            """
        ).expect(201).text("id")
        try await seller.post(
            "/v1/tax-rates", #"{"jurisdiction":"US","code":"vat","rate_bp":1900,"inclusive":false}"#
        ).expect(201)
        try await seller.put(
            "/v1/variants/\(buyer.seller.variants[0].id)/levies",
            #"{"containers":[{"unit":"bottle","kind_id":"\#(bottle)"}]}"#, ifMatch: "*"
        ).expect(200)
        let id = try await buyer.ordered([(0, "case", 2), (0, "bottle", 7), (1, "bottle", 3)])
        let edited = try await seller.post(
            "/v1/orders/\(id)/edits",
            #"{"changes":[{"line":1,"quantity":1},{"line":3,"quantity":0}]}"#
        ).expect(201)
        let fresh = try await buyer.draft([(0, "case", 1), (0, "bottle", 7)])
        for name in ["total", "net", "tax", "deposit", "taxes", "deposits"] {
            #expect(edited[name] == fresh[name], "\(name)")
        }
        try await holds(buyer, id)
        let held = try await buyer.person.get("/v1/companies/\(buyer.company)/containers")
            .expect(200)
        #expect(try held.integer("containers.0.balance") == 19)
    }

    @Test("edits, cancellations and picking at once: nothing is lost, doubled or oversold")
    func concurrent() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 60))
        let seller = buyer.seller.person
        let ids = try await concurrently(4) { _ in
            try await buyer.ordered([(0, "bottle", 5), (1, "bottle", 5)])
        }
        let answers = try await concurrently(32) { place in
            let path = "/v1/orders/\(ids[place % ids.count])"
            switch place % 8 {
            case 0...4:
                return try await seller.post(
                    "\(path)/edits",
                    """
                    {"changes":[{"line":1,"quantity":\(1 + place)},
                    {"line":2,"quantity":\(40 - place)}]}
                    """)
            case 5: return try await seller.post("\(path)/fulfillments", "{}")
            case 6:
                return try await seller.post(
                    "\(path)/cancel",
                    #"{"reason":"No.","lines":[{"line":1,"base_quantity":1}]}"#)
            default:
                // What an edit lets go is there for whoever places at that moment.
                let draft = try await buyer.draft([(0, "bottle", 3), (1, "bottle", 3)])
                return try await buyer.place(try draft.text("id"))
            }
        }
        for answer in answers {
            #expect([200, 201, 409].contains(answer.status), "\(answer.status)")
        }
        for id in ids { try await holds(buyer, id) }
        for place in 0..<2 { #expect(try await buyer.seller.available(place) >= 0) }
    }
}

extension Buyer {
    /// Places lines; the order's id.
    func ordered(_ lines: [(place: Int, unit: String, quantity: Int)]) async throws -> String {
        try await place(try await draft(lines).text("id")).expect(201).text("id")
    }
}
