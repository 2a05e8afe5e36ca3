import Testing
import Wire

@Suite("A buyer says what came, and both parties see what differs")
struct GoodsReceiptTests {
    /// A shipment of 24 bottles of line 1 and 12 of line 2.
    private func sent() async throws -> (buyer: Buyer, order: String, shipment: String) {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let draft = try await buyer.person.post(
            "/v1/draft-orders", buyer.draftBody([(0, "case", 2), (1, "bottle", 12)])
        ).expect(201).text("id")
        let order = try await buyer.place(draft).expect(201).text("id")
        let seller = buyer.seller.person
        let begun = try await seller.post("/v1/orders/\(order)/fulfillments", "{}").expect(201)
        let path = "/v1/fulfillments/\(try begun.text("id"))"
        try await seller.post("\(path)/pack").expect(200)
        let shipment = try await seller.post("\(path)/shipments", "{}").expect(201).text("id")
        return (buyer, order, shipment)
    }

    private func receive(
        _ buyer: Buyer, _ shipment: String, _ lines: String, key: String = Client.freshKey()
    ) async throws -> Answer {
        try await buyer.person.post(
            "/v1/shipments/\(shipment)/receipts", #"{"lines":[\#(lines)]}"#, key: key)
    }

    @Test("what came is written down once, in parts; what differs is told to both")
    func receiving() async throws {
        let (buyer, order, shipment) = try await sent()
        let key = Client.freshKey()
        let line = #"{"line":1,"received":20,"damaged":2,"missing":2,"note":"A wet box."}"#
        let first = try await receive(buyer, shipment, line, key: key).expect(201)
        let again = try await receive(buyer, shipment, line, key: key).expect(201)
        #expect(first.bodyText == again.bodyText)
        #expect(first["has_discrepancies"] == .bool(true))
        let found = #"{"line":1,"received":1,"missing":-1},{"line":2,"received":11,"over":3}"#
        try await receive(buyer, shipment, found).expect(201)
        for person in [buyer.person, buyer.seller.person] {
            let seen = try await person.get("/v1/orders/\(order)/receiving").expect(200)
            #expect(try seen.integer("discrepancies") == 6)
            let names = ["shipped", "received", "damaged", "wrong", "missing", "over", "unsaid"]
            for (place, wanted) in [[24, 21, 2, 0, 1, 0, 0], [12, 11, 0, 0, 0, 3, 1]].enumerated() {
                let line = try names.map { try seen.integer("lines.\(place).\($0)") }
                #expect(line == wanted.map(Int64.init))
            }
            let list = try await person.get(
                "/v1/goods-receipts?order_id=\(order)&discrepancies=true").expect(200)
            #expect(list["items"]?.items?.count == 2)
            let receipt = try await person.get(
                "/v1/goods-receipts/\(try first.text("id"))").expect(200)
            #expect(try receipt.text("lines.0.note") == "A wet box.")
            let state = try await person.get("/v1/orders/\(order)").expect(200).text("state")
            #expect(state == "delivered")
        }
        for ledger in [buyer.trader, buyer.seller.trader] {
            let events = try await ledger.get("/v1/events?subject_id=\(order)&limit=100")
                .expect(200)["items"]?.items?.compactMap { $0["type"]?.text } ?? []
            for type in ["goods_received", "discrepancy_reported"] {
                #expect(events.count { $0 == type } == 2, "\(events)")
            }
            #expect(events.count { $0 == "shipment_delivered" } == 1, "\(events)")
        }
    }

    @Test("never more than was sent, but as `over`; never less missing than none")
    func tooMuch() async throws {
        let (buyer, order, shipment) = try await sent()
        for line in [
            #"{"line":1,"received":25}"#, #"{"line":1,"received":20,"damaged":5}"#,
            #"{"line":1,"received":24,"missing":1}"#, #"{"line":1,"missing":-1}"#,
            #"{"line":3,"received":1}"#, #"{"line":2,"received":12,"wrong":1,"over":1}"#,
        ] {
            try await receive(buyer, shipment, line).expect(409, "quantity-not-sent")
        }
        for line in [
            #"{"line":1}"#, #"{"line":1,"received":-1}"#, #"{"line":0,"received":1}"#,
            #"{"line":1,"received":1},{"line":1,"received":1}"#, #"{"line":1,"received":1.5}"#,
        ] {
            try await receive(buyer, shipment, line).expect(422)
        }
        // Nothing of it was kept, and nothing has arrived.
        let seen = try await buyer.person.get("/v1/orders/\(order)/receiving").expect(200)
        #expect(try seen.integer("lines.0.unsaid") == 24)
        // Where nothing came, nothing is delivered.
        try await receive(buyer, shipment, #"{"line":1,"missing":24}"#).expect(201)
        let state = try await buyer.person.get("/v1/orders/\(order)").expect(200).text("state")
        #expect(state == "shipped")
        try await buyer.seller.person.post("/v1/shipments/\(shipment)/deliver").expect(200)
        try await receive(buyer, shipment, #"{"line":2,"received":12}"#).expect(201)
    }

    @Test("the buyer alone says it, and strangers see nothing of it")
    func parties() async throws {
        let (buyer, order, shipment) = try await sent()
        let body = #"{"lines":[{"line":1,"received":24}]}"#
        let path = "/v1/shipments/\(shipment)/receipts"
        try await buyer.seller.person.post(path, body).expect(404, "not-found")
        let other = try await Trader.make("retailer", on: buyer.trader.server)
        try await other.post(path, body).expect(404, "not-found")
        let made = try await buyer.person.post(path, body).expect(201)
        #expect(made["has_discrepancies"] == .bool(false))
        try await other.get("/v1/goods-receipts/\(try made.text("id"))").expect(404)
        try await other.get("/v1/orders/\(order)/receiving").expect(404)
        let list = try await other.get("/v1/goods-receipts?order_id=\(order)").expect(200)
        #expect(list["items"]?.items?.isEmpty == true)
    }

    @Test("receipts at once never come to more than was sent")
    func atOnce() async throws {
        let (buyer, order, shipment) = try await sent()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await receive(buyer, shipment, #"{"line":1,"received":5}"#).status
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 4)
        #expect(statuses.count { $0 == 409 } == 4)
        let seen = try await buyer.person.get("/v1/orders/\(order)/receiving").expect(200)
        #expect(try seen.integer("lines.0.received") == 20)
    }

    @Test("what came damaged or wrong leads to a return")
    func claiming() async throws {
        let (buyer, order, shipment) = try await sent()
        let lines = #"""
            {"line":1,"received":20,"damaged":4,"note":"Wet."},{"line":2,"received":10,"wrong":2}
            """#
        let receipt = try await receive(buyer, shipment, lines).expect(201).text("id")
        let path = "/v1/goods-receipts/\(receipt)/returns"
        try await buyer.seller.person.post(path, "{}").expect(404, "not-found")
        let key = Client.freshKey()
        let made = try await buyer.person.post(path, #"{"reference":"C-1"}"#, key: key).expect(201)
        let again = try await buyer.person.post(path, #"{"reference":"C-1"}"#, key: key)
        #expect(made.bodyText == again.bodyText)
        #expect(try made.text("order_id") == order)
        #expect(try made.integer("lines.0.requested_quantity") == 4)
        #expect(try made.text("lines.0.reason") == "Wet.")
        #expect(try made.integer("lines.1.requested_quantity") == 2)
        let returned = "/v1/returns/\(try made.text("id"))"
        try await buyer.seller.person.get(returned).expect(200)
        // Where nothing is wrong there is nothing to claim.
        let (other, _, fine) = try await sent()
        let good = try await receive(other, fine, #"{"line":1,"received":24}"#).expect(201)
        try await other.person.post("/v1/goods-receipts/\(try good.text("id"))/returns", "{}")
            .expect(409, "quantity-not-returnable")
    }

    @Test("what is bought is listed as purchase orders, apart from what is sold")
    func purchases() async throws {
        let (buyer, order, _) = try await sent()
        for (person, side) in [(buyer.person, "bought"), (buyer.seller.person, "sold")] {
            let other = side == "sold" ? "bought" : "sold"
            let own = try await person.get("/v1/orders?side=\(side)").expect(200)
            #expect(own["items"]?.items?.compactMap { $0["id"]?.text } == [order])
            let none = try await person.get("/v1/orders?side=\(other)").expect(200)
            #expect(none["items"]?.items?.isEmpty == true)
        }
    }
}
