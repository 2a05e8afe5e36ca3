import Bedrock
import Testing
import Wire

@Suite("Many prices change at once: previewed, applied as previewed, now or at an instant")
struct PriceChangeTests {
    private func preview(_ seller: Seller, _ more: String) async throws -> Answer {
        try await seller.person.post(
            "/v1/price-changes", #"{"price_list_id":"\#(seller.list)",\#(more)}"#)
    }

    private func usd(_ amount: Int) -> String { #"{"amount":\#(amount),"currency":"USD"}"# }

    private func price(
        _ buyer: Buyer, _ place: Int = 0, unit: String = "bottle", at instant: String? = nil
    ) async throws -> Int64 {
        let at = instant.map { #","at":"\#($0)""# } ?? ""
        return try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)"\(at),"lines":[
            {"sku":"\(buyer.seller.variants[place].sku)","unit":"\(unit)","quantity":1}]}
            """, key: nil
        ).expect(200).integer("total.amount")
    }

    @Test("a preview says what moves, for whom and below cost, and changes nothing")
    func previewed() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        _ = try seller.server.query(
            "update catalog.variants set cost_amount = 1040 where organization_id = $1",
            [try uuid(of: seller.id)], in: seller.id)
        let shown = try await preview(
            seller,
            #""operation":"percent","value":300,"rounding_step":100,"rounding_ending":99"#
        ).expect(201)
        #expect(try shown.integer("entries") == 4)
        #expect(try shown.integer("raised") == 2)
        #expect(try shown.integer("lowered") == 2)
        #expect(try shown.integer("below_cost") == 2)
        #expect(try shown.integer("company_count") == 1)
        #expect(try shown.text("companies.0.id") == buyer.company)
        // 1,000 → 1,030 → 999 or 1,099: 999 is nearer, and that is no rise.
        let rows = try await seller.person.get("/v1/price-changes/\(shown.text("id"))/rows")
            .expect(200)
        let bottles = (rows["items"]?.items ?? []).filter { $0["unit"]?.text == "bottle" }
        #expect(
            bottles.compactMap { $0["after"]?.items?[0]["price"]?["amount"]?.integer }.sorted()
                == [999, 1_099])
        #expect(try await price(buyer) == 1_000)
        try await seller.person.post("/v1/price-changes/\(shown.text("id"))/cancel", key: nil)
            .expect(200)
        let late = try await seller.person.post(
            "/v1/price-changes/\(shown.text("id"))/apply", key: nil)
        #expect(late.expect(409).problem == "illegal-move")
    }

    @Test("a filter that names what isn't there is told so, and narrows nothing to nothing")
    func strangers() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let other = try await Seller.make(variants: 1, stock: 0)
        let category = try await other.trader.first("/v1/categories")
        let refused = try await preview(
            seller,
            """
            "operation":"percent","value":300,"category_ids":["\(category)"],
            "skus":["\(seller.variants[0].sku)","no such thing"]
            """
        ).expect(422)
        #expect(refused.pointers == ["/category_ids/0", "/skus/1"])
    }

    @Test("it is applied as previewed, once, and only to what its filter names")
    func applied() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let id = try await preview(
            seller,
            """
            "operation":"percent","value":-1050,"skus":["\(seller.variants[0].sku)"],
            "unit":"bottle"
            """
        ).expect(201).text("id")
        let path = "/v1/price-changes/\(id)"
        #expect(try await seller.person.post("\(path)/apply", key: nil).expect(200)
            .text("state") == "applied")
        #expect(try await price(buyer) == 895)
        #expect(try await price(buyer, unit: "case") == 11_000)
        #expect(try await price(buyer, 1) == 1_100)
        try await seller.person.post("\(path)/apply", key: nil).expect(409, "illegal-move")
        let listed = try await seller.person.get("/v1/price-changes").expect(200)
        #expect(try listed.text("items.0.state") == "applied")
    }

    @Test("once prices moved, a preview is no longer applied")
    func moved() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let id = try await preview(seller, #""operation":"amount","value":50"#).expect(201)
            .text("id")
        try await seller.putPrices(on: seller.list, plus: 7)
        try await seller.person.post("/v1/price-changes/\(id)/apply", key: nil)
            .expect(409, "price-book-moved")
        #expect(try await price(buyer) == 1_007)
    }

    @Test("a scheduled change comes into force at its instant by itself, and can be taken back")
    func scheduled() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let terms = #""operation":"set","value":777,"unit":"bottle","effective_at":"#
        let id = try await preview(seller, terms + #""2099-01-01T00:00:00Z""#).expect(201)
            .text("id")
        let path = "/v1/price-changes/\(id)"
        #expect(try await seller.person.post("\(path)/apply", key: nil).expect(200)
            .text("state") == "scheduled")
        #expect(try await price(buyer) == 1_000)
        #expect(try await price(buyer, at: "2098-12-31T23:59:59.999999Z") == 1_000)
        #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == 777)
        #expect(try await price(buyer, unit: "case", at: "2099-01-01T00:00:00Z") == 11_000)
        let entries = try await seller.person.get("/v1/price-lists/\(seller.list)/entries")
            .expect(200)
        let waiting = (entries["items"]?.items ?? []).filter { $0["unit"]?.text == "bottle" }
        #expect(waiting.allSatisfy { $0["next_from"]?.text == "2099-01-01T00:00:00Z" })
        let second = try await preview(seller, terms + #""2098-01-01T00:00:00Z""#).expect(201)
            .text("id")
        try await seller.person.post("/v1/price-changes/\(second)/apply", key: nil)
            .expect(409, "price-change-pending")
        try await seller.person.post("\(path)/cancel", key: nil).expect(200)
        #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == 1_000)
    }

    @Test("a change that came into force is what the next one starts from")
    func folded() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let id = try await preview(
            seller, #""operation":"set","value":777,"effective_at":"2099-01-01T00:00:00Z""#
        ).expect(201).text("id")
        try await seller.person.post("/v1/price-changes/\(id)/apply", key: nil).expect(200)
        // The instant comes: as far as the prices know, it was a minute ago.
        _ = try seller.server.query(
            """
            update pricing.entries set next_from = now() - interval '1 minute'
            where organization_id = $1
            """, [try uuid(of: seller.id)], in: seller.id)
        let next = try await preview(seller, #""operation":"amount","value":-7"#).expect(201)
        #expect(try next.integer("entries") == 4)
        try await seller.person.post("/v1/price-changes/\(next.text("id"))/apply", key: nil)
            .expect(200)
        #expect(try await price(buyer) == 770)
        let entries = try await seller.person.get("/v1/price-lists/\(seller.list)/entries")
            .expect(200)
        #expect(entries["items.0.next_from"] == .null)
    }

    @Test("impossible changes are refused, and nobody reaches another's")
    func refused() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        for terms in [
            #""operation":"percent","value":-10001"#, #""operation":"set","value":-1"#,
            #""operation":"amount","value":1,"rounding_step":100"#,
            #""operation":"amount","value":1,"rounding_step":100,"rounding_ending":100"#,
            #""operation":"amount","value":1,"effective_at":"2020-01-01T00:00:00Z""#,
            #""operation":"amount","value":1000000000000"#,
        ] {
            try await preview(seller, terms).expect(422)
        }
        let id = try await preview(seller, #""operation":"amount","value":1"#).expect(201)
            .text("id")
        for path in ["", "/rows"] {
            try await other.person.get("/v1/price-changes/\(id)\(path)").expect(404)
        }
        for path in ["apply", "cancel"] {
            try await other.person.post("/v1/price-changes/\(id)/\(path)", key: nil).expect(404)
        }
    }

    @Test("two versions are compared in their lists, promotions and levies too")
    func comparedTerms() async throws {
        let seller = try await Seller.make()
        let person = seller.person
        func make(_ path: String, _ body: String) async throws -> String {
            try await person.post("/v1/\(path)", body).expect(201).text("id")
        }
        let half = #"{"name":"Half","kind":"percent_off","basis_points":5000}"#
        let kept = try await make("promotions", half)
        let gone = try await make("tax-rates", #"{"jurisdiction":"US","code":"vat","rate_bp":700}"#)
        let versions = try await person.get("/v1/price-book/versions").expect(200)
        let from = try versions.integer("items.0.version")
        let third = #"{"name":"Third","kind":"percent_off","basis_points":3333}"#
        try await person.put("/v1/promotions/\(kept)", half, ifMatch: "*").expect(200)
        try await person.put("/v1/promotions/\(kept)", third, ifMatch: "*").expect(200)
        try await person.delete("/v1/tax-rates/\(gone)").expect(204)
        let keg = try await make(
            "deposit-kinds",
            #"{"code":"keg","name":"Keg","amount":{"amount":3000,"currency":"USD"}}"#)
        // What came and went in between differs in nothing.
        let passing = try await make(
            "tax-rates", #"{"jurisdiction":"US-IA","code":"vat","rate_bp":1}"#)
        try await person.delete("/v1/tax-rates/\(passing)").expect(204)
        let path = "/v1/price-book/compare/terms?from=\(from)"
        let moved = try await person.get(path).expect(200)
        let told = moved["items"]?.items?.map { item in
            [item["kind"]?.text, item["change"]?.text, item["name"]?.text, item["id"]?.text]
        }
        #expect(
            told == [
                ["deposit_kind", "added", "Keg", keg], ["promotion", "moved", "Third", kept],
                ["tax_rate", "removed", "vat", gone],
            ])
        #expect(moved["items.1.before"]?["basis_points"]?.integer == 5_000)
        #expect(moved["items.1.after"]?["basis_points"]?.integer == 3_333)
        #expect(moved["items.2.before"]?["rate_bp"]?.integer == 700)
        let first = try await person.get("\(path)&limit=1").expect(200)
        let rest = try await person.get("\(path)&cursor=\(try first.text("next_cursor"))")
        #expect(rest["items"]?.items?.count == 2)
        let other = try await Seller.make()
        let theirs = try await other.person.get("/v1/price-book/compare/terms?from=0").expect(200)
        let kinds = Set(theirs["items"]?.items?.compactMap { $0["kind"]?.text } ?? [])
        #expect(kinds == ["assignment", "price_list"])
        try await person.get("/v1/price-book/compare/terms?from=999999").expect(422)
        try await person.get("\(path)&cursor=x").expect(422)
    }

    @Test("two versions differ in whom lists are for, settings, channels and variants")
    func comparedWholly() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let person = seller.person
        let from = try await person.get("/v1/price-book/versions").expect(200)
            .integer("items.0.version")
        try await person.patch("/v1/pricing-settings", #"{"mode":"lowest"}"#, ifMatch: "*")
            .expect(200)
        try await person.patch(
            "/v1/price-lists/\(seller.list)",
            #"{"assignments":[{"audience":"company","id":"\#(buyer.company)"}]}"#, ifMatch: "*"
        ).expect(200)
        let channel = try await seller.trader.first("/v1/channels")
        let (variant, sku) = (seller.variants[0].id, seller.variants[0].sku)
        try await person.put(
            "/v1/channels/\(channel)/listings",
            """
            {"listings":[{"variant_id":"\(variant)","published":true,"title":"T",
            "price":\(usd(777))}]}
            """
        ).expect(200)
        try await person.patch("/v1/variants/\(variant)", #"{"case_size":6}"#, ifMatch: "*")
            .expect(200)
        try await person.patch("/v1/variants/\(variant)", #"{"name":"Other"}"#, ifMatch: "*")
            .expect(200)
        let path = "/v1/price-book/compare/terms?from=\(from)"
        let moved = try await person.get(path).expect(200)
        let items = moved["items"]?.items ?? []
        #expect(
            items.map { [$0["kind"]?.text, $0["change"]?.text] } == [
                ["assignment", "moved"], ["listing", "added"], ["setting", "moved"],
                ["variant", "moved"],
            ])
        guard items.count == 4 else { return }
        #expect(items[0]["id"]?.text == seller.list)
        #expect(items[0]["before"]?["assignments"]?[0]?["audience"]?.text == "everybody")
        #expect(items[0]["after"]?["assignments"]?[0]?["id"]?.text == buyer.company)
        #expect(items[1]["after"]?["channel_id"]?.text == channel)
        #expect(items[1]["after"]?["variant_id"]?.text == variant)
        #expect(items[1]["after"]?["price_amount"]?.integer == 777)
        #expect(items[2]["before"]?["mode"]?.text == "most_specific")
        #expect(items[2]["after"]?["mode"]?.text == "lowest")
        #expect(items[3]["name"]?.text == sku)
        #expect(items[3]["before"]?["case_size"]?.integer == 12)
        #expect(items[3]["after"]?["case_size"]?.integer == 6)
        let page = try await person.get("\(path)&limit=2").expect(200)
        let rest = try await person.get("\(path)&cursor=\(try page.text("next_cursor"))")
        #expect(rest["items"]?.items?.count == 2)
    }

    @Test("two versions are compared: what is new, gone and moved, page by page")
    func compared() async throws {
        let seller = try await Seller.make()
        let versions = try await seller.person.get("/v1/price-book/versions").expect(200)
        let from = try versions.integer("items.0.version")
        let list = "/v1/price-lists/\(seller.list)/entries"
        let (one, two) = (seller.variants[0].sku, seller.variants[1].sku)
        try await seller.person.put(
            list,
            """
            {"entries":[\(Seller.entry(one, "bottle", 1_234)),
            {"sku":"\(two)","unit":"case","remove":true}]}
            """
        ).expect(200)
        try await seller.person.put(
            list,
            """
            {"entries":[\(Seller.entry(one, "bottle", 1_250)),
            \(Seller.entry(one, "case", 9)),
            {"target":"list","unit":"bottle","breaks":[
            {"price":{"amount":5,"currency":"USD"}}]}]}
            """
        ).expect(200)
        try await seller.person.put(list, #"{"entries":[\#(Seller.entry(one, "case", 11_000))]}"#)
            .expect(200)
        let path = "/v1/price-book/compare?from=\(from)"
        let moved = try await seller.person.get(path).expect(200)
        var changes: [String] = []
        for item in moved["items"]?.items ?? [] {
            let before = item["before"]?["breaks"]?.items?[0]["price"]?["amount"]?.integer
            let after = item["after"]?["breaks"]?.items?[0]["price"]?["amount"]?.integer
            changes.append(
                "\(item["change"]?.text ?? "") \(item["unit"]?.text ?? "") "
                    + "\(before ?? 0) \(after ?? 0)")
        }
        #expect(
            Set(changes) == ["moved bottle 1000 1250", "removed case 12100 0", "added bottle 0 5"])
        var paged: [JSON] = []
        var cursor = ""
        for _ in 0..<3 {
            let page = try await seller.person.get("\(path)&limit=1\(cursor)").expect(200)
            paged += page["items"]?.items ?? []
            cursor = page["next_cursor"]?.text.map { "&cursor=\($0)" } ?? ""
        }
        #expect(paged == moved["items"]?.items)
        #expect(cursor.isEmpty)
        let who = try await seller.person.get("/v1/price-book/versions?limit=1").expect(200)
        #expect(try who.text("items.0.account_id") == seller.person.account)
        #expect(try who.text("items.0.cause") == "entries")
        try await seller.person.get("/v1/price-book/compare?from=999999").expect(422)
        try await seller.person.get("\(path)&until=0").expect(422)
        try await seller.person.get("\(path)&cursor=x").expect(422)
    }
}
