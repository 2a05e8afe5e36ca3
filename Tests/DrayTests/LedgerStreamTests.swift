import HTTP
import Testing
import Wire

@Suite("The ledger is followed as it grows")
struct LedgerStreamTests {
    private func brand(_ trader: Trader, _ name: String) async throws {
        try await trader.post("/v1/brands", #"{"name":"\#(name)"}"#).expect(201)
    }

    private func last(_ trader: Trader) async throws -> Int64 {
        try await trader.get("/v1/events/summary").expect(200).integer("position")
    }

    @Test("a reader that comes back again and again misses nothing and sees nothing twice")
    func reconnecting() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let start = try await last(trader)
        let writing = Task {
            for number in 0..<40 { try await brand(trader, "Brand \(number)") }
        }
        var seen: [Int64] = []
        var connections = 0
        while seen.count < 40 {
            let from = seen.last ?? start
            let reader = try EventReader(
                trader.server, "/v1/events/stream?cursor=0", trader.person, lastEvent: "\(from)")
            #expect(reader.status == 200)
            connections += 1
            for _ in 0..<min(7, 40 - seen.count) {
                let event = try #require(try reader.next())
                #expect(event.name == "event")
                #expect(event.id == "\(event.data["position"]?.integer ?? 0)")
                seen.append(try #require(event.data["position"]?.integer))
            }
        }
        try await writing.value
        #expect(seen == Array((start + 1)...(start + 40)))
        #expect(connections >= 6)
    }

    @Test("it begins with what comes next, or at a position, and tells only what was asked for")
    func filters() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let next = try EventReader(trader.server, "/v1/events/stream", trader.person)
        let brands = try EventReader(
            trader.server, "/v1/events/stream?cursor=0&type=brand_created", trader.person)
        let whole = try EventReader(trader.server, "/v1/events/stream?cursor=0", trader.person)
        let before = try await last(trader)
        for position in 1...before {
            #expect(try whole.next()?.id == "\(position)")
        }
        try await trader.post(
            "/v1/warehouses", #"{"name":"Back room","address":"3 Side Street"}"#
        ).expect(201)
        try await brand(trader, "A brand")
        let first = try #require(try next.next())
        #expect(first.id == "\(before + 1)")
        let second = try #require(try next.next())
        let told = try #require(try brands.next())
        #expect(told.data == second.data)
        #expect(told.data["type"]?.text == "brand_created")
    }

    @Test("it is one's own ledger, for who may read it, and ends with the token")
    func refused() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let other = try await Trader.make("wholesaler", until: .setUp)
        try await trader.server.client.send(.get, "/v1/events/stream").expect(401)
        for query in ["cursor=-1", "cursor=x", "type=%00", "subject_id=1", "from=yesterday"] {
            try await trader.get("/v1/events/stream?\(query)").expect(422)
        }
        let reader = try EventReader(trader.server, "/v1/events/stream", trader.person)
        try await brand(other, "Theirs")
        try await brand(trader, "Ours")
        let event = try #require(try reader.next())
        #expect(event.data["type"]?.text == "brand_created")
        #expect(try await trader.get("/v1/events?type=brand_created").expect(200)[
            "items.0.id"]?.text == event.data["id"]?.text)
        try await trader.person.delete("/v1/sessions").expect(204)
        let end = try #require(try reader.next())
        #expect(end.data["type"]?.text == "/problems/token-revoked")
        #expect(try reader.next() == nil)
    }
}
