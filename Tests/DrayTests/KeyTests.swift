import Testing
import Wire

@Suite("Idempotency keys and versions")
struct KeyTests {
    @Test("the same key with the same request has the same answer, byte by byte")
    func again() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let key = Client.freshKey()
        let body = #"{"name":"Brand \#(key)"}"#
        let first = try await trader.post("/v1/brands", body, key: key).expect(201)
        let second = try await trader.post("/v1/brands", body, key: key).expect(201)
        #expect(first.body == second.body)
        #expect(second.header("idempotency-replayed") == "true")
        #expect(try await trader.get("/v1/brands").expect(200)["items"]?.items?.count == 1)
    }

    @Test("a draft and its placing are each done once, however often they are asked for")
    func placing() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 10))
        let key = Client.freshKey()
        let body = buyer.draftBody([(0, "bottle", 3)])
        let draft = try await buyer.person.post("/v1/draft-orders", body, key: key).expect(201)
        let draftAgain = try await buyer.person.post("/v1/draft-orders", body, key: key)
        #expect(draft.body == draftAgain.body)
        let id = try draft.text("id")
        let placed = try await buyer.place(id, key: "place \(key)").expect(201)
        let placedAgain = try await buyer.place(id, key: "place \(key)").expect(201)
        #expect(placed.body == placedAgain.body)
        try await buyer.place(id).expect(409, "illegal-move")
        #expect(try await buyer.seller.available(0) == 7)
    }

    @Test("the same key with another body or another operation is refused")
    func otherBody() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let key = Client.freshKey()
        try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key).expect(201)
        try await trader.post("/v1/brands", #"{"name":"Two"}"#, key: key)
            .expect(422, "idempotency-key-reused")
        try await trader.post("/v1/product-types", #"{"name":"One"}"#, key: key)
            .expect(422, "idempotency-key-reused")
    }

    @Test("another organization's keys are its own")
    func otherOrganization() async throws {
        let key = Client.freshKey()
        for _ in 0..<2 {
            let trader = try await Trader.make("wholesaler", until: .setUp)
            let made = try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key)
                .expect(201)
            #expect(made.header("idempotency-replayed") == nil)
        }
    }

    @Test("a POST that makes something needs a key of a length that can be kept")
    func missing() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        try await trader.post("/v1/brands", #"{"name":"One"}"#, key: nil)
            .expect(400, "idempotency-key-required")
        for key in ["", String(repeating: "k", count: 256)] {
            let answer = try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key)
            #expect(answer.status == 422 || answer.status == 400)
        }
    }

    @Test("of many at once with one key, one is carried out; the others wait for its answer")
    func inFlight() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let key = Client.freshKey()
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await trader.post("/v1/brands", #"{"name":"Contended"}"#, key: key)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let done = answers.filter { $0.status == 201 }
        #expect(!done.isEmpty)
        #expect(Set(done.map(\.body)).count == 1)
        for answer in answers where answer.status != 201 {
            answer.expect(409, "idempotency-key-in-flight")
        }
        #expect(try await trader.get("/v1/brands").expect(200)["items"]?.items?.count == 1)
    }

    @Test("a key whose request was refused can be used for the request mended")
    func refusedOnce() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let key = Client.freshKey()
        try await trader.post("/v1/brands", #"{"nom":"One"}"#, key: key).expect(422)
        try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key).expect(201)
        try await trader.post("/v1/brands", #"{"name":"One"}"#).expect(409, "name-taken")
    }

    @Test("an edit needs the version it is made for, and fails on any other")
    func versions() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let path = "/v1/channels/\(trader.channel)"
        let channel = try await trader.get(path).expect(200)
        let etag = try #require(channel.etag)
        let body = #"{"name":"Renamed"}"#
        try await trader.person.patch(path, body).expect(428, "version-required")
        for bad in ["nonsense", "\"x\"", "\"99999999999\"", "W/\"1\""] {
            try await trader.person.patch(path, body, ifMatch: bad).expect(422)
        }
        let changed = try await trader.person.patch(path, body, ifMatch: etag).expect(200)
        #expect(changed.etag != etag)
        try await trader.person.patch(path, body, ifMatch: etag).expect(412, "version-mismatch")
        #expect(try await trader.get(path).text("name") == "Renamed")
    }

    @Test("of two edits of one version at once, one wins")
    func racingEdits() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let draft = try await buyer.draft()
        let path = "/v1/draft-orders/\(try draft.text("id"))"
        let etag = try #require(draft.etag)
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for quantity in 2...9 {
                let sku = buyer.seller.variants[0].sku
                let body = #"{"lines":[{"sku":"\#(sku)","quantity":\#(quantity)}]}"#
                group.addTask {
                    try await buyer.person.put(path, body, ifMatch: etag).status
                }
            }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers == [200: 1, 412: 7])
    }
}
