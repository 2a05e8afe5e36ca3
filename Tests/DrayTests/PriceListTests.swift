import Testing
import Wire

@Suite("A seller keeps price lists")
struct PriceListTests {
    private func put(_ seller: Seller, _ entries: String, on list: String? = nil) async throws
        -> Answer
    {
        try await seller.person.put(
            "/v1/price-lists/\(list ?? seller.list)/entries", #"{"entries":[\#(entries)]}"#)
    }

    private func make(_ seller: Seller, _ name: String, _ more: String = "") async throws
        -> String
    {
        try await seller.person.post("/v1/price-lists", Seller.listBody(name, more: more))
            .expect(201).text("id")
    }

    /// The version of the seller's price book, as a check of the buyer's says it.
    private func check(_ buyer: Buyer, _ unit: String = "bottle") async throws -> Answer {
        let sku = buyer.seller.variants[0].sku
        return try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)",
            "lines":[{"sku":"\(sku)","unit":"\(unit)","quantity":1}]}
            """, key: nil
        ).expect(200)
    }

    @Test("is read as it was made, and edited by whoever read it last")
    func edited() async throws {
        let seller = try await Seller.make(stock: 0)
        let path = "/v1/price-lists/\(seller.list)"
        let made = try await seller.person.get(path).expect(200)
        #expect(made["assignments.0.audience"]?.text == "everybody")
        #expect(made["order_minimum"]?.isNull == true)
        let change = """
            {"order_minimum":{"amount":5000,"currency":"USD"},"priority":3,
            "valid_from":"2020-01-01T00:00:00Z",
            "assignments":[{"audience":"role","role":"retailer"}]}
            """
        try await seller.person.patch(path, change).expect(428)
        let edited = try await seller.person.patch(path, change, ifMatch: made.etag).expect(200)
        #expect(edited["priority"]?.integer == 3)
        #expect(edited["name"]?.text == made["name"]?.text)
        #expect(try await seller.person.get(path).body == edited.body)
        try await seller.person.patch(path, change, ifMatch: made.etag)
            .expect(412, "version-mismatch")
        let cleared = try await seller.person.patch(
            path, #"{"order_minimum":null,"assignments":[]}"#, ifMatch: edited.etag
        ).expect(200)
        #expect(cleared["order_minimum"]?.isNull == true)
        #expect(cleared["valid_from"]?.isNull == false)
        #expect(cleared["assignments"]?.items?.isEmpty == true)
        try await seller.person.patch(
            path, #"{"valid_until":"2019-01-01T00:00:00Z"}"#, ifMatch: "*"
        ).expect(422)
    }

    @Test("a name stands once; an audience and a list of others' is no audience and no list")
    func refused() async throws {
        let seller = try await Seller.make(stock: 0)
        let other = try await Seller.make(stock: 0)
        try await seller.person.post("/v1/price-lists", Seller.listBody(seller.trader.canary))
            .expect(409, "name-taken")
        let channel = try await other.trader.first("/v1/channels")
        let refused = try await seller.person.post(
            "/v1/price-lists",
            Seller.listBody("X", audience: #"{"audience":"channel","id":"\#(channel)"}"#)
        ).expect(422)
        #expect(refused.pointers == ["/assignments/0/id"])
        let wrong = try await seller.person.post(
            "/v1/price-lists",
            Seller.listBody("X", audience: #"{"audience":"company","id":"\#(channel)"}"#)
        ).expect(422)
        #expect(wrong.pointers == ["/assignments/0/id"])
        let path = "/v1/price-lists/\(other.list)"
        try await seller.person.get(path).expect(404)
        try await seller.person.get("\(path)/entries").expect(404)
        try await seller.person.patch(path, #"{"priority":1}"#, ifMatch: "*").expect(404)
        try await put(seller, Seller.entry(seller.variants[0].sku, "bottle", 1), on: other.list)
            .expect(404)
    }

    @Test("a rule that no quantity satisfies is refused, and what an order lacks is said")
    func rules() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let sku = seller.variants[0].sku
        func body(_ rule: String) -> String {
            #"{"entries":[{"sku":"\#(sku)",\#(rule),"breaks":[{"price":\#(usd(1_000))}]}]}"#
        }
        let path = "/v1/price-lists/\(seller.list)"
        let never = try await seller.person.put(
            "\(path)/entries",
            body(#""minimum_quantity":4,"maximum_quantity":5,"multiple_quantity":3"#)
        ).expect(422)
        #expect(never.pointers == ["/entries/0/multiple_quantity"])
        try await seller.person.put(
            "\(path)/entries",
            body(#""minimum_quantity":4,"maximum_quantity":6,"multiple_quantity":3"#)
        ).expect(200)
        try await seller.person.patch(
            path, #"{"order_minimum":\#(usd(10_050)),"order_minimum_quantity":10}"#, ifMatch: "*"
        ).expect(200)
        let buyer = try await Buyer.make(of: seller)
        let short = try await buyer.person.post(
            "/v1/price-checks",
            #"{"seller_id":"\#(seller.id)","lines":[{"sku":"\#(sku)","quantity":6}]}"#, key: nil
        ).expect(200)
        let problems = short["lines"]?.items?[0]["problems"]?.items ?? []
        let amount = problems.first { $0["code"]?.text == "below_order_amount" }
        #expect(amount?["missing"]?["amount"]?.integer == 4_050)
        #expect(amount?["message"]?.text?.contains("100.5 USD") == true)
        let quantity = problems.first { $0["code"]?.text == "below_order_quantity" }
        #expect(quantity?["missing_quantity"]?.integer == 4)
    }

    @Test("every entry that can't stand is named")
    func entriesRefused() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let other = try await Seller.make(variants: 1, stock: 0)
        let sku = seller.variants[0].sku
        let entries = [
            Seller.entry(other.variants[0].sku, "bottle", 1), Seller.entry(sku, "keg", 1),
            #"{"sku":"\#(sku)","breaks":[{"price":{"amount":1,"currency":"EUR"}}]}"#,
            """
            {"target":"list","unit":"case","kind":"percent_off","base_list_id":"\(other.list)",
            "breaks":[{"basis_points":100}]}
            """,
            #"{"variant_id":"\#(other.variants[0].id)","breaks":[{"price":\#(usd(1))}]}"#,
            Seller.entry(sku, "case", 5), Seller.entry(sku, "case", 6),
        ]
        let answer = try await put(seller, entries.joined(separator: ",")).expect(422)
        #expect(
            answer.pointers == [
                "/entries/0/sku", "/entries/1/unit", "/entries/2/breaks/0/price/currency",
                "/entries/3/base_list_id", "/entries/4/variant_id", "/entries/6/unit",
            ])
        let kinds = """
            {"sku":"\(sku)","kind":"cost_plus","breaks":[{"price":\(usd(1))}]},
            {"sku":"\(sku)","breaks":[{"minimum_quantity":2,"price":\(usd(1))},
                {"minimum_quantity":2,"price":\(usd(2))}]},
            {"target":"list","kind":"cost_plus","breaks":[{"basis_points":1}]}
            """
        let others = try await put(seller, kinds).expect(422)
        #expect(
            others.pointers == ["/entries/0/breaks", "/entries/1/breaks", "/entries/2/unit"])
    }

    private func usd(_ amount: Int) -> String { #"{"amount":\#(amount),"currency":"USD"}"# }

    @Test("what stands as given is not written: the price book stays at its version")
    func unchanged() async throws {
        let seller = try await Seller.make(stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let entry = """
            {"sku":"\(seller.variants[0].sku)","unit":"case","mix_group":"gin",
            "multiple_quantity":2,"mode":"graduated","breaks":[
            {"minimum_quantity":10,"price":\(usd(9_000))},{"price":\(usd(9_900))}]}
            """
        let first = try await put(seller, entry).expect(200)
        #expect(first["updated"]?.integer == 1)
        let version = try await check(buyer).integer("price_book_version")
        let again = try await put(seller, entry).expect(200)
        #expect(again["unchanged"]?.integer == 1)
        #expect(again["updated"]?.integer == 0)
        #expect(try await check(buyer).integer("price_book_version") == version)
        let changed = entry.replacing("9000", with: "9001")
        #expect(try await put(seller, changed).expect(200)["updated"]?.integer == 1)
        #expect(try await check(buyer).integer("price_book_version") > version)
        let events = try seller.server.query(
            """
            select count(*) from platform.events
            where organization_id = $1 and type = 'price_entries_changed'
            """, [try uuid(of: seller.id)], in: seller.id)
        #expect(events[0][0] == "3")
    }

    @Test("an entry that goes leaves its price to the next; one that isn't there goes unsaid")
    func removed() async throws {
        let seller = try await Seller.make(stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let sku = seller.variants[0].sku
        let off = #"{"sku":"\#(sku)","unit":"case","remove":true}"#
        #expect(try await put(seller, off).expect(200)["removed"]?.integer == 1)
        #expect(try await check(buyer, "case")["lines.0.unit_price.amount"]?.integer == 12_000)
        #expect(try await put(seller, off).expect(200)["unchanged"]?.integer == 1)
        let everything = #"{"target":"list","unit":"case","remove":true}"#
        #expect(try await put(seller, everything).expect(200)["unchanged"]?.integer == 1)
        try await put(seller, #"{"sku":"\#(sku)"}"#).expect(422)
    }

    @Test("percent off another list, cost plus margin, for a category and for everything")
    func kinds() async throws {
        let seller = try await Seller.make(stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let off = try await make(seller, "off", #","priority":5"#)
        let entry = """
            {"target":"list","unit":"bottle","kind":"percent_off","base_list_id":"\(seller.list)",
            "breaks":[{"basis_points":1000}]}
            """
        #expect(try await put(seller, entry, on: off).expect(200)["created"]?.integer == 1)
        #expect(try await put(seller, entry, on: off).expect(200)["unchanged"]?.integer == 1)
        #expect(try await check(buyer)["lines.0.unit_price.amount"]?.integer == 900)
        let category = """
            {"target":"category","category_id":"\(seller.category)","unit":"bottle",
            "breaks":[{"price":\(usd(777))}]}
            """
        try await put(seller, category, on: off).expect(200)
        let checked = try await check(buyer)
        #expect(checked["lines.0.unit_price.amount"]?.integer == 777)
        #expect(checked["lines.0.trace.break.scope"]?.text == "category")
        let page = try await seller.person.get("/v1/price-lists/\(off)/entries").expect(200)
        #expect(page["items"]?.items?.map { $0["target"]?.text } == ["category", "list"])
        #expect(page["items.1.breaks.0.basis_points"]?.integer == 1_000)
    }

    @Test("entries are listed page by page, each once")
    func pages() async throws {
        let seller = try await Seller.make(variants: 5, stock: 0)
        let broad = ["bottle", "case"].map {
            #"{"target":"list","unit":"\#($0)","kind":"cost_plus","breaks":[{"basis_points":1}]}"#
        }
        let category = """
            {"target":"category","category_id":"\(seller.category)","unit":"case",
            "breaks":[{"price":\(usd(7))}]}
            """
        try await put(seller, (broad + [category]).joined(separator: ",")).expect(200)
        for limit in [1, 2, 3, 4, 13, 50] {
            var seen: [String] = []
            var path = "/v1/price-lists/\(seller.list)/entries?limit=\(limit)"
            while true {
                let page = try await seller.person.get(path).expect(200)
                for entry in page["items"]?.items ?? [] {
                    let target = entry["sku"]?.text ?? entry["category_id"]?.text ?? "list"
                    seen.append("\(target) \(entry["unit"]?.text ?? "")")
                }
                guard let cursor = page["next_cursor"]?.text else { break }
                path = "/v1/price-lists/\(seller.list)/entries?limit=\(limit)&cursor=\(cursor)"
            }
            #expect(seen.count == 13, "limit \(limit)")
            #expect(Set(seen).count == 13, "limit \(limit)")
            #expect(seen.last == "list case")
        }
        try await seller.person.get("/v1/price-lists/\(seller.list)/entries?cursor=x").expect(422)
    }

    @Test("a check says what is wrong with each line, and prices the others")
    func checked() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let buyer = try await Buyer.make(of: seller)
        try await put(
            seller,
            """
            {"sku":"\(seller.variants[0].sku)","unit":"case","multiple_quantity":5,
            "breaks":[{"price":\(usd(11_000))}]}
            """
        ).expect(200)
        let sku = seller.variants[0].sku
        let body = """
            {"seller_id":"\(seller.id)","lines":[
            {"sku":"\(sku)","unit":"case","quantity":7},
            {"sku":"\(sku)","unit":"keg","quantity":1},{"sku":"\(sku)","quantity":2}]}
            """
        let answer = try await buyer.person.post("/v1/price-checks", body, key: nil).expect(200)
        #expect(answer["orderable"] == .bool(false))
        let codes = answer["lines"]?.items?.map { $0["problems"]?[0]?["code"]?.text ?? "" }
        #expect(codes == ["not_multiple", "unknown_unit", ""])
        #expect(answer["lines.0.problems.0.next_valid_quantity"]?.integer == 10)
        #expect(answer["lines.2.total.amount"]?.integer == 2_000)
        #expect(answer["lines.2.trace.list.id"]?.text == seller.list)
        let own = body.replacing(
            #""seller_id":"\#(seller.id)""#, with: #""company_id":"\#(buyer.company)""#)
        let sellers = try await seller.person.post("/v1/price-checks", own, key: nil).expect(200)
        #expect(sellers["lines"] == answer["lines"])
        let nothing = body.replacing(
            #""\#(sku)","quantity":2"#, with: #""no such","quantity":2"#)
        let unknown = try await buyer.person.post("/v1/price-checks", nothing, key: nil)
            .expect(200)
        #expect(unknown["lines.2.problems.0.code"]?.text == "unknown_variant")
        #expect(unknown["lines.0"] == answer["lines.0"])
        let stranger = try await Trader.make("retailer")
        try await stranger.post("/v1/price-checks", body, key: nil)
            .expect(403, "not-trading-partners")
    }
}
