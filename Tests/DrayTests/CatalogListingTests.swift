import Bedrock
import Testing
import Wire

@Suite("A channel shows what it lists: whether, when, as what and for how much")
struct CatalogListingTests {
    private func listed(
        _ seller: Seller, _ members: String, place: Int = 0
    ) async throws -> Answer {
        try await seller.person.put(
            "/v1/channels/\(seller.trader.channel)/listings",
            #"{"listings":[{"variant_id":"\#(seller.variants[place].id)",\#(members)}]}"#)
    }

    private func offers(_ buyer: Buyer, _ query: String = "") async throws -> [JSON] {
        try await buyer.person.get("/v1/sellers/\(buyer.seller.id)/offers\(query)").expect(200)[
            "items"]?.items ?? []
    }

    /// Whether three bottles of the first variant have a price, at that instant or now.
    private func isSold(_ buyer: Buyer, at: String? = nil) async throws -> Bool {
        let answer = try await priced(buyer, at: at).expect(200)
        let problems = answer["lines"]?[0]?["problems"]?.items?.compactMap { $0["code"]?.text }
        if problems == ["unknown_variant"] { return false }
        #expect(problems?.isEmpty == true)
        return true
    }

    private func priced(_ buyer: Buyer, at: String? = nil) async throws -> Answer {
        let sku = buyer.seller.variants[0].sku
        let instant = at.map { #","at":"\#($0)""# } ?? ""
        return try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)"\(instant),
            "lines":[{"sku":"\(sku)","unit":"bottle","quantity":3}]}
            """)
    }

    @Test("a title and a price of the channel's own are what buyers see and pay there")
    func override() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        #expect(try await priced(buyer).expect(200).integer("total.amount") == 3_000)
        let set = try await listed(
            seller, #""title":"Last bottles","price":{"amount":777,"currency":"USD"}"#
        ).expect(200)
        #expect(try set.text("items.0.title") == "Last bottles")
        #expect(try await priced(buyer).expect(200).integer("total.amount") == 2_331)
        let offer = try #require(try await offers(buyer).first)
        #expect(offer["name"]?.text == "Last bottles")
        #expect(offer["unit_price"]?["amount"]?.integer == 777)
        let draft = try await buyer.person.post(
            "/v1/draft-orders",
            """
            {"seller_id":"\(seller.id)",
            "lines":[{"variant_id":"\(seller.variants[0].id)","quantity":2}]}
            """
        ).expect(201)
        #expect(try draft.integer("total.amount") == 1_554)
        let path = "/v1/channels/\(seller.trader.channel)/listings"
        let read = try await seller.person.get(path).expect(200)
        #expect(read["items"]?.compact == set["items"]?.compact)
        try await seller.person.delete("\(path)/\(seller.variants[0].id)").expect(204)
        try await seller.person.delete("\(path)/\(seller.variants[0].id)").expect(404)
        #expect(try await priced(buyer).expect(200).integer("total.amount") == 3_000)
    }

    @Test("another channel has a catalogue, prices and orders of its own")
    func anotherChannel() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let person = seller.person
        let warehouse = try await seller.trader.first("/v1/warehouses")
        func body(_ name: String, _ warehouse: String) -> String {
            #"{"name":"\#(name)","kind":"pos","warehouse_id":"\#(warehouse)"}"#
        }
        let made = try await person.post("/v1/channels", body("Counter", warehouse)).expect(201)
        let counter = try made.text("id")
        #expect(try made.text("kind") == "pos")
        let all = try await person.get("/v1/channels").expect(200)
        #expect(all["items"]?.items?.count == 2)
        try await person.post("/v1/channels", body("Counter", warehouse)).expect(409, "conflict")
        let others = try await Seller.make(variants: 1, stock: 0).trader.first("/v1/warehouses")
        let refused = try await person.post("/v1/channels", body("Other", others)).expect(422)
        #expect(refused.pointers == ["/warehouse_id"])
        let (one, two) = (seller.variants[0], seller.variants[1])
        try await person.put(
            "/v1/channels/\(counter)/listings",
            """
            {"listings":[{"variant_id":"\(one.id)","title":"At the counter",
            "price":{"amount":650,"currency":"USD"}},
            {"variant_id":"\(two.id)","published":false}]}
            """
        ).expect(200)
        // The first channel stays as it was.
        #expect(try await offers(buyer).count == 2)
        #expect(try await priced(buyer).expect(200).integer("total.amount") == 3_000)
        let there = try await offers(buyer, "?channel_id=\(counter)")
        #expect(there.map { $0["name"]?.text } == ["At the counter"])
        #expect(there.first?["unit_price"]?["amount"]?.integer == 650)
        let path = "/v1/sellers/\(seller.id)"
        let page = try await buyer.person.get("\(path)/offers/\(one.id)?channel_id=\(counter)")
            .expect(200)
        #expect(try page.integer("unit_price.amount") == 650)
        try await buyer.person.get("\(path)/offers/\(two.id)?channel_id=\(counter)").expect(404)
        let found = try await buyer.person.get("\(path)/search?channel_id=\(counter)").expect(200)
        #expect(found["items"]?.items?.map { $0["unit_price"]?["amount"]?.integer } == [650])
        try await buyer.person.get("\(path)/suggestions?q=at&channel_id=\(counter)").expect(200)
        let stranger = try await buyer.person.get("\(path)/offers?channel_id=\(one.id)").expect(422)
        #expect(stranger.pointers == ["query:channel_id"])
        let draft = try await buyer.person.post(
            "/v1/draft-orders",
            """
            {"seller_id":"\(seller.id)","channel_id":"\(counter)",
            "lines":[{"variant_id":"\(one.id)","quantity":2}]}
            """
        ).expect(201)
        #expect(try draft.integer("total.amount") == 1_300)
        let order = try await buyer.place(try draft.text("id")).expect(201).text("id")
        let placed = try await buyer.person.get("/v1/orders/\(order)").expect(200)
        #expect(try placed.integer("total.amount") == 1_300)
    }

    @Test("what it doesn't publish, or not now, is neither offered, priced nor ordered")
    func windows() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await listed(seller, #""published":false"#).expect(200)
        #expect(try await offers(buyer).count == 1)
        #expect(try await isSold(buyer) == false)
        try await listed(
            seller,
            #""published_from":"2020-01-01T00:00:00Z","published_until":"2020-02-01T00:00:00Z""#
        ).expect(200)
        #expect(try await offers(buyer).count == 1)
        #expect(try await isSold(buyer) == false)
        #expect(try await isSold(buyer, at: "2019-12-31T23:59:59Z") == false)
        #expect(try await isSold(buyer, at: "2020-01-01T00:00:00Z"))
        #expect(try await isSold(buyer, at: "2020-01-31T23:59:59Z"))
        #expect(try await isSold(buyer, at: "2020-02-01T00:00:00Z") == false)
        try await listed(seller, #""published_from":"2020-01-01T00:00:00Z""#).expect(200)
        #expect(try await offers(buyer).count == 2)
        // What is listed is shown, whatever holds elsewhere; what is archived never is.
        let path = "/v1/variants/\(seller.variants[0].id)"
        try await seller.person.patch(path, #"{"published":false}"#, ifMatch: "*").expect(200)
        #expect(try await offers(buyer).count == 2)
        #expect(try await isSold(buyer))
        try await seller.person.patch(path, #"{"state":"archived"}"#, ifMatch: "*").expect(200)
        #expect(try await offers(buyer).count == 1)
        #expect(try await isSold(buyer) == false)
    }

    @Test("what was priced while it was listed isn't ordered after, save as long as prices freeze")
    func ended() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let channel = "/v1/channels/\(seller.trader.channel)"
        for freeze in [0, 86_400] {
            try await seller.person.patch(
                channel, #"{"price_freeze_seconds":\#(freeze)}"#, ifMatch: "*"
            ).expect(200)
            let drafts = [
                try await buyer.draft([(0, "bottle", 3)]),
                try await buyer.draft([(1, "bottle", 3)]),
            ]
            let hour = Instant.now().advanced(by: .seconds(-3_600))
            try await listed(seller, #""published_until":"\#(hour.rfc3339)""#).expect(200)
            // As if the clock alone had moved: priced before the end, with the book there is.
            _ = try seller.server.query(
                """
                update orders.draft_orders d
                set priced_at = now() - interval '2 hours', book_version = b.version
                from pricing.books b
                where d.organization_id = $1 and b.organization_id = $1 and d.state = 'open'
                """, [try uuid(of: seller.id)], in: seller.id)
            let placed = try await buyer.place(try drafts[0].text("id"))
            #expect(placed.status == (freeze == 0 ? 422 : 201), "\(placed.bodyText)")
            try await buyer.place(try drafts[1].text("id")).expect(201)
            try await seller.person.delete(
                "\(channel)/listings/\(seller.variants[0].id)"
            ).expect(204)
        }
    }

    @Test("offers come in the buyer's language")
    func languages() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.patch(
            "/v1/variants/\(seller.variants[0].id)",
            #"{"names":{"de":"Wacholder","fr":"Genièvre"}}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await offers(buyer, "?language=fr").first?["name"]?.text == "Genièvre")
        #expect(try await offers(buyer, "?language=de-CH").first?["name"]?.text == "Wacholder")
        #expect(
            try await offers(buyer).first?["name"]?.text == "Gin \(seller.trader.canary)")
    }

    @Test("what names nothing, twice, another currency or an empty time is refused")
    func refusals() async throws {
        let seller = try await Seller.make()
        let other = try await Seller.make()
        let path = "/v1/channels/\(seller.trader.channel)/listings"
        let variant = seller.variants[0].id
        try await listed(seller, #""price":{"amount":1,"currency":"EUR"}"#)
            .expect(422, "currency-foreign")
        try await listed(
            seller,
            #""published_from":"2020-01-01T00:00:00Z","published_until":"2020-01-01T00:00:00Z""#
        ).expect(422)
        try await seller.person.put(
            path, #"{"listings":[{"variant_id":"\#(other.variants[0].id)"}]}"#
        ).expect(422)
        try await seller.person.put(
            path,
            #"{"listings":[{"variant_id":"\#(variant)"},{"sku":"\#(seller.variants[0].sku)"}]}"#
        ).expect(422)
        try await seller.person.put(path, #"{"listings":[{}]}"#).expect(422)
        try await seller.person.put(
            "/v1/channels/\(other.trader.channel)/listings",
            #"{"listings":[{"variant_id":"\#(variant)"}]}"#
        ).expect(404)
        try await seller.person.get("/v1/channels/\(other.trader.channel)/listings").expect(404)
    }
}
