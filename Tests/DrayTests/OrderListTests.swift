import Testing
import Wire

@Suite("Where orders go, and how they are found again")
struct OrderListTests {
    private static let address =
        #""delivery_address":{"line1":"9 Dock Road","city":"Ames","country":"US"}"#

    /// A draft of bottles of the first variant, with more members.
    private func draft(_ buyer: Buyer, _ bottles: Int, _ more: String) -> String {
        """
        {"seller_id":"\(buyer.seller.id)",\(more),
        "lines":[{"sku":"\(buyer.seller.variants[0].sku)","quantity":\(bottles)}]}
        """
    }

    private func order(_ buyer: Buyer, _ bottles: Int, _ more: String) async throws -> Answer {
        let made = try await buyer.person.post("/v1/draft-orders", draft(buyer, bottles, more))
            .expect(201)
        return try await buyer.place(try made.text("id")).expect(201)
    }

    @Test("a draft says where and when it is to arrive, an edit changes it, the order keeps it")
    func delivery() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let window =
            #""deliver_from":"2031-05-01T08:00:00Z","deliver_until":"2031-05-01T12:00:00Z""#
        let made = try await buyer.person.post(
            "/v1/draft-orders", draft(buyer, 2, "\(Self.address),\(window)")
        ).expect(201)
        #expect(made["delivery_address.city"]?.text == "Ames")
        let path = "/v1/draft-orders/\(try made.text("id"))"
        let later = #""deliver_from":"2031-05-02T08:00:00Z""#
        let body = draft(buyer, 2, "\(Self.address),\(later)")
            .replacing(#""seller_id":"\#(buyer.seller.id)","#, with: "")
        let edited = try await buyer.person.put(path, body, ifMatch: "*").expect(200)
        #expect(edited["deliver_until"]?.isNull == true)
        let read = try await buyer.seller.person.get(path).expect(200)
        #expect(read["deliver_from"] == edited["deliver_from"])
        let placed = try await buyer.place(try made.text("id")).expect(201).text("id")
        let order = try await buyer.seller.person.get("/v1/orders/\(placed)").expect(200)
        #expect(order["delivery_address.line1"]?.text == "9 Dock Road")
        #expect(order["deliver_from"] == edited["deliver_from"])
    }

    @Test(
        "an address or a window that can't be is refused by name",
        arguments: [
            #""delivery_address":{"line1":"9 Dock Road","city":"Ames"}"#,
            #""delivery_address":{"line1":"","city":"Ames","country":"US"}"#,
            #""delivery_address":{"line1":"9 Dock Road","city":"Ames","country":"Utopia"}"#,
            #""delivery_address":"9 Dock Road""#,
            #""deliver_from":"2031-05-02T08:00:00Z","deliver_until":"2031-05-02T08:00:00Z""#,
            #""deliver_from":"tomorrow""#,
        ])
    func refused(_ more: String) async throws {
        let buyer = try await SharedTrade.buyer
        try await buyer.person.post("/v1/draft-orders", draft(buyer, 1, more))
            .expect(422, "invalid-request")
    }

    @Test("orders are filtered, sorted, searched by number and reference, page by page")
    func list() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        var placed: [Answer] = []
        for (bottles, reference) in [(3, "PO-20a"), (1, "PO-21"), (2, "x-9")] {
            placed.append(try await order(buyer, bottles, #""reference":"\#(reference)""#))
        }
        let ids = try placed.map { try $0.text("id") }
        func found(_ query: String, by person: Person? = nil) async throws -> [String] {
            let page = try await (person ?? buyer.person).get("/v1/orders?\(query)").expect(200)
            return (page["items"]?.items ?? []).compactMap { $0["id"]?.text }
        }
        #expect(try await found("limit=200") == [ids[2], ids[1], ids[0]])
        #expect(try await found("sort=oldest&limit=200") == ids)
        #expect(try await found("sort=largest&limit=200") == [ids[0], ids[2], ids[1]])
        for (sort, expected) in [
            ("newest", [2, 1, 0]), ("oldest", [0, 1, 2]), ("largest", [0, 2, 1]),
        ] {
            var walked: [String] = []
            var cursor = ""
            repeat {
                let page = try await buyer.person.get("/v1/orders?limit=1&sort=\(sort)\(cursor)")
                    .expect(200)
                walked.append(try page.text("items.0.id"))
                cursor = page["next_cursor"]?.text.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty && walked.count < 10
            #expect(walked == expected.map { ids[$0] })
        }
        #expect(try await found("side=sold").isEmpty)
        #expect(try await found("side=bought&company_id=\(buyer.company)").count == 3)
        #expect(try await found("side=sold&state=placed", by: buyer.seller.person).count == 3)
        #expect(try await found("state=shipped").isEmpty)
        #expect(try await found("total_from=2000&total_until=2999") == [ids[2]])
        #expect(try await found("from=2031-01-01T00:00:00Z").isEmpty)
        #expect(try await found("q=po-2") == [ids[1], ids[0]])
        #expect(try await found("q=po-2&total_from=2000") == [ids[0]])
        let number = try placed[1].text("number").lowercased()
        #expect(try await found("q=\(number)") == [ids[1]])
        #expect(try await found("q=%25").isEmpty)
        try await buyer.person.get("/v1/orders?state=lost").expect(422, "invalid-request")
        let stranger = try await Buyer.make(of: buyer.seller)
        #expect(try await found("q=po-2", by: stranger.person).isEmpty)
        try await exported(buyer, ids)
    }

    private func exported(_ buyer: Buyer, _ ids: [String]) async throws {
        let csv = try await buyer.person.get("/v1/exports/orders?sort=oldest").expect(200)
        let rows = String(decoding: csv.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        #expect(rows.count == 4)
        #expect(rows.first?.hasPrefix("id,number,state,") == true)
        #expect(rows.dropFirst().map { String($0.prefix { $0 != "," }) } == ids)
        #expect(rows[1].contains(",USD,30,0,0,0,30,"))
        let lines = try await buyer.person.get("/v1/exports/orders?format=jsonl&q=x-9")
            .expect(200)
        let json = try JSON.parse(lines.body)
        #expect(json["id"]?.text == ids[2])
    }

    @Test("the timeline has what happened since the draft, and whom of one's own people did it")
    func timeline() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let placed = try await order(buyer, 1, #""note":"n""#).text("id")
        try await buyer.seller.person.post("/v1/orders/\(placed)/confirm").expect(200)
        func entries(_ person: Person) async throws -> [JSON] {
            try await person.get("/v1/orders/\(placed)/timeline").expect(200)["entries"]?.items
                ?? []
        }
        let bought = try await entries(buyer.person)
        #expect(
            bought.compactMap { $0["type"]?.text }
                == ["draft_order_created", "order_placed", "order_confirmed"])
        #expect(bought.compactMap { $0["is_own"]?.bool } == [true, true, false])
        #expect(bought[1]["account_id"]?.text == buyer.person.account)
        #expect(bought[2]["account_id"]?.isNull == true)
        let sold = try await entries(buyer.seller.person)
        #expect(sold.compactMap { $0["is_own"]?.bool } == [false, false, true])
        let stranger = try await Buyer.make(of: buyer.seller)
        try await stranger.person.get("/v1/orders/\(placed)/timeline").expect(404, "not-found")
    }

    @Test("an order is drafted again at today's prices; what is no longer sold is named")
    func reorder() async throws {
        let buyer = try await Buyer.make(of: try await Seller.make())
        let draft = try await buyer.draft([(0, "bottle", 2), (1, "case", 1)]).text("id")
        let placed = try await buyer.place(draft).expect(201).text("id")
        let path = "/v1/orders/\(placed)/reorder"
        let again = try await buyer.person.post(path).expect(201)
        #expect(again["lines"]?.items?.count == 2)
        #expect(again["left_out"]?.items?.isEmpty == true)
        #expect(try again.text("id") != draft)
        try await buyer.place(try again.text("id")).expect(201)
        let seller = buyer.seller.person
        #expect(try await seller.post(path).expect(201)["buyer_id"]?.text == buyer.trader.id)
        try await hide(0, of: buyer.seller)
        let part = try await buyer.person.post(path).expect(201)
        #expect(part["lines"]?.items?.count == 1)
        #expect(part["left_out.0.sku"]?.text == buyer.seller.variants[0].sku)
        try await hide(1, of: buyer.seller)
        try await buyer.person.post(path).expect(409, "nothing-to-reorder")
        let stranger = try await Buyer.make(of: buyer.seller)
        try await stranger.person.post(path).expect(404, "not-found")
    }

    /// Takes a variant off the seller's channel.
    private func hide(_ place: Int, of seller: Seller) async throws {
        try await seller.person.put(
            "/v1/channels/\(seller.trader.channel)/listings",
            """
            {"listings":[{"variant_id":"\(seller.variants[place].id)","published":false}]}
            """
        ).expect(200)
        // Prices are read anew from here on, whenever the notice of the listing arrives.
        try await seller.person.patch("/v1/pricing-settings", #"{"lanes":[]}"#, ifMatch: "*")
            .expect(200)
    }
}

/// A trade that tests share which change nothing of it.
enum SharedTrade {
    private static let making = Task { try await Buyer.make(of: try await Seller.make()) }

    static var buyer: Buyer { get async throws { try await making.value } }
}
