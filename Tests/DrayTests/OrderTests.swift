import Testing
import Wire

@Suite("From a draft to an order")
struct OrderTests {
    @Test("placing makes an order with the draft's lines, and takes its stock")
    func placed() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 100))
        let draft = try await buyer.draft([(0, "case", 2), (1, "bottle", 5)])
        let id = try draft.text("id")
        let receipt = try await buyer.place(id).expect(201)
        let order = try await buyer.person.get("/v1/orders/\(try receipt.text("id"))").expect(200)
        #expect(order["lines"]?.items?.count == 2)
        #expect(order["total"] == draft["total"])
        #expect(order["lines.0.trace"] == draft["lines.0.trace"])
        #expect(order["state"]?.text == "placed")
        #expect(try await buyer.seller.available(0) == 76)
        #expect(try await buyer.seller.available(1) == 95)
        let kept = try await buyer.person.get("/v1/draft-orders/\(id)").expect(200)
        #expect(kept["state"]?.text == "placed")
        #expect(kept["order_id"] == receipt["id"])
        let events = try buyer.seller.server.query(
            "select type from platform.events where aggregateid = $1 and organization_id = $2",
            [try uuid(of: try receipt.text("id")), try uuid(of: buyer.seller.id)],
            in: buyer.seller.id)
        #expect(events == [["order_placed"]])
    }

    @Test("seller and buyer read both; a third organization finds nothing")
    func parties() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let other = try await Buyer.make(of: buyer.seller)
        let draft = try await buyer.draft().text("id")
        let order = try await buyer.place(draft).expect(201).text("id")
        for path in ["/v1/draft-orders/\(draft)", "/v1/orders/\(order)"] {
            let bought = try await buyer.person.get(path).expect(200)
            let sold = try await buyer.seller.person.get(path).expect(200)
            #expect(bought.body == sold.body)
            try await other.person.get(path).expect(404, "not-found")
        }
        try await other.place(draft).expect(404, "not-found")
        let list = try await other.person.get("/v1/orders").expect(200)
        #expect(list["items"]?.items?.isEmpty == true)
        let totals = try await buyer.seller.person.get("/v1/order-totals").expect(200)
        #expect(totals["totals.0.orders"]?.integer == 1)
        let bought = try await buyer.person.get("/v1/order-totals?side=bought").expect(200)
        #expect(bought["totals.0.total.amount"]?.integer == 1_000)
    }

    @Test("a seller writes a draft for its company, and both see it")
    func bySeller() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller
        let draft = try await seller.person.post(
            "/v1/draft-orders",
            """
            {"company_id":"\(buyer.company)","lines":[{"variant_id":"\(seller.variants[0].id)",
            "unit":"case","quantity":1}]}
            """
        ).expect(201)
        #expect(draft["buyer_id"]?.text == buyer.trader.id)
        try await buyer.place(try draft.text("id")).expect(201)
    }

    @Test("a draft is edited until it is placed or given up")
    func moves() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let id = try await buyer.draft().text("id")
        let path = "/v1/draft-orders/\(id)"
        let sku = buyer.seller.variants[0].sku
        let body = #"{"note":"quick","lines":[{"sku":"\#(sku)","quantity":4}]}"#
        let edited = try await buyer.person.put(path, body, ifMatch: "\"1\"").expect(200)
        #expect(try edited.integer("total.amount") == 4_000)
        try await buyer.person.post("\(path)/submit").expect(200)
        let refused = try await buyer.person.put(path, body, ifMatch: "*")
            .expect(409, "illegal-move")
        #expect(refused["state"]?.text == "submitted")
        #expect(refused["allowed"]?.items?.contains(.string("reopen")) == true)
        try await buyer.person.post("\(path)/reopen").expect(200)
        try await buyer.person.post("\(path)/abandon").expect(200)
        try await buyer.place(id).expect(409, "illegal-move")
        try await buyer.person.post("\(path)/reopen").expect(409, "illegal-move")
    }

    @Test("where the seller confirms, the buyer submits and the seller places")
    func sellerConfirms() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.patch(
            "/v1/channels/\(seller.trader.channel)", #"{"placement":"seller_confirms"}"#,
            ifMatch: "*"
        ).expect(200)
        let id = try await buyer.draft().text("id")
        try await buyer.place(id).expect(409, "seller-confirms")
        try await buyer.person.post("/v1/draft-orders/\(id)/submit").expect(200)
        try await seller.person.post("/v1/draft-orders/\(id)/place").expect(201)
    }

    @Test("who is not, or no longer, a trading partner orders nothing")
    func partners() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let draft = try await buyer.draft().text("id")
        try await seller.person.post("/v1/companies/\(buyer.company)/suspend").expect(200)
        try await buyer.place(draft).expect(403, "not-trading-partners")
        let stranger = try await Trader.make("retailer", on: seller.server)
        try await stranger.post("/v1/draft-orders", buyer.draftBody([(0, "bottle", 1)]))
            .expect(403, "not-trading-partners")
    }
}
