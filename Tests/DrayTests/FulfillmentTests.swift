import Testing
import Wire

@Suite("An order goes out in as many parts as it takes")
struct FulfillmentTests {
    /// A placed order of 24 bottles of one variant and 12 of another, and who trade in it.
    private func order(stock: Int = 1_000) async throws -> (buyer: Buyer, id: String) {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: stock))
        let draft = try await buyer.person.post(
            "/v1/draft-orders", buyer.draftBody([(0, "case", 2), (1, "bottle", 12)])
        ).expect(201).text("id")
        return (buyer, try await buyer.place(draft).expect(201).text("id"))
    }

    private func state(_ buyer: Buyer, _ id: String) async throws -> String {
        let seen = try await buyer.person.get("/v1/orders/\(id)").expect(200).text("state")
        let sold = try await buyer.seller.person.get("/v1/orders/\(id)").expect(200).text("state")
        #expect(seen == sold)
        return seen
    }

    private func level(_ buyer: Buyer, _ place: Int) async throws -> [Int64] {
        let level = try await buyer.seller.person.get(
            "/v1/stock-levels/\(buyer.seller.variants[place].id)").expect(200)
        return [try level.integer("on_hand"), try level.integer("levels.0.allocated")]
    }

    @Test("it is confirmed, picked, packed, shipped in two parcels, delivered and completed")
    func whole() async throws {
        let (buyer, id) = try await order()
        let seller = buyer.seller.person
        #expect(try await level(buyer, 0) == [1_000, 24])
        try await seller.post("/v1/orders/\(id)/confirm").expect(200)
        #expect(try await state(buyer, id) == "confirmed")
        try await seller.post("/v1/orders/\(id)/confirm").expect(409, "illegal-move")
        let begun = try await seller.post("/v1/orders/\(id)/fulfillments", "{}").expect(201)
        let fulfillment = try begun.text("id")
        #expect(try begun.integer("base_quantity") == 36)
        #expect(try await state(buyer, id) == "picking")
        try await seller.post("/v1/orders/\(id)/fulfillments", "{}")
            .expect(409, "quantity-not-open")
        let path = "/v1/fulfillments/\(fulfillment)"
        try await seller.post("\(path)/shipments", "{}").expect(409, "illegal-move")
        try await seller.post("\(path)/pack").expect(200)
        #expect(try await state(buyer, id) == "packed")
        let first = try await seller.post(
            "\(path)/shipments",
            """
            {"carrier":"Prairie Freight","tracking_number":"PF 1",
            "lines":[{"line":1,"base_quantity":10}]}
            """
        ).expect(201)
        #expect(try await level(buyer, 0) == [990, 14])
        #expect(try await state(buyer, id) == "packed")
        let second = try await seller.post("\(path)/shipments", "{}").expect(201)
        #expect(try second.integer("base_quantity") == 26)
        #expect(try await state(buyer, id) == "shipped")
        #expect(try await level(buyer, 0) == [976, 0])
        #expect(try await level(buyer, 1) == [988, 0])
        for shipment in [first, second] {
            let id = try shipment.text("id")
            try await seller.post("/v1/shipments/\(id)/deliver").expect(200)
            try await seller.post("/v1/shipments/\(id)/deliver").expect(409, "illegal-move")
            try await buyer.person.get("/v1/shipments/\(id)").expect(200)
        }
        #expect(try await state(buyer, id) == "delivered")
        try await seller.post("/v1/orders/\(id)/complete").expect(200)
        #expect(try await state(buyer, id) == "completed")
        for ledger in [buyer.trader, buyer.seller.trader] {
            let types = try await ledger.get("/v1/events?subject_id=\(id)&limit=100").expect(200)[
                "items"]?.items?.compactMap { $0["type"]?.text } ?? []
            #expect(types.suffix(9) == [
                "order_confirmed", "fulfillment_begun", "order_picking", "fulfillment_packed",
                "order_packed", "shipment_sent", "shipment_sent", "order_shipped",
                "shipment_delivered", "shipment_delivered", "order_delivered", "order_completed",
            ].suffix(9), "\(types)")
        }
    }

    @Test("what is cancelled lets go of its stock, and only what is open can be")
    func cancelling() async throws {
        let (buyer, id) = try await order()
        let seller = buyer.seller.person
        try await seller.post(
            "/v1/orders/\(id)/fulfillments", #"{"lines":[{"line":1,"base_quantity":20}]}"#
        ).expect(201)
        try await seller.post(
            "/v1/orders/\(id)/cancel",
            #"{"reason":"Broken.","lines":[{"line":1,"base_quantity":5}]}"#
        ).expect(409, "quantity-not-open")
        try await seller.post("/v1/orders/\(id)/cancel", #"{"reason":"Broken."}"#).expect(200)
        #expect(try await level(buyer, 0) == [1_000, 20])
        #expect(try await level(buyer, 1) == [1_000, 0])
        #expect(try await state(buyer, id) == "picking")
        try await seller.post("/v1/orders/\(id)/cancel", #"{"reason":"Again."}"#)
            .expect(409, "illegal-move")
        let list = try await seller.get("/v1/fulfillments?order_id=\(id)").expect(200)
        let fulfillment = try list.text("items.0.id")
        try await seller.post("/v1/fulfillments/\(fulfillment)/cancel").expect(200)
        #expect(try await state(buyer, id) == "placed")
        try await seller.post("/v1/orders/\(id)/cancel", #"{"reason":"All of it."}"#).expect(200)
        #expect(try await state(buyer, id) == "cancelled")
        #expect(try await level(buyer, 0) == [1_000, 0])
    }

    @Test("a buyer takes back what the seller has not confirmed, and nothing else of an order")
    func withdrawing() async throws {
        let (buyer, id) = try await order()
        for (path, body) in [
            ("confirm", ""), ("complete", ""), ("fulfillments", "{}"),
            ("cancel", #"{"reason":"Mine."}"#),
        ] {
            try await buyer.person.post("/v1/orders/\(id)/\(path)", body).expect(404)
        }
        try await buyer.person.post("/v1/orders/\(id)/withdraw", #"{"reason":"Mistake."}"#)
            .expect(200)
        #expect(try await state(buyer, id) == "cancelled")
        #expect(try await level(buyer, 0) == [1_000, 0])
        let (other, confirmed) = try await order()
        try await other.seller.person.post("/v1/orders/\(confirmed)/confirm").expect(200)
        try await other.person.post("/v1/orders/\(confirmed)/withdraw", #"{"reason":"Late."}"#)
            .expect(409, "illegal-move")
        try await buyer.person.get("/v1/orders/\(confirmed)").expect(404)
    }

    @Test("what isn't there to ship is said, and nothing has moved")
    func short() async throws {
        let (buyer, id) = try await order(stock: 24)
        let seller = buyer.seller.person
        let begun = try await seller.post("/v1/orders/\(id)/fulfillments", "{}").expect(201)
        let path = "/v1/fulfillments/\(try begun.text("id"))"
        try await seller.post("\(path)/pack").expect(200)
        try await seller.post(
            "\(path)/shipments", #"{"lines":[{"line":1,"base_quantity":25}]}"#
        ).expect(409, "quantity-not-open")
        try await seller.post(
            "\(path)/shipments", #"{"lines":[{"line":3,"base_quantity":1}]}"#
        ).expect(409, "quantity-not-open")
        try await seller.post(
            "\(path)/shipments",
            #"{"lines":[{"line":1,"base_quantity":1},{"line":1,"base_quantity":1}]}"#
        ).expect(422)
        #expect(try await level(buyer, 0) == [24, 24])
        let shipment = try await seller.post("\(path)/shipments", "{}").expect(201).text("id")
        let edited = #"{"carrier":"Other","tracking_url":"https://carrier.example/1"}"#
        try await seller.put("/v1/shipments/\(shipment)/tracking", edited, ifMatch: "\"7\"")
            .expect(412)
        let seen = try await seller.put(
            "/v1/shipments/\(shipment)/tracking", edited, ifMatch: "\"1\""
        ).expect(200)
        #expect(try seen.text("carrier") == "Other")
        try await seller.put(
            "/v1/shipments/\(shipment)/tracking", #"{"tracking_url":"javascript:alert(1)"}"#,
            ifMatch: "\"2\""
        ).expect(422)
    }
}
