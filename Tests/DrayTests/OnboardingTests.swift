import HTTP
import Testing
import Wire

@Suite("Onboarding a business")
struct OnboardingTests {
    private func stateOf(_ answer: Answer) -> String { answer["state"]?.text ?? "none" }

    @Test("goes step by step, and each illegal move names the state and what it allows")
    func steps() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let id = try await Trader.start("wholesaler", person)
        let path = "/v1/onboardings/\(id)"
        let early = try await person.post("\(path)/submit").expect(409, "illegal-move")
        #expect(early["state"]?.text == "started")
        #expect(early["allowed"]?.items == [.string("give_details")])
        try await person.post("\(path)/set-up", Trader.setUp("early")).expect(409, "illegal-move")
        try await person.put("\(path)/documents", Trader.documents, ifMatch: "*")
            .expect(409, "illegal-move")
        let details = try await person.put(
            "\(path)/details", Trader.details(named: "Steps"), ifMatch: "\"1\"").expect(200)
        #expect(stateOf(details) == "business_details")
        let setUp = try await person.post("\(path)/set-up", Trader.setUp("Steps")).expect(201)
        #expect(stateOf(setUp) == "set_up")
        try await person.post("\(path)/set-up", Trader.setUp("Steps")).expect(409, "illegal-move")
    }

    @Test("is resumed on another device, with nothing lost, and cannot be skipped ahead")
    func resumed() async throws {
        let trader = try await Trader.make("wholesaler", until: .documents)
        let device = try await trader.person.again()
        let path = "/v1/onboardings/\(trader.onboarding)"
        let seen = try await device.get(path).expect(200)
        #expect(stateOf(seen) == "documents")
        #expect(seen["organization_id"]?.text == trader.id)
        #expect(seen["details.address.city"]?.text == "Des Moines")
        #expect(seen["documents.0.number"]?.text == "LE-1")
        try await device.post("\(path)/set-up", Trader.setUp("again")).expect(409, "illegal-move")
        let submitted = try await device.post("\(path)/submit").expect(200)
        #expect(stateOf(submitted) == "submitted")
        try await device.put("\(path)/details", Trader.details(named: "Late"), ifMatch: "*")
            .expect(409, "illegal-move")
    }

    @Test("the platform sends back, and approves what comes again; a reason goes by letter")
    func sentBack() async throws {
        let trader = try await Trader.make("wholesaler", until: .submitted)
        let admin = trader.server.admin
        let review = "/v1/platform/onboardings/\(trader.onboarding)"
        let sent = try await admin.post(
            "\(review)/request-changes",
            #"{"reason":"The licence is blurred.","documents":true}"#
        ).expect(200)
        #expect(stateOf(sent) == "changes_requested")
        try await admin.post("\(review)/approve").expect(409, "illegal-move")
        let letters = try await trader.person.client.send(
            .get, "/dev/mailbox?to=\(trader.person.email)")
        #expect(try letters.text("items.0.body").contains("The licence is blurred."))
        let path = "/v1/onboardings/\(trader.onboarding)"
        #expect(try await trader.get(path).text("reason") == "The licence is blurred.")
        try await trader.person.put("\(path)/documents", Trader.documents, ifMatch: "*")
            .expect(200)
        try await trader.post("\(path)/submit").expect(200)
        try await Trader.waiveNeeded(trader.onboarding, admin)
        try await admin.post("\(review)/approve").expect(200)
        try await admin.post("\(review)/reject", #"{"reason":"Too late."}"#)
            .expect(409, "illegal-move")
    }

    @Test("who was rejected stays so")
    func rejected() async throws {
        let trader = try await Trader.make("retailer", until: .submitted)
        let admin = trader.server.admin
        let review = "/v1/platform/onboardings/\(trader.onboarding)"
        try await admin.post("\(review)/reject", #"{"reason":"No licence."}"#).expect(200)
        try await admin.post("\(review)/approve").expect(409, "illegal-move")
        var person = trader.person
        try await person.renew()
        let state = try await person.get("/v1/onboardings/\(trader.onboarding)").text("state")
        #expect(state == "rejected")
        try await person.post("/v1/suppliers", #"{"seller_id":"\#(trader.id)"}"#).expect(403)
    }

    @Test("until approval an organization prepares and is refused to trade by name")
    func preparing() async throws {
        let trader = try await Trader.make("wholesaler", until: .submitted)
        try await trader.get("/v1/products").expect(200)
        try await trader.post("/v1/price-lists", Seller.listBody("early")).expect(201)
        let seller = try await Seller.make(variants: 1, stock: 0)
        try await trader.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#)
            .expect(403, "trading-not-approved")
        try await trader.post("/v1/draft-orders", "{}").expect(403, "trading-not-approved")
    }

    @Test("approval ends the tokens that could not trade; their successors can")
    func approval() async throws {
        var trader = try await Trader.make("wholesaler", until: .submitted)
        try await Trader.waiveNeeded(trader.onboarding, trader.server.admin)
        try await trader.server.admin.post(
            "/v1/platform/onboardings/\(trader.onboarding)/approve"
        ).expect(200)
        try await trader.get("/v1/organization").expect(401, "token-revoked")
        try await trader.person.renew()
        let organization = try await trader.get("/v1/organization").expect(200)
        #expect(try organization.text("state") == "approved")
    }

    @Test("the queue shows who waits, and to nobody but the platform")
    func queue() async throws {
        let trader = try await Trader.make("wholesaler", until: .submitted)
        let review = "/v1/platform/onboardings/\(trader.onboarding)"
        try await trader.get("/v1/platform/onboardings").expect(404)
        try await trader.post("\(review)/approve").expect(404)
        try await trader.server.admin.get(review).expect(200)
        var path = "/v1/platform/onboardings?limit=200"
        var ids: [String] = []
        while true {
            let page = try await trader.server.admin.get(path).expect(200)
            ids += page["items"]?.items?.compactMap { $0["id"]?.text } ?? []
            guard let cursor = page["next_cursor"]?.text else { break }
            path = "/v1/platform/onboardings?limit=200&cursor=\(cursor)"
        }
        #expect(ids.contains(trader.onboarding))
        try await trader.server.admin.get("/v1/price-lists").expect(403, "privilege-missing")
    }
}
