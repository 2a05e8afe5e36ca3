import HTTP
import Testing
import Wire

@Suite("A product is made with all that belongs to it, or not at all")
struct CatalogProductTests {
    /// A trader whose product type asks for attributes of every kind.
    private func trader() async throws -> (Trader, head: String) {
        let trader = try await Trader.make("wholesaler")
        let category = try await trader.first("/v1/categories")
        let type = try await trader.post(
            "/v1/product-types",
            """
            {"name":"Whiskey","attributes":[
            {"name":"Age","kind":"integer","required":true,"unit":"years","minimum":3,
            "maximum":80},
            {"name":"Peat","kind":"decimal","minimum":0.5},
            {"name":"Cask","kind":"choice","choices":["Oak","Sherry"],"level":"variant"},
            {"name":"Bottled","kind":"date","level":"variant"},
            {"name":"Organic","kind":"boolean"},{"name":"Note","kind":"text"}]}
            """
        ).expect(201).text("id")
        return (trader, #""product_type_id":"\#(type)","category_id":"\#(category)""#)
    }

    @Test("with variants, packs, tags, attributes and names, read back as it was answered")
    func whole() async throws {
        let (trader, head) = try await trader()
        let body = """
            {"name":"Isle Malt","description":"Smoke,\\nand salt.",\(head),
            "attributes":{"Age":12,"Peat":35.25,"Organic":true,"Note":"Dry"},
            "tags":["Smoky","gift"],"names":{"de":"Inselmalz","pt-br":"Malte"},
            "descriptions":{"de":"Rauch"},
            "variants":[{"sku":"IM-1","case_size":12,"packs":[{"unit":"six-pack","size":6},
            {"unit":"pallet","size":720}],"attributes":{"Cask":"Oak","Bottled":"2020-02-29"},
            "barcodes":[{"gtin":"036000291452"},{"gtin":"036000291469","unit":"six-pack"},
            {"gtin":"036000291476","unit":"case"}],"names":{"de":"Inselmalz 0,7"}},
            {"sku":"IM-1-U","condition":"used"}]}
            """
        let made = try await trader.post("/v1/products", body).expect(201)
        let path = try #require(made.header("location"))
        #expect(try await trader.get(path).expect(200).body == made.body)
        #expect(made["tags"]?.items?.compactMap(\.text) == ["gift", "Smoky"])
        #expect(try made.text("variants.0.packs.1.unit") == "pallet")
        #expect(try made.text("variants.1.condition") == "used")
        #expect(made["attributes"]?["Peat"] == .number(35.25))
        #expect(made["variants"]?[0]?["barcodes"]?.items?.count == 3)
        let variant = try await trader.get("/v1/variants?sku=IM-1").expect(200)
        #expect(variant["items"]?[0]?.compact == made["variants"]?[0]?.compact)
    }

    @Test("and each of them is optional")
    func bare() async throws {
        let (trader, head) = try await trader()
        let made = try await trader.post(
            "/v1/products", #"{"name":"Bare",\#(head),"attributes":{"Age":3}}"#
        ).expect(201)
        #expect(made["variants"]?.items?.isEmpty == true)
        #expect(made["tags"]?.items?.isEmpty == true)
        #expect(made["description"]?.isNull == true)
    }

    @Test(
        "a value that its type doesn't ask for is refused by its place",
        arguments: [
            (#""attributes":{}"#, "/attributes/Age", "required"),
            (#""attributes":{"Age":2}"#, "/attributes/Age", "range"),
            (#""attributes":{"Age":81}"#, "/attributes/Age", "range"),
            (#""attributes":{"Age":12.5}"#, "/attributes/Age", "type"),
            (#""attributes":{"Age":"12"}"#, "/attributes/Age", "type"),
            (#""attributes":{"Age":12,"Peat":0.25}"#, "/attributes/Peat", "range"),
            (#""attributes":{"Age":12,"Organic":"yes"}"#, "/attributes/Organic", "type"),
            (#""attributes":{"Age":12,"Cask":"Oak"}"#, "/attributes/Cask", "unknown_attribute"),
            (
                #""attributes":{"Age":12},"variants":[{"sku":"X","attributes":{"Cask":"Ash"}}]"#,
                "/variants/0/attributes/Cask", "choice"
            ),
            (
                #""attributes":{"Age":12},"variants":[{"sku":"X","attributes":"#
                    + #"{"Bottled":"2021-02-29"}}]"#,
                "/variants/0/attributes/Bottled", "format"
            ),
            (
                #""attributes":{"Age":12},"variants":[{"sku":"X","packs":"#
                    + #"[{"unit":"case","size":6}]}]"#,
                "/variants/0/packs", "duplicate"
            ),
            (#""attributes":{"Age":12},"tags":["Gift","gift"]"#, "/tags", "duplicate"),
            (#""attributes":{"Age":12},"names":{"German":"X"}"#, "/names", "language"),
        ])
    func refusals(members: String, pointer: String, code: String) async throws {
        let (trader, head) = try await trader()
        let answer = try await trader.post(
            "/v1/products", #"{"name":"Wrong",\#(head),\#(members)}"#
        ).expect(422, "invalid-request")
        let found = answer["violations"]?.items ?? []
        #expect(
            found.contains { $0["pointer"]?.text == pointer && $0["code"]?.text == code },
            "\(answer.body)")
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
    }

    @Test("a SKU that is taken leaves nothing behind, not even the tags")
    func allOrNothing() async throws {
        let (trader, head) = try await trader()
        func body(_ name: String, _ tag: String) -> String {
            """
            {"name":"\(name)",\(head),"attributes":{"Age":5},"tags":["\(tag)"],
            "variants":[{"sku":"ONE"}]}
            """
        }
        try await trader.post("/v1/products", body("First", "Kept")).expect(201)
        let taken = try await trader.post("/v1/products", body("Second", "Lost"))
            .expect(409, "sku-taken")
        #expect(try taken.text("detail") == "ONE: taken before.")
        let tags = try await trader.get("/v1/tags").expect(200)
        #expect(tags["items"]?.items?.compactMap { $0["name"]?.text } == ["Kept"])
    }

    @Test("a barcode stands on a unit that the variant is packed in, the base unit if none is said")
    func barcodeUnits() async throws {
        let (trader, head) = try await trader()
        func body(_ barcodes: String) -> String {
            """
            {"name":"Keg beer",\(head),"attributes":{"Age":5},"variants":[{"sku":"KEG",
            "base_unit":"can","packs":[{"unit":"six-pack","size":6}],"barcodes":[\(barcodes)]}]}
            """
        }
        let refused = try await trader.post(
            "/v1/products", body(#"{"gtin":"4006381333931","unit":"bottle"}"#)
        ).expect(422)
        #expect(refused.pointers == ["/variants/0/barcodes"])
        let made = try await trader.post(
            "/v1/products",
            body(
                #"{"gtin":"4006381333931"},{"gtin":"96385074","unit":"six-pack"},"#
                    + #"{"gtin":"14006381333938","unit":"case"}"#)
        ).expect(201)
        let codes = made["variants"]?.items?[0]["barcodes"]?.items ?? []
        #expect(codes.compactMap { $0["unit"]?.text }.sorted() == ["can", "case", "six-pack"])
        let path = "/v1/variants/\(try made.text("variants.0.id"))"
        let packs = try await trader.person.patch(path, #"{"packs":[]}"#, ifMatch: "*").expect(422)
        #expect(packs.pointers == ["/packs"])
        let other = try await trader.person.patch(
            path, #"{"barcodes":[{"gtin":"96385074","unit":"crate"}]}"#, ifMatch: "*"
        ).expect(422)
        #expect(other.pointers == ["/barcodes"])
        try await trader.person.patch(path, #"{"packs":[],"barcodes":[]}"#, ifMatch: "*")
            .expect(200)
    }

    @Test("tags are made once, whoever makes them at the same time")
    func tags() async throws {
        let (trader, head) = try await trader()
        let answers = try await concurrently(8) { place in
            try await trader.post(
                "/v1/products",
                """
                {"name":"P\(place)",\(head),"attributes":{"Age":5},
                "tags":["\(place.isMultiple(of: 2) ? "Gift" : "GIFT")","Summer","T\(place)"]}
                """)
        }
        #expect(answers.allSatisfy { $0.status == 201 })
        let tags = try await trader.get("/v1/tags").expect(200)["items"]?.items ?? []
        #expect(tags.count == 10)
        let events = try await trader.get("/v1/events?limit=200").expect(200)["items"]?.items
        #expect(events?.filter { $0["type"]?.text == "tag_created" }.count == 10)
        let gift = try #require(
            tags.first { $0["name"]?.text?.lowercased() == "gift" }?["id"]?.text)
        let listed = try await trader.get("/v1/products?tag=gift").expect(200)
        #expect(listed["items"]?.items?.count == 8)
        try await trader.person.patch("/v1/tags/\(gift)", #"{"name":"summer"}"#, ifMatch: "*")
            .expect(409, "name-taken")
        try await trader.person.patch("/v1/tags/\(gift)", #"{"name":"Present"}"#, ifMatch: "*")
            .expect(200)
        #expect(
            try await trader.get("/v1/products?tag=PRESENT").expect(200)["items"]?.items?.count
                == 8)
        try await trader.person.delete("/v1/tags/\(gift)").expect(204)
        try await trader.person.delete("/v1/tags/\(gift)").expect(404)
        #expect(
            try await trader.get("/v1/products?tag=Present").expect(200)["items"]?.items?.isEmpty
                == true)
    }

    @Test("names come in the language that is asked for, or in the organization's own")
    func languages() async throws {
        let (trader, head) = try await trader()
        let id = try await trader.post(
            "/v1/products",
            """
            {"name":"Red","description":"Wine",\(head),"attributes":{"Age":3},
            "names":{"de":"Rot","de-at":"Rotwein","fr":"Rouge"},"descriptions":{"de":"Wein"}}
            """
        ).expect(201).text("id")
        let path = "/v1/products/\(id)"
        func name(_ query: String, _ accepted: String? = nil) async throws -> String {
            let headers =
                [("Authorization", "Bearer \(trader.person.token)")]
                + (accepted.map { [("Accept-Language", $0)] } ?? [])
            let answer = try await trader.person.client.send(
                .get, path + query, headers: headers
            ).expect(200)
            return "\(try answer.text("name")) \(try answer.text("description"))"
        }
        #expect(try await name("") == "Red Wine")
        #expect(try await name("?language=de") == "Rot Wein")
        #expect(try await name("?language=de-AT") == "Rotwein Wein")
        #expect(try await name("?language=de-CH") == "Rot Wein")
        #expect(try await name("?language=ja") == "Red Wine")
        #expect(try await name("", "es, fr;q=0.4, de;q=0.9, *;q=0.1") == "Rot Wein")
        #expect(try await name("", "de;q=0, fr") == "Rouge Wine")
        #expect(try await name("?language=fr", "de") == "Rouge Wine")
        for odd in [",,;q=", "*", "x", "de;q=one;;", String(repeating: "de,", count: 900)] {
            _ = try await name("", odd)
        }
        let listed = try await trader.get("/v1/products?language=fr").expect(200)
        #expect(try listed.text("items.0.name") == "Rouge")
        let changed = try await trader.person.patch(
            path, #"{"names":{"fr":"Vin"},"tags":["New"]}"#, ifMatch: "*"
        ).expect(200)
        #expect(changed["names"]?.compact == #"{"fr":"Vin"}"#)
        #expect(changed["descriptions"]?.compact == #"{"de":"Wein"}"#)
        let again = try await trader.person.patch(
            path, #"{"names":{"fr":"Vin"},"tags":["new"],"attributes":{"Age":3}}"#, ifMatch: "*"
        ).expect(200)
        #expect(again.body == changed.body)
        try await trader.person.patch(path, #"{"attributes":{}}"#, ifMatch: "*").expect(422)
    }

    @Test("what is archived is listed apart, and neither offered nor ordered")
    func archive() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let offers = "/v1/sellers/\(seller.id)/offers"
        let draft = """
            {"seller_id":"\(seller.id)",
            "lines":[{"sku":"\(seller.variants[0].sku)","quantity":1}]}
            """
        func offered() async throws -> Int {
            try await buyer.person.get(offers).expect(200)["items"]?.items?.count ?? -1
        }
        #expect(try await offered() == 2)
        let path = "/v1/variants/\(seller.variants[0].id)"
        let archived = try await seller.person.patch(
            path, #"{"state":"archived"}"#, ifMatch: "*"
        ).expect(200)
        #expect(try archived.text("state") == "archived")
        #expect(try await offered() == 1)
        try await buyer.person.post("/v1/draft-orders", draft).expect(422)
        let listed = try await seller.person.get("/v1/variants?state=archived").expect(200)
        #expect(listed["items"]?.items?.count == 1)
        try await seller.person.patch(path, #"{"state":"active"}"#, ifMatch: "*").expect(200)
        #expect(try await offered() == 2)
        try await buyer.person.post("/v1/draft-orders", draft).expect(201)
        try await seller.person.patch(
            "/v1/products/\(seller.product)", #"{"state":"archived"}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await offered() == 0)
        try await buyer.person.post("/v1/draft-orders", draft).expect(422)
        #expect(
            try await seller.person.get("/v1/products?state=active").expect(200)["items"]?.items?
                .isEmpty == true)
    }

    @Test("any pack has a price of its own, and counts its base units")
    func packs() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let sku = seller.variants[0].sku
        try await seller.person.patch(
            "/v1/variants/\(seller.variants[0].id)",
            #"{"packs":[{"unit":"six-pack","size":6}],"condition":"refurbished"}"#, ifMatch: "*"
        ).expect(200)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[\#(Seller.entry(sku, "six-pack", 4_500))]}"#
        ).expect(200)
        let draft = try await buyer.person.post(
            "/v1/draft-orders",
            """
            {"seller_id":"\(seller.id)","lines":[{"sku":"\(sku)","unit":"six-pack","quantity":2}]}
            """
        ).expect(201)
        #expect(try draft.integer("total.amount") == 9_000)
        let placed = try await buyer.place(try draft.text("id")).expect(201)
        #expect(try placed.integer("base_quantity") == 12)
        let used = try await seller.person.get("/v1/products?condition=refurbished").expect(200)
        #expect(try used.text("items.0.id") == seller.product)
    }
}
