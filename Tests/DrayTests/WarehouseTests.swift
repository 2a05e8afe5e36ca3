import Testing
import Wire

@Suite("Bins, lots, counts and transfers move stock by movements that sum to it")
struct WarehouseTests {
    private func parts(_ seller: Seller, _ place: Int = 0) async throws -> [JSON] {
        try await seller.person.get("/v1/stock-levels/\(seller.variants[place].id)/parts")
            .expect(200)["parts"]?.items ?? []
    }

    @Test("what is received goes to a bin and a lot, is put away, and corrected by name")
    func bins() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        for code in ["A-1", "A-2"] {
            try await seller.person.post(
                "/v1/warehouses/\(seller.warehouse)/bins", #"{"code":"\#(code)"}"#).expect(201)
        }
        try await seller.person.post(
            "/v1/warehouses/\(seller.warehouse)/bins", #"{"code":"A-1"}"#
        ).expect(409, "bin-taken")
        let bins = try await seller.person.get("/v1/warehouses/\(seller.warehouse)/bins")
            .expect(200)
        #expect(bins["items"]?.items?.count == 2)
        let lot = #","bin":"A-1","lot":"L1","expires_on":"2031-01-31""#
        try await seller.receive(10, of: 0, lot)
        try await seller.receive(5, of: 0)
        func putAway(_ change: String) async throws -> Answer {
            try await seller.person.post(
                "/v1/stock-put-aways",
                """
                {"warehouse_id":"\(seller.warehouse)","sku":"\(seller.variants[0].sku)",\(change)}
                """)
        }
        try await putAway(#""quantity":4,"lot":"L1","from_bin":"A-1","to_bin":"A-2""#).expect(201)
        try await putAway(#""quantity":3,"to_bin":"A-2""#).expect(201)
        try await putAway(#""quantity":3,"to_bin":"A-2""#).expect(409, "stock-in-parts")
        try await putAway(#""quantity":9,"lot":"L1","from_bin":"A-1","to_bin":"A-2""#)
            .expect(409, "not-on-hand")
        try await putAway(#""quantity":1,"to_bin":"Z-9""#).expect(422, "invalid-request")
        #expect(try await parts(seller).compactMap { $0["quantity"]?.integer } == [6, 4, 3])
        func adjust(_ change: String) async throws -> Answer {
            try await seller.person.post(
                "/v1/stock-adjustments",
                """
                {"warehouse_id":"\(seller.warehouse)","sku":"\(seller.variants[0].sku)",
                "reason":"breakage",\(change)}
                """)
        }
        try await adjust(#""delta":-3"#).expect(409, "stock-in-parts")
        try await adjust(#""delta":-2"#).expect(201)
        try await adjust(#""delta":-1,"bin":"A-2","lot":"L1""#).expect(201)
        try await adjust(#""counted":5,"bin":"A-1","lot":"L1""#).expect(201)
        #expect(try await seller.level("on_hand", of: 0) == 11)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("of lots the one that ends first leaves first, and one that is over is never promised")
    func lots() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let buyer = try await Buyer.make(of: seller)
        try await seller.receive(6, of: 0, #","lot":"LATE","expires_on":"2039-01-31""#)
        try await seller.receive(6, of: 0, #","lot":"SOON","expires_on":"2038-01-31""#)
        try await seller.receive(6, of: 0, #","lot":"OVER","expires_on":"2020-01-31""#)
        try await seller.person.post(
            "/v1/stock-receipts",
            """
            {"warehouse_id":"\(seller.warehouse)","lines":[{"sku":"\(seller.variants[0].sku)",
            "quantity":1,"lot":"SOON","expires_on":"2037-01-31"}]}
            """
        ).expect(422, "invalid-request")
        let short = try await buyer.place(try await buyer.draft([(0, "bottle", 13)]).text("id"))
            .expect(409, "out-of-stock")
        #expect(short["short.0.available"]?.integer == 12)
        let order = try await buyer.place(try await buyer.draft([(0, "bottle", 8)]).text("id"))
            .expect(201).text("id")
        _ = try seller.server.query(
            "select inventory.ship($1, $2, $3, null, now(), array[$4::uuid], array[8::bigint])",
            [
                try uuid(of: seller.id), try uuid(of: order), try uuid(of: seller.warehouse),
                try uuid(of: seller.variants[0].id),
            ], in: seller.id)
        let left = try await parts(seller).map {
            "\($0["lot"]?.text ?? "") \($0["quantity"]?.integer ?? 0)"
        }
        #expect(left == ["OVER 6", "LATE 4"])
        #expect(try await seller.level("allocated", of: 0) == 0)
        let lots = try await seller.person.get("/v1/stock-levels/\(seller.variants[0].id)/lots")
            .expect(200)
        #expect(lots["items"]?.items?.count == 3)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("a count moves levels by what differs from what was there when it was counted")
    func counts() async throws {
        let seller = try await Seller.make(stock: 20)
        let count = try await seller.person.post(
            "/v1/stock-counts",
            #"{"warehouse_id":"\#(seller.warehouse)","reason":"year's end","lines":[]}"#
        ).expect(201)
        #expect(count["lines"]?.items?.count == 2)
        let path = "/v1/stock-counts/\(try count.text("id"))"
        try await seller.person.post("\(path)/apply").expect(409, "illegal-move")
        let sku = seller.variants[0].sku
        let line = count["lines"]?.items?.first { $0["sku"]?.text == sku }?["line"]?.integer ?? 0
        try await seller.person.put(
            "\(path)/lines", #"{"lines":[{"line":\#(line),"counted":18}]}"#
        ).expect(200)
        // What moves in between stays moved.
        try await seller.receive(5, of: 0)
        let done = try await seller.person.put(
            "\(path)/lines", #"{"lines":[{"line":\#(3 - line),"counted":21}]}"#
        ).expect(200)
        #expect(done["state"]?.text == "counted")
        try await seller.person.put(
            "\(path)/lines", #"{"lines":[{"line":9,"counted":1}]}"#
        ).expect(422)
        try await seller.person.post("\(path)/apply").expect(200)
        #expect(try await seller.level("on_hand", of: 0) == 23)
        #expect(try await seller.level("on_hand", of: 1) == 21)
        let refused = try await seller.person.post("\(path)/cancel").expect(409, "illegal-move")
        #expect(refused["state"]?.text == "applied")
        #expect(try seller.unbalanced().isEmpty)
        #expect(try seller.events("stock_count_applied") == 1)
    }

    @Test("a transfer is in transit between its steps, and what it lost is corrected")
    func transfers() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let other = try await seller.makeWarehouse()
        try await seller.receive(7, of: 0)
        try await seller.receive(5, of: 0, #","lot":"L1","expires_on":"2038-01-31""#)
        func request(_ quantity: Int) async throws -> String {
            let id = try await seller.person.post(
                "/v1/stock-transfers",
                """
                {"from_warehouse_id":"\(seller.warehouse)","to_warehouse_id":"\(other)","lines":[
                {"sku":"\(seller.variants[0].sku)","quantity":\(quantity)}]}
                """
            ).expect(201).text("id")
            return "/v1/stock-transfers/\(id)"
        }
        try await seller.person.post("\(try await request(13))/ship").expect(409, "not-on-hand")
        let path = try await request(9)
        try await seller.person.post("\(path)/receive", #"{"lines":[]}"#)
            .expect(409, "illegal-move")
        try await seller.person.post("\(path)/ship").expect(200)
        let moving = try await seller.person.get("/v1/stock-levels/\(seller.variants[0].id)")
        #expect(moving["on_hand"]?.integer == 3)
        #expect(moving["in_transit"]?.integer == 9)
        try await seller.person.post("\(path)/cancel").expect(409, "illegal-move")
        let arrived = try await seller.person.post(
            "\(path)/receive",
            """
            {"reason":"a case fell","lines":[{"sku":"\(seller.variants[0].sku)","received":8}]}
            """
        ).expect(200)
        #expect(arrived["lines.0.received"]?.integer == 8)
        #expect(try await seller.level("on_hand", of: 0, in: other) == 8)
        let there = try await parts(seller)
        #expect(there.compactMap { $0["quantity"]?.integer } == [4])
        #expect(there.first?["warehouse_id"]?.text == other)
        #expect(try seller.unbalanced().isEmpty)
        let sums = try seller.server.query(
            """
            select sum(on_hand_delta) from inventory.stock_movements
            where organization_id = $1 and kind = 'transferred'
            """, [try uuid(of: seller.id)], in: seller.id)
        #expect(sums == [["0"]])
    }

    @Test("an expected delivery is incoming until it has come, and says from when more can be had")
    func expected() async throws {
        let seller = try await Seller.make(variants: 1, stock: 4)
        let buyer = try await Buyer.make(of: seller)
        try await seller.setRules(0, #""backorder":true"#)
        try await buyer.place(try await buyer.draft([(0, "bottle", 10)]).text("id")).expect(201)
        #expect(try await seller.available(0) == -6)
        func expect(_ day: String, _ quantity: Int) async throws -> String {
            try await seller.person.post(
                "/v1/expected-receipts",
                """
                {"warehouse_id":"\(seller.warehouse)","reference":"PO-1","expected_on":"\(day)",
                "lines":[{"sku":"\(seller.variants[0].sku)","quantity":\(quantity)}]}
                """
            ).expect(201).text("id")
        }
        let first = try await expect("2031-03-01", 6)
        _ = try await expect("2031-04-01", 12)
        let levels = try await seller.person.get("/v1/stock-levels/\(seller.variants[0].id)")
        #expect(levels["incoming.0.quantity"]?.integer == 6)
        #expect(levels["incoming.0.available_from"]?.text == "2031-04-01")
        func receive(_ quantity: Int) async throws -> Answer {
            try await seller.person.post(
                "/v1/expected-receipts/\(first)/receive",
                #"{"lines":[{"sku":"\#(seller.variants[0].sku)","quantity":\#(quantity)}]}"#)
        }
        #expect(try await receive(2).expect(200)["state"]?.text == "open")
        #expect(try await receive(4).expect(200)["state"]?.text == "received")
        try await receive(1).expect(409, "illegal-move")
        #expect(try await seller.available(0) == 0)
        #expect(try seller.unbalanced().isEmpty)
    }
}
