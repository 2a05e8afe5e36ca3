import Bedrock
import Platform
import Postgres
import Testing
import Wire

@Suite("What is searched is the catalogue as it is, and nobody else's")
struct SearchTruthTests {
    private func rebuilt(_ shelf: Shelf) async throws -> Int64 {
        try await shelf.seller.person.post("/v1/search/rebuild", key: nil).expect(200)
            .integer("differed")
    }

    @Test("a change of the catalogue is found at once, and a rebuild has nothing to mend")
    func follows() async throws {
        let shelf = try await Shelf.make()
        let person = shelf.seller.person
        #expect(try await rebuilt(shelf) == 0)
        let known = try await shelf.variant("GF-12")
        let variant = "/v1/variants/\(try known.text("id"))"
        try await person.patch(variant, #"{"name":"Balvenie Doublewood"}"#, ifMatch: "*")
            .expect(200)
        #expect(try await shelf.search("balvenie").skus == ["GF-12"])
        try await person.patch(variant, #"{"sku":"BV-12"}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("bv-12").skus == ["BV-12"])
        try await person.patch(
            variant, #"{"barcodes":[{"gtin":"5010496001202","unit":"bottle"}]}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await shelf.search("5010496001202").skus == ["BV-12"])
        #expect(try await shelf.search("5010327000176").skus.isEmpty)
        let product = "/v1/products/\(try known.text("product_id"))"
        try await person.patch(product, #"{"name":"Quaichbottle"}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("quaichbottle").skus == ["BV-12"])
        let facets = try await shelf.search("balvenie", "facets=true")
        let category = try facets.text("facets.categories.0.value")
        let brand = try facets.text("facets.brands.0.value")
        try await person.patch(
            "/v1/categories/\(category)", #"{"name":"Uisgebeatha"}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("uisgebeatha").skus.count == 3)
        try await person.patch("/v1/brands/\(brand)", #"{"name":"Dufftown"}"#, ifMatch: "*")
            .expect(200)
        #expect(try await shelf.search("dufftown").skus == ["BV-12"])
        try await person.patch(variant, #"{"published":false}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("dufftown").skus.isEmpty)
        #expect(try await rebuilt(shelf) == 0)
    }

    @Test("tags, other languages and archived products are followed too")
    func descriptions() async throws {
        let shelf = try await Shelf.make()
        let person = shelf.seller.person
        let known = try await shelf.variant("GF-12")
        let product = "/v1/products/\(try known.text("product_id"))"
        try await person.patch(
            product, #"{"tags":["Gift Idea"],"names":{"de":"Hirschtal"}}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await shelf.search("hirschtal").skus == ["GF-12"])
        #expect(try await shelf.search("idea").skus == ["GF-12"])
        let tagged = try await shelf.search("", "tag=\("GIFT idea".encoded)&facets=true")
        #expect(tagged.skus == ["GF-12"])
        #expect(tagged["facets.tags.0.value"]?.text == "gift idea")
        try await person.patch(product, #"{"tags":[],"names":{}}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("hirschtal").skus.isEmpty)
        #expect(try await shelf.search("", "tag=\("gift idea".encoded)").skus.isEmpty)
        try await person.patch(product, #"{"state":"archived"}"#, ifMatch: "*").expect(200)
        #expect(try await shelf.search("glenfiddich").skus.isEmpty)
        #expect(try await person.get("/v1/search?q=glenfiddich").expect(200).skus.isEmpty)
        #expect(try await shelf.search("").skus.count == Shelf.rows.count - 1)
        #expect(try await rebuilt(shelf) == 0)
    }

    @Test("new things come first, with the used ones of the same product beneath them")
    func conditions() async throws {
        let shelf = try await Shelf.make()
        let known = try await shelf.variant("GF-12")
        let product = try known.text("product_id")
        for (sku, condition) in [("GF-12-U", "used"), ("GF-12-R", "refurbished")] {
            try await shelf.seller.person.post(
                "/v1/products/\(product)/variants",
                #"{"sku":"\#(sku)","volume_ml":750,"condition":"\#(condition)"}"#
            ).expect(201)
        }
        let found = try await shelf.search("glenfiddich")
        #expect(found.skus == ["GF-12"])
        let beneath = found["items.0.other_offers"]?.items ?? []
        #expect(
            Set(beneath.compactMap { $0["condition"]?.text }) == ["used", "refurbished"])
        #expect(try await shelf.search("glenfiddich", "condition=used").skus == ["GF-12-U"])
        #expect(try await shelf.search("GF-12-R").skus == ["GF-12-R"])
        let facets = try await shelf.search("glenfiddich", "facets=true")
        #expect(facets["facets.conditions"]?.items?.count == 3)
        #expect(facets["total"] == .integer(3))
    }

    @Test("a document that was spoiled is seen, mended and told of by a rebuild")
    func mends() async throws {
        let shelf = try await Shelf.make()
        let organization = try uuid(of: shelf.seller.id)
        _ = try shelf.seller.server.query(
            """
            update search.documents set words = 'spoiled' where organization_id = $1
                and variant_id = (select id from catalog.variants where organization_id = $1
                    and sku = 'GF-12')
            """, [organization], in: shelf.seller.id)
        #expect(try await shelf.search("glenfiddich").skus.isEmpty)
        #expect(try await rebuilt(shelf) == 1)
        #expect(try await shelf.search("glenfiddich").skus == ["GF-12"])
        #expect(try await rebuilt(shelf) == 0)
        let events = try await shelf.seller.person.get("/v1/audit-entries?limit=20").expect(200)
        #expect(events.bodyText.contains("search_rebuilt"))
    }

    @Test("what isn't published is found by staff alone, and no word of it is ever guessed")
    func unpublished() async throws {
        let shelf = try await Shelf.make()
        let variant = try await shelf.variant("LV-16").text("id")
        let person = shelf.seller.person
        try await person.patch("/v1/variants/\(variant)", #"{"published":false}"#, ifMatch: "*")
            .expect(200)
        for text in ["lagavulin", "lagavuln", "laga", "LV-16", "5000281005409"] {
            // Something else may be meant by that, but never this.
            let found = try await shelf.search(text)
            #expect(!found.bodyText.contains("Lagavulin"), "\(text): \(found.bodyText)")
            let path = "/v1/sellers/\(shelf.seller.id)/suggestions?q=\(text)"
            let suggested = try await shelf.buyer.person.get(path).expect(200)
            #expect(!suggested.bodyText.contains("Lagavulin"), "\(text)")
            let own = try await person.get("/v1/search?q=\(text)").expect(200)
            #expect(own.skus == ["LV-16"], "\(text)")
            #expect(own["items.0.published"] == .bool(false))
        }
    }

    @Test("a word is guessed by whatever has it, though its witness is hidden or renamed")
    func witnesses() async throws {
        let shelf = try await Shelf.make()
        let person = shelf.seller.person
        func change(_ sku: String, _ body: String) async throws {
            let id = try await shelf.variant(sku).text("id")
            try await person.patch("/v1/variants/\(id)", body, ifMatch: "*").expect(200)
        }
        try await change("LV-16", #"{"name":"Zymurgist Malt"}"#)
        try await change("CM-1", #"{"name":"Zymurgist Claret"}"#)
        #expect(try await Set(shelf.search("zymurgst").skus) == ["LV-16", "CM-1"])
        try await change("LV-16", #"{"published":false}"#)
        #expect(try await shelf.search("zymurgst").skus == ["CM-1"])
        #expect(try await shelf.search("zymur").skus == ["CM-1"])
        try await change("LV-16", #"{"published":true,"name":"Lagavulin"}"#)
        #expect(try await shelf.search("zymurgst").skus == ["CM-1"])
        #expect(try await rebuilt(shelf) == 0)
        try await change("CM-1", #"{"published":false}"#)
        #expect(try await shelf.search("zymurgst").skus.isEmpty)
        #expect(
            try await person.get("/v1/search?q=zymurgst").expect(200).skus == ["CM-1"])
    }

    @Test("what a channel doesn't list, or not now, isn't found there; its title is")
    func listings() async throws {
        let shelf = try await Shelf.make()
        let person = shelf.seller.person
        let variant = try await shelf.variant("LV-16").text("id")
        let path = "/v1/channels/\(shelf.seller.trader.channel)/listings"
        func list(_ members: String) async throws {
            try await person.put(
                path, #"{"listings":[{"variant_id":"\#(variant)",\#(members)}]}"#
            ).expect(200)
        }
        try await list(#""published":false"#)
        #expect(try await shelf.search("lagavulin").skus.isEmpty)
        #expect(try await shelf.search("").skus.count == Shelf.rows.count - 1)
        #expect(try await person.get("/v1/search?q=lagavulin").expect(200).skus == ["LV-16"])
        try await list(
            #""published_from":"2020-01-01T00:00:00Z","published_until":"2020-02-01T00:00:00Z""#)
        #expect(try await shelf.search("lagavulin").skus.isEmpty)
        try await list(#""published":true,"title":"Wintervorrat""#)
        let found = try await shelf.search("wintervorrat")
        #expect(found.skus == ["LV-16"])
        #expect(found["items.0.name"]?.text == "Wintervorrat")
        // What is listed is shown, whatever holds elsewhere.
        try await person.patch("/v1/variants/\(variant)", #"{"published":false}"#, ifMatch: "*")
            .expect(200)
        #expect(try await shelf.search("lagavulin").skus == ["LV-16"])
        #expect(try await rebuilt(shelf) == 0)
        try await person.delete("\(path)/\(variant)").expect(204)
        #expect(try await shelf.search("lagavulin").skus.isEmpty)
        #expect(try await shelf.search("wintervorrat").skus.isEmpty)
        #expect(try await rebuilt(shelf) == 0)
    }

    @Test("names come in the caller's language")
    func languages() async throws {
        let shelf = try await Shelf.make()
        let variant = "/v1/variants/\(try await shelf.variant("GF-12").text("id"))"
        try await shelf.seller.person.patch(
            variant, #"{"names":{"de":"Zwölf Jahre"}}"#, ifMatch: "*"
        ).expect(200)
        let german = try await shelf.search("zwolf", "language=de")
        #expect(german["items.0.name"]?.text == "Zwölf Jahre")
        #expect(try await shelf.search("zwölf")["items.0.name"]?.text == "Glenfiddich 12 Years")
    }

    @Test("two sellers of the same things are searched apart")
    func apart() async throws {
        let one = try await Shelf.make()
        let other = try await Shelf.make(on: one.seller.server)
        let path = "/v1/sellers/\(other.seller.id)/search?q=glenfiddich"
        try await one.buyer.person.get(path).expect(404)
        try await one.buyer.person.get("/v1/sellers/\(other.seller.id)/suggestions?q=glen")
            .expect(404)
        let found = try await one.search("glenfiddich")
        #expect(found.skus == ["GF-12"])
        let theirs = try await other.variant("GF-12").text("id")
        #expect(try found.text("items.0.variant_id") != theirs)
        #expect(!found.bodyText.contains(theirs))
        let own = try await one.seller.person.get("/v1/search?q=glenfiddich").expect(200)
        #expect(own.skus == ["GF-12"])
        #expect(!own.bodyText.contains(theirs))
    }

    @Test("other sellers are shown where the buyer trades with them, at its price there")
    func otherSellers() async throws {
        let one = try await Shelf.make()
        let other = try await Shelf.make(on: one.seller.server)
        let company = try await one.buyer.person.post(
            "/v1/suppliers", #"{"seller_id":"\#(other.seller.id)"}"#).expect(201)
        #expect(try await one.search("GF-12")["items.0.other_sellers"]?.items?.isEmpty == true)
        let path = "/v1/companies/\(try company.text("company_id"))"
        try await other.seller.person.post("\(path)/approve").expect(200)
        let found = try await one.search("GF-12")
        #expect(found["items.0.other_sellers.0.seller_id"]?.text == other.seller.id)
        #expect(found["items.0.other_sellers.0.unit_price.amount"] == .integer(1_200))
        let without = try await one.search("LEGO-1")
        #expect(without["items.0.other_sellers"]?.items?.isEmpty == true)
        try await other.seller.person.post("\(path)/suspend").expect(200)
        #expect(try await one.search("GF-12")["items.0.other_sellers"]?.items?.isEmpty == true)
    }

    @Test("words and guesses are looked up by their indexes")
    func plans() async throws {
        // A database of its own: what others put into theirs would move its statistics.
        let server = try await TestServer()
        let connection = try AdminConnection(ConnectionSettings(server.address))
        try connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        func plan(_ type: String, _ sql: String) throws -> String {
            try connection.execute("prepare asked (\(type)) as \(sql)")
            defer { try? connection.execute("deallocate asked") }
            return try connection.query("explain execute asked(null)")
                .compactMap { $0[0] }.joined(separator: "\n")
        }
        #expect(
            try plan("tsquery", "select 1 from search.documents where words @@ $1 limit 2000")
                .contains("documents_by_words"))
        let organization = ID<Organization>.make().uuid.text
        let guess = """
            select 1 from search.vocabulary where organization_id = '\(organization)'
                and word operator(extensions.%) $1 and word !~ '^[0-9]+$'
            """
        #expect(try plan("text", guess).contains("vocabulary_by_"))
        await server.stop()
    }
}
