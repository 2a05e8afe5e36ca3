import Testing
import Wire

@Suite("What comes back is booked in and owed for, and never more than was charged")
struct ReturnTests {
    static func request(_ order: String, _ lines: [(line: Int, quantity: Int)]) -> String {
        let rows = lines.map {
            #"{"line":\#($0.line),"base_quantity":\#($0.quantity),"reason":"Too many."}"#
        }
        return #"{"order_id":"\#(order)","lines":[\#(rows.joined(separator: ","))]}"#
    }

    static func receipt(_ lines: [(line: Int, condition: String, quantity: Int)]) -> String {
        let rows = lines.map {
            #"{"line":\#($0.line),"condition":"\#($0.condition)","base_quantity":\#($0.quantity)}"#
        }
        return #"{"lines":[\#(rows.joined(separator: ","))]}"#
    }

    private func level(_ buyer: Buyer) async throws -> Int64 {
        try await buyer.seller.person.get("/v1/stock-levels/\(buyer.seller.variants[0].id)")
            .expect(200).integer("on_hand")
    }

    @Test("it is requested, approved, received in two conditions, and owed to the cent")
    func whole() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        let order = try await buyer.shipped([(0, "case", 2)])
        let asked = try await buyer.person.post("/v1/returns", Self.request(order, [(1, 9)]))
            .expect(201)
        let path = "/v1/returns/\(try asked.text("id"))"
        #expect(try asked.text("state") == "requested")
        #expect(try asked.text("requested_by") == "buyer")
        try await seller.post("\(path)/receive", Self.receipt([])).expect(409, "illegal-move")
        for (move, body) in [
            ("approve", "{}"), ("receive", Self.receipt([])), ("deny", #"{"reason":"No."}"#),
        ] {
            try await buyer.person.post("\(path)/\(move)", body).expect(404)
        }
        try await seller.post("\(path)/cancel").expect(403, "return-of-other-party")
        try await seller.post("\(path)/approve", "{}").expect(200)
        try await seller.post("\(path)/receive", Self.receipt([(1, "moist", 5)]))
            .expect(422, "unknown-condition")
        let got = try await seller.post(
            "\(path)/receive", Self.receipt([(1, "sellable", 5), (1, "damaged", 2)])
        ).expect(200)
        #expect(try got.text("state") == "received")
        // Two cases of 11,000 are 24 bottles; seven of them are 6,416.67.
        #expect(try got.integer("refund_amount.amount") == 6_416)
        #expect(try got.integer("lines.0.requested_quantity") == 9)
        #expect(try got.integer("lines.0.received_quantity") == 7)
        #expect(try got.text("refund_state") == "pending")
        #expect(try await level(buyer) == 1_000 - 24 + 5)
        #expect(try buyer.seller.unbalanced().isEmpty)
        try await seller.post("\(path)/receive", Self.receipt([])).expect(409, "illegal-move")
        // What didn't come can still come back; all parts are the whole.
        let rest = try await buyer.returned(order, 17)
        #expect(try rest.integer("refund_amount.amount") == 22_000 - 6_416)
        try await buyer.person.post("/v1/returns", Self.request(order, [(1, 1)]))
            .expect(409, "quantity-not-returnable")
        for ledger in [buyer.trader, buyer.seller.trader] {
            let types = try await ledger.get(
                "/v1/events?subject_id=\(try asked.text("id"))&limit=100"
            ).expect(200)["items"]?.items?.compactMap { $0["type"]?.text } ?? []
            #expect(types.sorted() == [
                "refund_intended", "return_approved", "return_received", "return_requested",
            ], "\(types)")
        }
        #expect(try await buyer.person.get("/v1/returns?order_id=\(order)").expect(200)["items"]?
            .items?.count == 2)
        try await buyer.expectLedgersHold()
    }

    @Test("denied or called off, it can be requested again; only what was shipped comes back")
    func undone() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        let open = try await buyer.place(try await buyer.draft().text("id")).expect(201).text("id")
        try await buyer.person.post("/v1/returns", Self.request(open, [(1, 1)]))
            .expect(409, "quantity-not-returnable")
        let order = try await buyer.shipped([(0, "bottle", 5)])
        for by in ["deny", "cancel"] {
            let id = try await buyer.person.post("/v1/returns", Self.request(order, [(1, 5)]))
                .expect(201).text("id")
            try await buyer.person.post("/v1/returns", Self.request(order, [(1, 1)]))
                .expect(409, "quantity-not-returnable")
            try await (by == "deny" ? seller : buyer.person)
                .post(
                    "/v1/returns/\(id)/\(by)", by == "deny" ? #"{"reason":"No."}"# : ""
                ).expect(200)
            try await seller.post("/v1/returns/\(id)/approve", "{}").expect(409, "illegal-move")
        }
        try await buyer.person.post("/v1/returns", Self.request(order, [(7, 1)]))
            .expect(409, "quantity-not-returnable")
        try await buyer.person.post("/v1/returns", Self.request(order, [(1, 1), (1, 1)]))
            .expect(422)
        let id = try await seller.post("/v1/returns", Self.request(order, [(1, 2)])).expect(201)
            .text("id")
        try await buyer.person.post("/v1/returns/\(id)/cancel").expect(403)
        try await seller.post("/v1/returns/\(id)/approve", "{}").expect(200)
        // More came than was asked for, and still no more than was shipped.
        try await seller.post("/v1/returns/\(id)/receive", Self.receipt([(1, "sellable", 6)]))
            .expect(409, "quantity-not-returnable")
        let got = try await seller.post(
            "/v1/returns/\(id)/receive", Self.receipt([(1, "sellable", 3)])
        ).expect(200)
        #expect(try got.integer("refund_amount.amount") == 3_000)
    }

    @Test("64 returns of one line at once give back the line's total and no cent more")
    func crowd() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let order = try await buyer.shipped([(0, "case", 4)])
        let answers = try await concurrently(64) { _ in
            try await buyer.person.post("/v1/returns", Self.request(order, [(1, 1)]))
        }
        let ids = try answers.compactMap { answer -> String? in
            if answer.status == 201 { return try answer.text("id") }
            answer.expect(409, "quantity-not-returnable")
            return nil
        }
        #expect(ids.count == 48)
        let refunds = try await concurrently(ids.count) { place in
            let path = "/v1/returns/\(ids[place])"
            try await buyer.seller.person.post("\(path)/approve", "{}").expect(200)
            return try await buyer.seller.person.post(
                "\(path)/receive", Self.receipt([(1, "sellable", 1)])
            ).expect(200).integer("refund_amount.amount")
        }
        #expect(refunds.reduce(0, +) == 44_000)
        #expect(Set(refunds).isSubset(of: [916, 917]))
        #expect(try await level(buyer) == 1_000)
        try await buyer.expectLedgersHold()
    }

    @Test("goods of no known order come back at a stated amount, within what was ever charged")
    func stated() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let order = try await buyer.shipped([(0, "bottle", 5)])
        let path = "/v1/companies/\(buyer.company)/returns"
        @Sendable func body(_ cents: Int, _ more: String = "") -> String {
            """
            {"lines":[{"sku":"\(buyer.seller.variants[0].sku)","base_quantity":2,
            "amount":{"amount":\(cents),"currency":"USD"},"reason":"Old."\(more)}]}
            """
        }
        try await buyer.person.post(path, body(1)).expect(404)
        try await buyer.seller.person.post(path, body(5_001)).expect(409, "refund-exceeds-charge")
        let ids = try await concurrently(2) { _ in
            try await buyer.seller.person.post(path, body(2_600)).expect(201).text("id")
        }
        let statuses = try await concurrently(2) { place in
            let path = "/v1/returns/\(ids[place])"
            try await buyer.seller.person.post("\(path)/approve", "{}").expect(200)
            let answer = try await buyer.seller.person.post(
                "\(path)/receive", Self.receipt([(1, "expired", 2)]))
            if answer.status != 200 { answer.expect(409, "refund-exceeds-charge") }
            return answer.status
        }
        #expect(statuses.sorted() == [200, 409])
        // A line of an order counts towards the same sum.
        let asked = try await buyer.person.post("/v1/returns", Self.request(order, [(1, 3)]))
            .expect(201).text("id")
        try await buyer.seller.person.post("/v1/returns/\(asked)/approve", "{}").expect(200)
        try await buyer.seller.person.post(
            "/v1/returns/\(asked)/receive", Self.receipt([(1, "sellable", 3)])
        ).expect(409, "refund-exceeds-charge")
        let before = #","charged_before":{"amount":900,"currency":"USD"}"#
        try await buyer.seller.person.post(path, body(3_000, before)).expect(422)
        try await buyer.seller.person.post(
            path, body(3_300, before + #","charged_document":"INV-1""#)
        ).expect(201)
        try await buyer.seller.person.post(
            path, body(3_301, before + #","charged_document":"INV-2""#)
        ).expect(409, "refund-exceeds-charge")
    }

    @Test("an organization says what becomes of goods in a condition")
    func conditions() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let seller = buyer.seller.person
        try await seller.put(
            "/v1/return-conditions/dented",
            #"{"name":"Dented","restocks":true,"refunds":false}"#
        ).expect(200)
        let list = try await seller.get("/v1/return-conditions").expect(200)
        #expect(list["items"]?.items?.compactMap { $0["code"]?.text } == [
            "damaged", "dented", "empty", "expired", "recalled", "sellable",
        ])
        let order = try await buyer.shipped([(0, "bottle", 5)])
        let got = try await buyer.returned(order, 5, in: "dented")
        #expect(try got.integer("refund_amount.amount") == 0)
        #expect(got["refund_id"]?.text == nil)
        #expect(try await level(buyer) == 1_000)
    }
}

extension Buyer {
    /// An order that was placed and has left, whole.
    func shipped(_ lines: [(place: Int, unit: String, quantity: Int)]) async throws -> String {
        let order = try await place(try await draft(lines).text("id")).expect(201).text("id")
        let begun = try await seller.person.post("/v1/orders/\(order)/fulfillments", "{}")
            .expect(201).text("id")
        try await seller.person.post("/v1/fulfillments/\(begun)/pack").expect(200)
        try await seller.person.post("/v1/fulfillments/\(begun)/shipments", "{}").expect(201)
        return order
    }

    /// Base units of an order's first line, requested, approved and received.
    func returned(
        _ order: String, _ quantity: Int, in condition: String = "sellable"
    ) async throws -> Answer {
        let id = try await person.post(
            "/v1/returns", ReturnTests.request(order, [(1, quantity)])
        ).expect(201).text("id")
        try await seller.person.post("/v1/returns/\(id)/approve", "{}").expect(200)
        return try await seller.person.post(
            "/v1/returns/\(id)/receive", ReturnTests.receipt([(1, condition, quantity)])
        ).expect(200)
    }
}
