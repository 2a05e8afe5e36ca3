import Testing
import Wire

@Suite("The ledger tells what happened")
struct LedgerTests {
    private func types(_ trader: Trader) async throws -> [String] {
        try await trader.get("/v1/events?limit=500").expect(200)["items"]?.items?
            .compactMap { $0["type"]?.text } ?? []
    }

    @Test("every step of a trade is in the seller's ledger, in its order, with who did it")
    func steps() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let draft = try await buyer.draft().text("id")
        try await buyer.place(draft).expect(201)
        let seen = try await types(buyer.seller.trader)
        let expected = [
            "organization_set_up", "business_documents_given", "onboarding_submitted",
            "onboarding_approved", "product_created", "price_list_created",
            "company_requested", "company_approved", "draft_order_created", "order_placed",
        ]
        #expect(seen.filter(expected.contains) == expected, "\(seen)")
        let placed = try await buyer.seller.person.get("/v1/events?type=order_placed").expect(200)
        #expect(placed["items"]?.items?.count == 1)
        #expect(placed["items.0.account_id"]?.text == buyer.person.account)
        #expect(try await types(buyer.trader).contains("supplier_requested"))
        #expect(try await !types(buyer.trader).contains("order_placed"))
    }

    @Test("what was refused or undone leaves no event")
    func refused() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 0))
        let draft = try await buyer.draft().text("id")
        let before = try await types(buyer.seller.trader)
        try await buyer.place(draft).expect(409, "out-of-stock")
        try await buyer.person.post("/v1/draft-orders", buyer.draftBody([(0, "barrel", 1)]))
            .expect(422)
        #expect(try await types(buyer.seller.trader) == before)
    }

    @Test("pages join to the whole, each item once", arguments: [1, 2, 3, 200])
    func pages(limit: Int) async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        for number in 0..<5 {
            try await trader.post("/v1/brands", #"{"name":"Brand \#(number)"}"#).expect(201)
        }
        for list in ["/v1/brands", "/v1/events"] {
            let whole = try await trader.get("\(list)?limit=200").expect(200)["items"]?.items ?? []
            var joined: [JSON] = []
            var path = "\(list)?limit=\(limit)"
            while true {
                let page = try await trader.get(path).expect(200)
                let items = page["items"]?.items ?? []
                #expect(items.count <= limit)
                joined += items
                guard let cursor = page["next_cursor"]?.text else { break }
                path = "\(list)?limit=\(limit)&cursor=\(cursor)"
            }
            #expect(joined == whole)
            #expect(whole.count >= 5)
        }
    }
}
