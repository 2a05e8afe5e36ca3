import Bedrock
import Testing
import Wire

@Suite("What each company sees of a change of many prices")
struct SeenChangeTests {
    private func preview(_ seller: Seller, _ more: String) async throws -> Answer {
        try await seller.person.post(
            "/v1/price-changes", #"{"price_list_id":"\#(seller.list)",\#(more)}"#)
    }

    private func usd(_ amount: Int) -> String { #"{"amount":\#(amount),"currency":"USD"}"# }

    private func price(_ buyer: Buyer) async throws -> Int64 {
        try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)","lines":[
            {"sku":"\(buyer.seller.variants[0].sku)","quantity":1}]}
            """, key: nil
        ).expect(200).integer("total.amount")
    }

    /// What a company sees of a change, by SKU and unit: what it costs before and after.
    private func seen(
        _ change: String, _ company: String, _ seller: Seller
    ) async throws -> [String: [Int64?]] {
        let path = "/v1/price-changes/\(change)/companies/\(company)/prices"
        var seen: [String: [Int64?]] = [:]
        var cursor = ""
        repeat {
            let page = try await seller.person.get("\(path)?limit=1\(cursor)").expect(200)
            for item in page["items"]?.items ?? [] {
                let key = "\(item["sku"]?.text ?? "") \(item["unit"]?.text ?? "")"
                seen[key] = ["before", "after"].map {
                    item[$0]?["unit_price"]?["amount"]?.integer
                }
            }
            cursor = page["next_cursor"]?.text.map { "&cursor=\($0)" } ?? ""
        } while cursor != ""
        return seen
    }

    @Test("who sees what: a contract keeps its prices, one off the list follows, others see it all")
    func whoSeesWhat() async throws {
        let seller = try await Seller.make()
        let usual = try await Buyer.make(of: seller)
        let kept = try await Buyer.make(of: seller)
        let other = try await Seller.make(variants: 1, stock: 0)
        let (first, second) = (seller.variants[0].sku, seller.variants[1].sku)
        let contract = try await seller.person.post(
            "/v1/price-lists",
            Seller.listBody(
                "Contract", audience: #"{"audience":"company","id":"\#(kept.company)"}"#)
        ).expect(201).text("id")
        try await seller.person.put(
            "/v1/price-lists/\(contract)/entries",
            """
            {"entries":[{"sku":"\(first)","breaks":[{"price":\(usd(950))}]},
            {"sku":"\(second)","kind":"percent_off","base_list_id":"\(seller.list)",
            "breaks":[{"basis_points":1000}]}]}
            """
        ).expect(200)
        let change = try await preview(
            seller, #""operation":"amount","value":100,"unit":"bottle""#
        ).expect(201).text("id")
        #expect(
            try await seen(change, usual.company, seller) == [
                "\(first) bottle": [1_000, 1_100], "\(second) bottle": [1_100, 1_200],
            ])
        let follows = ["\(second) bottle": [990 as Int64?, 1_080]]
        #expect(try await seen(change, kept.company, seller) == follows)
        let path = "/v1/price-changes/\(change)"
        let reached = try await seller.person.get("\(path)/companies").expect(200)
        #expect(
            Set(reached["items"]?.items?.compactMap { $0["id"]?.text } ?? [])
                == [usual.company, kept.company])
        try await other.person.get("\(path)/companies").expect(404)
        try await other.person.get("\(path)/companies/\(usual.company)/prices").expect(404)
        #expect(try await price(usual) == 1_000)
        // What was applied still tells what it did.
        try await seller.person.post("\(path)/apply", key: nil).expect(200)
        #expect(try await price(usual) == 1_100)
        #expect(try await seen(change, kept.company, seller) == follows)
    }

    @Test("a change of what is priced as a whole is seen on each thing that it prices")
    func broadly() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(seller.variants[0].sku)","unit":"bottle","remove":true},
            {"target":"list","unit":"bottle","breaks":[{"price":\(usd(700))}]}]}
            """
        ).expect(200)
        let change = try await preview(
            seller, #""operation":"set","value":650,"unit":"bottle""#
        ).expect(201).text("id")
        #expect(
            try await seen(change, buyer.company, seller) == [
                "\(seller.variants[0].sku) bottle": [700, 650],
                "\(seller.variants[1].sku) bottle": [1_100, 650],
            ])
    }
}
