import Testing
import Wire

@Suite("However many want the same stock, it is promised once and nobody waits in a circle")
struct StockConcurrencyTests {

    /// Deadlocks that PostgreSQL reports of a database that nobody is connected to any more.
    private func deadlocks(_ server: TestServer) async throws -> String? {
        await server.stop()
        try server.endConnections()
        return try server.query(
            "select deadlocks from pg_stat_database where datname = current_database()")[0][0]
    }

    @Test("64 clients on one hot variant: what there is, and not one more")
    func hot() async throws {
        let server = try await TestServer()
        let seller = try await Seller.make(on: server, variants: 1, stock: 100)
        let buyer = try await Buyer.make(of: seller)
        let drafts = try await concurrently(64) { place in
            // Two lines on the same stock count together: three bottles each.
            try await buyer.draft([(0, "bottle", 1), (0, "bottle", 2)]).text("id")
        }
        let statuses = try await concurrently(64) { place in
            let answer = try await buyer.place(drafts[place])
            if answer.status != 201 { answer.expect(409, "out-of-stock") }
            return answer.status
        }
        #expect(statuses.filter { $0 == 201 }.count == 33)
        #expect(try await seller.available(0) == 1)
        #expect(try seller.unbalanced().isEmpty)
        #expect(try await deadlocks(server) == "0")
    }

    @Test("64 clients on crossing pairs, two warehouses, holds, transfers and counts at once")
    func crossing() async throws {
        let server = try await TestServer()
        let seller = try await Seller.make(on: server, variants: 4, stock: 60)
        let buyer = try await Buyer.make(of: seller)
        let second = try await seller.makeWarehouse()
        for place in 0..<4 { try await seller.receive(20, of: place, in: second) }
        try await seller.serve(from: [second, seller.warehouse], #","split_allowed":true"#)
        let drafts = try await concurrently(64) { number in
            let first = number % 4, other = (number * 3 + 1) % 4
            return try await buyer.draft([(first, "bottle", 3), (other, "bottle", 4)]).text("id")
        }
        let answers = try await concurrently(80) { number in
            if number >= 72 { return try await transfer(seller, second, number).status }
            if number >= 64 { return try await count(seller, second, number).status }
            let path = "/v1/draft-orders/\(drafts[number])"
            if number % 3 == 0 {
                let held = try await buyer.person.post("\(path)/reserve")
                if held.status != 201 { held.expect(409, "out-of-stock") }
            }
            let answer = try await buyer.place(drafts[number])
            if answer.status != 201 { answer.expect(409, "out-of-stock") }
            return answer.status
        }
        #expect(answers.allSatisfy { [200, 201, 409].contains($0) })
        let placed = answers[..<64].filter { $0 == 201 }.count
        var allocated: Int64 = 0
        for place in 0..<4 {
            for warehouse in [seller.warehouse, second] {
                #expect(try await seller.level("available", of: place, in: warehouse) >= 0)
                allocated += try await seller.level("allocated", of: place, in: warehouse)
            }
        }
        #expect(allocated == Int64(placed) * 7)
        #expect(placed > 30)
        #expect(try seller.unbalanced().isEmpty)
        #expect(try await deadlocks(server) == "0")
    }

    private func transfer(
        _ seller: Seller, _ second: String, _ number: Int
    ) async throws -> Answer {
        let ways = number % 2 == 0 ? (seller.warehouse, second) : (second, seller.warehouse)
        let lines = seller.variants.map { #"{"sku":"\#($0.sku)","quantity":1}"# }
        let turned = number % 4 < 2 ? lines : lines.reversed()
        let path = try await seller.person.post(
            "/v1/stock-transfers",
            """
            {"from_warehouse_id":"\(ways.0)","to_warehouse_id":"\(ways.1)",
            "lines":[\(turned.joined(separator: ","))]}
            """
        ).expect(201).text("id")
        let shipped = try await seller.person.post("/v1/stock-transfers/\(path)/ship")
        guard shipped.status == 200 else { return shipped }
        return try await seller.person.post(
            "/v1/stock-transfers/\(path)/receive", #"{"lines":[]}"#)
    }

    private func count(
        _ seller: Seller, _ second: String, _ number: Int
    ) async throws -> Answer {
        let warehouse = number % 2 == 0 ? seller.warehouse : second
        let count = try await seller.person.post(
            "/v1/stock-counts",
            #"{"warehouse_id":"\#(warehouse)","reason":"a look","lines":[]}"#
        ).expect(201)
        let path = "/v1/stock-counts/\(try count.text("id"))"
        let lines = (1...4).map { #"{"line":\#($0),"counted":70}"# }
        try await seller.person.put(
            "\(path)/lines", #"{"lines":[\#(lines.joined(separator: ","))]}"#
        ).expect(200)
        return try await seller.person.post("\(path)/apply")
    }
}
