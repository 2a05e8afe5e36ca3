import Testing
import Wire

@Suite("Two servers stand on one database, and hold one price")
struct PriceServerTests {
    @Test("what one changes the other shows, and from its commit on neither charges the old price")
    func oldPriceIsNeverCharged() async throws {
        let host = try await TestServer()
        let seller = try await Seller.make(on: host)
        let buyer = try await Buyer.make(of: seller)
        let first = try ServerProcess(database: host.address)
        let second = try ServerProcess(database: host.address)
        let staff = try await Person.signIn(
            first.client, email: seller.person.email, password: seller.person.password)
        let clerk = try await Person.signIn(
            second.client, email: buyer.person.email, password: buyer.person.password)
        let sku = seller.variants[0].sku
        func shown(_ person: Person) async throws -> Int64 {
            try await person.post(
                "/v1/price-checks",
                #"{"seller_id":"\#(seller.id)","lines":[{"sku":"\#(sku)","quantity":1}]}"#,
                key: nil
            ).expect(200).integer("total.amount")
        }
        for price in Seller.price(0) + 1...Seller.price(0) + 5 {
            let body = buyer.draftBody([(0, "bottle", 1)])
            let draft = try await clerk.post("/v1/draft-orders", body).expect(201)
            #expect(try draft.integer("total.amount") == price - 1)
            let id = try draft.text("id")
            try await staff.put(
                "/v1/price-lists/\(seller.list)/entries",
                #"{"entries":[\#(Seller.entry(sku, "bottle", price))]}"#
            ).expect(200)
            let refused = try await clerk.post("/v1/draft-orders/\(id)/place")
                .expect(409, "prices-moved")
            #expect(try refused.integer("total_now") == price)
            let placed = try await clerk.post("/v1/draft-orders/\(id)/place").expect(201)
            #expect(try placed.integer("total.amount") == price)
            // How long this takes is measured by `dray bench --books`, and not asserted.
            var seen = try await shown(clerk)
            while seen != price { seen = try await shown(clerk) }
        }
        #expect(first.end() == 0)
        #expect(second.end() == 0)
        await host.stop()
    }
}
