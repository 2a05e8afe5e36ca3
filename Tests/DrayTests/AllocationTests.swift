import Bedrock
import Testing
import Wire

@Suite("A channel takes what its rules let it, from the warehouses that serve it")
struct AllocationTests {
    private func order(
        _ buyer: Buyer, _ lines: [(place: Int, unit: String, quantity: Int)]
    ) async throws -> Answer {
        try await buyer.place(try await buyer.draft(lines).text("id"))
    }

    @Test("safety stock and buffers are kept back, a variant's own buffer before the channel's")
    func buffers() async throws {
        let seller = try await Seller.make(stock: 20)
        let buyer = try await Buyer.make(of: seller)
        try await seller.setRules(0, #""safety_stock":5"#)
        try await order(buyer, [(0, "bottle", 16)]).expect(409, "out-of-stock")
        let own = #"{"variant_id":"\#(seller.variants[1].id)","quantity":1}"#
        try await seller.serve(from: [], #","buffer":3"#, buffers: own)
        let short = try await order(buyer, [(0, "bottle", 13)]).expect(409, "out-of-stock")
        #expect(short["short.0.available"]?.integer == 12)
        try await order(buyer, [(0, "bottle", 12), (1, "bottle", 19)]).expect(201)
        try await order(buyer, [(1, "bottle", 1)]).expect(409, "out-of-stock")
        #expect(try await seller.level("available", of: 0) == 8)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("one warehouse serves an order where one can; split only where it is allowed")
    func split() async throws {
        let seller = try await Seller.make(stock: 10)
        let buyer = try await Buyer.make(of: seller)
        let second = try await seller.makeWarehouse()
        try await seller.receive(10, of: 0, in: second)
        try await seller.receive(15, of: 1, in: second)
        try await seller.serve(from: [seller.warehouse, second])
        let receipt = try await order(buyer, [(1, "bottle", 12)]).expect(201)
        let placed = try await buyer.person.get("/v1/orders/\(try receipt.text("id"))")
        #expect(placed["warehouse_id"]?.text == second)
        try await order(buyer, [(0, "bottle", 15)]).expect(409, "out-of-stock")
        try await seller.serve(from: [seller.warehouse, second], #","split_allowed":true"#)
        try await order(buyer, [(0, "bottle", 15), (1, "bottle", 11)]).expect(201)
        #expect(try await seller.level("available", of: 0) == 0)
        #expect(try await seller.level("available", of: 0, in: second) == 5)
        #expect(try await seller.level("available", of: 1) == 0)
        #expect(try await seller.level("available", of: 1, in: second) == 2)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("a buyer is offered what can be had, and told from when there will be more")
    func offers() async throws {
        let seller = try await Seller.make(stock: 10)
        let buyer = try await Buyer.make(of: seller)
        func offer() async throws -> JSON {
            let offers = try await buyer.person.get("/v1/sellers/\(seller.id)/offers").expect(200)
            let id = seller.variants[0].id
            return offers["items"]?.items?.first { $0["variant_id"]?.text == id } ?? .null
        }
        try await seller.setRules(0, #""safety_stock":4"#)
        #expect(try await offer()["available"]?.integer == 6)
        let second = try await seller.makeWarehouse()
        try await seller.receive(5, of: 0, in: second)
        let both = [seller.warehouse, second]
        try await seller.serve(from: both, #","buffer":2"#)
        #expect(try await offer()["available"]?.integer == 4)
        try await seller.serve(from: both, #","buffer":2,"split_allowed":true"#)
        #expect(try await offer()["available"]?.integer == 7)
        #expect(try await offer()["available_from"] == .null)
        try await order(buyer, [(0, "bottle", 7)]).expect(201)
        try await seller.person.post(
            "/v1/expected-receipts",
            """
            {"warehouse_id":"\(seller.warehouse)","expected_on":"2031-03-01",
            "lines":[{"sku":"\(seller.variants[0].sku)","quantity":40}]}
            """
        ).expect(201)
        #expect(try await offer()["available"]?.integer == 0)
        #expect(try await offer()["available_from"]?.text == "2031-03-01")
    }

    @Test("the nearest warehouse is asked first where the channel goes by proximity")
    func proximity() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        let second = try await seller.makeWarehouse()
        try await seller.receive(10, of: 0, in: second)
        func place(_ path: String, _ north: Int, _ east: Int) async throws {
            try await seller.person.put(
                "/v1/\(path)/place",
                #"{"country":"US","latitude_micro":\#(north),"longitude_micro":\#(east)}"#
            ).expect(200)
        }
        try await place("warehouses/\(seller.warehouse)", 41_586_835, -93_624_959)
        try await place("warehouses/\(second)", 41_878_113, -87_629_799)
        try await seller.serve(from: [seller.warehouse, second], #","choice":"proximity""#)
        try await place("companies/\(buyer.company)", 42_000_000, -88_000_000)
        try await order(buyer, [(0, "bottle", 1)]).expect(201)
        #expect(try await seller.level("allocated", of: 0, in: second) == 1)
        try await place("companies/\(buyer.company)", 41_000_000, -95_000_000)
        try await order(buyer, [(0, "bottle", 1)]).expect(201)
        #expect(try await seller.level("allocated", of: 0) == 1)
    }

    @Test("an order in part leaves its last lines waiting, where the channel lets it")
    func partial() async throws {
        let seller = try await Seller.make(stock: 10)
        let buyer = try await Buyer.make(of: seller)
        try await seller.serve(from: [], #","allocation":"partial""#)
        let receipt = try await order(
            buyer, [(0, "bottle", 8), (1, "bottle", 3), (0, "bottle", 6)]
        ).expect(201)
        let lines = try seller.server.query(
            """
            select line, base_quantity, allocated_quantity from orders.order_lines
            where organization_id = $1 and order_id = $2 order by line
            """, [try uuid(of: seller.id), try uuid(of: try receipt.text("id"))], in: seller.id)
        #expect(lines == [["1", "8", "8"], ["2", "3", "3"], ["3", "6", "2"]])
        #expect(try await seller.available(0) == 0)
        try await order(buyer, [(0, "bottle", 1)]).expect(409, "out-of-stock")
        let path = "/v1/orders/\(try receipt.text("id"))"
        try await seller.person.post(
            "/v1/expected-receipts",
            """
            {"warehouse_id":"\(seller.warehouse)","expected_on":"2031-03-01",
            "lines":[{"sku":"\(seller.variants[0].sku)","quantity":4}]}
            """
        ).expect(201)
        let waiting = try await buyer.person.get("\(path)/allocation").expect(200)
        #expect(waiting["backordered"]?.integer == 4)
        #expect(waiting["lines.2.expected_on"]?.text == "2031-03-01")
        #expect(waiting["lines.0.expected_on"] == .null)
        try await seller.person.post("\(path)/allocate").expect(409, "out-of-stock")
        try await seller.receive(3, of: 0)
        let more = try await seller.person.post("\(path)/allocate").expect(200)
        #expect(more["backordered"]?.integer == 1)
        try await seller.receive(9, of: 0)
        #expect(
            try await seller.person.post("\(path)/allocate").expect(200)["backordered"]?.integer
                == 0)
        try await buyer.person.post("\(path)/allocate").expect(404, "not-found")
        #expect(try await seller.available(0) == 8)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("what an order was promised is shipped, let go and brought back by movements")
    func facade() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        let placed = try await order(buyer, [(0, "bottle", 8)]).expect(201).text("id")
        let ids = [
            try uuid(of: seller.id), try uuid(of: placed), try uuid(of: seller.warehouse),
            try uuid(of: seller.variants[0].id),
        ]
        func ship(_ quantity: Int) throws {
            _ = try seller.server.query(
                """
                select inventory.ship($1, $2, $3, null, now(), array[$4::uuid], array[$5::bigint])
                """, ids + ["\(quantity)"], in: seller.id)
        }
        try ship(5)
        #expect(throws: (any Error).self) { try ship(4) }
        let released = try seller.server.query(
            "select inventory.release($1, $2, null, now())", Array(ids[..<2]), in: seller.id)
        #expect(released == [["3"]])
        _ = try seller.server.query(
            """
            select inventory.restock($1, $2, $3, 'unopened', null, now(), array[$4::uuid],
                array[2::bigint], array[null::uuid], array[null::uuid])
            """, ids, in: seller.id)
        #expect(try await seller.level("on_hand", of: 0) == 7)
        #expect(try await seller.level("allocated", of: 0) == 0)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("the ledger says once that a level is under its reorder point, once that it is back")
    func low() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        try await seller.setRules(0, #""reorder_point":8"#)
        #expect(try seller.events("stock_low") == 0)
        for _ in 0..<3 { try await order(buyer, [(0, "bottle", 1)]).expect(201) }
        #expect(try seller.events("stock_low") == 1)
        let list = try await seller.person.get("/v1/low-stock").expect(200)
        #expect(list["items.0.variant_id"]?.text == seller.variants[0].id)
        try await order(buyer, [(0, "bottle", 1)]).expect(201)
        #expect(try seller.events("stock_low") == 1)
        try await seller.receive(5)
        #expect(try seller.events("stock_restored") == 1)
        let none = try await seller.person.get("/v1/low-stock").expect(200)
        #expect(none["items"]?.items?.isEmpty == true)
    }

    @Test("what a draft holds is nobody else's, becomes the order's, and is let go in time")
    func reservations() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        let other = try await Buyer.make(of: seller)
        let draft = try await buyer.draft([(0, "bottle", 7)]).text("id")
        let held = try await buyer.person.post(
            "/v1/draft-orders/\(draft)/reserve", #"{"minutes":30}"#
        ).expect(201).text("id")
        #expect(try await seller.level("reserved", of: 0) == 7)
        try await order(other, [(0, "bottle", 4)]).expect(409, "out-of-stock")
        try await other.person.post("/v1/draft-orders/\(draft)/reserve").expect(404, "not-found")
        // Asked again, it holds the same once.
        let again = try await seller.person.post("/v1/draft-orders/\(draft)/reserve").expect(201)
        #expect(try await seller.level("reserved", of: 0) == 7)
        let first = try await seller.person.get("/v1/stock-reservations/\(held)").expect(200)
        #expect(first["state"]?.text == "released")
        try await buyer.place(draft).expect(201)
        #expect(try await seller.level("reserved", of: 0) == 0)
        #expect(try await seller.level("allocated", of: 0) == 7)
        let done = try await seller.person.get(
            "/v1/stock-reservations/\(try again.text("id"))"
        ).expect(200)
        #expect(done["state"]?.text == "placed")

        let late = try await other.draft([(0, "bottle", 3)]).text("id")
        try await other.person.post("/v1/draft-orders/\(late)/reserve", #"{"minutes":5}"#)
            .expect(201)
        try await other.person.post("/v1/draft-orders/\(late)/release").expect(204)
        #expect(try await seller.level("reserved", of: 0) == 0)
        try await other.person.post("/v1/draft-orders/\(late)/reserve", #"{"minutes":5}"#)
            .expect(201)
        try await other.person.post("/v1/draft-orders/\(late)/abandon").expect(200)
        #expect(try await seller.level("reserved", of: 0) == 0)
        #expect(try seller.unbalanced().isEmpty)
    }

    @Test("a basket's hold ends by itself, once, and is told")
    func expiry() async throws {
        let server = try await TestServer()
        let seller = try await Seller.make(on: server, variants: 1, stock: 10)
        func reserve(_ quantity: Int) async throws -> Answer {
            try await seller.person.post(
                "/v1/stock-reservations",
                """
                {"channel_id":"\(seller.trader.channel)","minutes":10,"lines":[
                {"sku":"\(seller.variants[0].sku)","quantity":\(quantity)}]}
                """)
        }
        let held = try await reserve(6).expect(201).text("id")
        let short = try await reserve(6).expect(409, "out-of-stock")
        #expect(short["short.0.available"]?.integer == 4)
        let now = Instant.now()
        #expect(try await server.expireReservations(at: now) == 0)
        #expect(try await server.expireReservations(at: now.advanced(by: .seconds(660))) == 1)
        #expect(try await server.expireReservations(at: now.advanced(by: .seconds(660))) == 0)
        #expect(try await seller.available(0) == 10)
        #expect(try seller.events("stock_reservation_expired") == 1)
        let refused = try await seller.person.post("/v1/stock-reservations/\(held)/release")
            .expect(409, "illegal-move")
        #expect(refused["state"]?.text == "expired")
        let next = try await reserve(2).expect(201).text("id")
        try await seller.person.post("/v1/stock-reservations/\(next)/release").expect(200)
        #expect(try seller.unbalanced().isEmpty)
        await server.stop()
    }
}
