import HTTP
import Testing
import Wire

@Suite("Over an amount, a second person of the buyer approves")
struct ApprovalTests {
    /// A buyer that approves what comes to more than 15.00, and somebody who buys for it.
    private func trade() async throws -> (Buyer, Person) {
        let buyer = try await Buyer.make(of: try await Seller.make())
        try await buyer.person.put(
            "/v1/approval-rule", #"{"amount":{"amount":1500,"currency":"USD"}}"#
        ).expect(200)
        return (buyer, try await buyer.trader.colleague(holding: "buyer"))
    }

    private func draft(_ buyer: Buyer, _ person: Person, _ bottles: Int) async throws -> String {
        try await person.post("/v1/draft-orders", buyer.draftBody([(0, "bottle", bottles)]))
            .expect(201).text("id")
    }

    private func letters(to person: Person) async throws -> [String] {
        let box = try await person.client.send(.get, "/dev/mailbox?to=\(person.email)").expect(200)
        return (box["items"]?.items ?? []).compactMap { $0["body"]?.text }
    }

    @Test("what comes to more waits for somebody else; what comes to less doesn't")
    func approves() async throws {
        let (buyer, kim) = try await trade()
        let small = try await draft(buyer, kim, 1)
        try await kim.post("/v1/draft-orders/\(small)/place").expect(201)
        let large = try await draft(buyer, kim, 2)
        let path = "/v1/draft-orders/\(large)"
        try await kim.post("\(path)/place").expect(409, "approval-needed")
        try await buyer.seller.person.post("\(path)/place").expect(409, "approval-needed")
        try await buyer.person.post("\(path)/approve").expect(409, "illegal-move")
        try await kim.post("\(path)/submit").expect(200)
        #expect(try await letters(to: buyer.person).contains { $0.contains(large) })
        try await kim.post("\(path)/place").expect(409, "approval-needed")
        try await kim.post("\(path)/approve").expect(403, "privilege-missing")
        try await buyer.seller.person.post("\(path)/approve").expect(404, "not-found")
        let approved = try await buyer.person.post("\(path)/approve").expect(200)
        #expect(approved["approved_at"]?.text != nil)
        #expect(approved["state"]?.text == "submitted")
        let order = try await kim.post("\(path)/place").expect(201).text("id")
        let timeline = try await kim.get("/v1/orders/\(order)/timeline").expect(200)
        let types = (timeline["entries"]?.items ?? []).compactMap { $0["type"]?.text }
        #expect(
            types == [
                "draft_order_created", "draft_order_submitted", "draft_order_approved",
                "order_placed",
            ])
    }

    @Test("nobody approves what they had a part in; an approval ends with a reopening")
    func second() async throws {
        let (buyer, kim) = try await trade()
        let own = try await draft(buyer, buyer.person, 2)
        try await buyer.person.post("/v1/draft-orders/\(own)/submit").expect(200)
        try await buyer.person.post("/v1/draft-orders/\(own)/approve").expect(403, "not-oneself")
        let lee = try await buyer.trader.colleague(holding: "manager")
        try await lee.post("/v1/draft-orders/\(own)/approve").expect(200)
        try await buyer.person.post("/v1/draft-orders/\(own)/reopen").expect(200)
        try await buyer.person.post("/v1/draft-orders/\(own)/place").expect(409, "approval-needed")
        let theirs = try await draft(buyer, kim, 3)
        let path = "/v1/draft-orders/\(theirs)"
        let body = #"{"lines":[{"sku":"\#(buyer.seller.variants[0].sku)","quantity":4}]}"#
        try await lee.put(path, body, ifMatch: "*").expect(200)
        try await kim.post("\(path)/submit").expect(200)
        try await lee.post("\(path)/approve").expect(403, "not-oneself")
        try await buyer.person.post("\(path)/decline", "{}").expect(422, "invalid-request")
        let declined = try await buyer.person.post("\(path)/decline", #"{"reason":"Too dear."}"#)
            .expect(200)
        #expect(declined["state"]?.text == "open")
        #expect(declined["decline_reason"]?.text == "Too dear.")
        #expect(try await letters(to: kim).contains { $0.contains("Too dear.") })
        try await buyer.person.post("\(path)/decline", #"{"reason":"Again."}"#)
            .expect(409, "illegal-move")
    }

    @Test("the rule is read, settled and dropped by who may, and is nobody else's")
    func rule() async throws {
        let (buyer, kim) = try await trade()
        let read = try await kim.get("/v1/approval-rule").expect(200)
        #expect(try read.integer("amount.amount") == 1_500)
        let body = #"{"amount":{"amount":-1,"currency":"USD"}}"#
        try await buyer.person.put("/v1/approval-rule", body).expect(422, "invalid-request")
        try await kim.put("/v1/approval-rule", body).expect(403, "privilege-missing")
        try await buyer.seller.person.get("/v1/approval-rule").expect(404, "not-found")
        try await buyer.person.put(
            "/v1/approval-rule", #"{"amount":{"amount":900000,"currency":"EUR"}}"#
        ).expect(200)
        let foreign = try await draft(buyer, kim, 1)
        try await kim.post("/v1/draft-orders/\(foreign)/place").expect(409, "approval-needed")
        try await buyer.person.delete("/v1/approval-rule").expect(204)
        try await buyer.person.delete("/v1/approval-rule").expect(404, "not-found")
        try await kim.post("/v1/draft-orders/\(foreign)/place").expect(201)
    }
}
