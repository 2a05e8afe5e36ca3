import HTTP
import Testing
import Wire

@Suite("Price books are held within a limit of bytes")
struct PriceBookMemoryTests {
    private func bytes(_ server: ServerProcess) async throws -> Int {
        let figures = try await server.client.send(.get, "/metrics").expect(200)
        let text = String(decoding: figures.body, as: UTF8.self)
        let line = try #require(
            text.split(separator: "\n").first { $0.hasPrefix("dray_price_books_bytes ") })
        let value = try #require(Double(line.split(separator: " ").last ?? ""))
        return Int(value)
    }

    /// A seller of so many items at a dollar, signed in at that server.
    private func seller(_ items: Int, _ server: ServerProcess, _ host: TestServer) async throws
        -> Person
    {
        let trader = try await Trader.make("wholesaler", on: host)
        let list = try await trader.post(
            "/v1/price-lists", Seller.listBody(trader.canary)
        ).expect(201).text("id")
        let products = "sku,name\n" + (0..<items).map { "M\($0),Item \($0)\n" }.joined()
        let made = try await trader.person.upload("/v1/imports/products", products).expect(201)
        #expect(made["created"]?.integer == Int64(items))
        try await trader.person.upload(
            "/v1/imports/prices?price_list_id=\(list)", "sku,price\nM0,1.00\n"
        ).expect(201)
        try await trader.post("/v1/companies", #"{"name":"Bar"}"#).expect(201)
        return try await Person.signIn(
            server.client, email: trader.person.email, password: trader.person.password)
    }

    /// Has the seller's book used at that server.
    private func use(_ person: Person) async throws {
        let company = try await person.get("/v1/companies").expect(200).text("items.0.id")
        let price = try await person.post(
            "/v1/price-checks",
            #"{"company_id":"\#(company)","lines":[{"sku":"M0","quantity":1}]}"#, key: nil
        ).expect(200).integer("total.amount")
        #expect(price == 100)
    }

    @Test("books leave memory by bytes, the least used first")
    func least() async throws {
        let host = try await TestServer()
        let limit = 1 << 20
        let server = try ServerProcess(
            database: host.address, with: ["DRAY_PRICE_BOOK_BYTES": "\(limit)"])
        defer { server.killAtOnce() }
        let first = try await seller(1_800, server, host)
        let second = try await seller(900, server, host)
        let third = try await seller(1_200, server, host)
        try await use(first)
        let one = try await bytes(server)
        try await use(second)
        let two = try await bytes(server)
        // The first is used again, so that the second is the one that leaves.
        try await use(first)
        try await use(third)
        let after = try await bytes(server)
        print("price books: \(one), \(two), \(after) bytes")
        #expect(one > 0 && two > one && two <= limit && after <= limit)
        try await use(first)
        #expect(try await bytes(server) == after)
        // So the first was held, and the third is what is beside it; all three would not fit.
        #expect(two + after - one > limit)
        // Whoever left is loaded again, and costs the same.
        try await use(second)
        #expect(try await bytes(server) != after)
        #expect(try await bytes(server) <= limit)
        await host.stop()
    }
}
