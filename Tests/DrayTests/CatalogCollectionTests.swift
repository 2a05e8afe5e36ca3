import Testing
import Wire

@Suite("Products are put together, belong to brands, and are described as their type asks")
struct CatalogCollectionTests {
    private func make(
        _ trader: Trader, _ name: String, _ head: String, _ more: String = ""
    ) async throws -> String {
        try await trader.post("/v1/products", #"{"name":"\#(name)",\#(head)\#(more)}"#)
            .expect(201).text("id")
    }

    private func head(_ trader: Trader, category: String? = nil) async throws -> String {
        let type = try await trader.first("/v1/product-types")
        let first = try await trader.first("/v1/categories")
        return #""product_type_id":"\#(type)","category_id":"\#(category ?? first)""#
    }

    private func names(_ trader: Trader, _ path: String) async throws -> [String] {
        try await trader.get(path).expect(200)["items"]?.items?
            .compactMap { $0["name"]?.text } ?? []
    }

    @Test("a collection made by hand keeps its order, page by page")
    func manual() async throws {
        let trader = try await Trader.make("wholesaler")
        let head = try await head(trader)
        var products: [String] = []
        for name in ["A", "B", "C", "D"] { products.append(try await make(trader, name, head)) }
        let made = try await trader.post("/v1/collections", #"{"name":"Best"}"#).expect(201)
        let path = try #require(made.header("location"))
        let order = [2, 0, 3].map { #""\#(products[$0])""# }.joined(separator: ",")
        let body = #"{"product_ids":[\#(order)]}"#
        try await trader.person.put("\(path)/products", body).expect(428)
        let filled = try await trader.person.put("\(path)/products", body, ifMatch: "\"1\"")
            .expect(200)
        #expect(try filled.integer("version") == 2)
        #expect(try await names(trader, "\(path)/products") == ["C", "A", "D"])
        let first = try await trader.get("\(path)/products?limit=2").expect(200)
        let next = try first.text("next_cursor")
        #expect(try await names(trader, "\(path)/products?limit=2&cursor=\(next)") == ["D"])
        try await trader.person.patch(
            "/v1/products/\(products[0])", #"{"state":"archived"}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await names(trader, "\(path)/products") == ["C", "D"])
        let other = try await Trader.make("wholesaler")
        let theirs = try await make(other, "X", try await self.head(other))
        try await trader.person.put(
            "\(path)/products", #"{"product_ids":["\#(theirs)"]}"#, ifMatch: "*"
        ).expect(422)
        try await other.get("\(path)/products").expect(404)
        try await trader.person.delete(path).expect(204)
        try await trader.get(path).expect(404)
    }

    @Test("a collection by rule has what its rule finds, and follows the products")
    func rule() async throws {
        let trader = try await Trader.make("wholesaler")
        let type = "/v1/product-types/\(try await trader.first("/v1/product-types"))"
        try await trader.person.patch(
            type, #"{"attributes":[{"name":"Organic","kind":"boolean"}]}"#, ifMatch: "*"
        ).expect(200)
        let above = try await trader.first("/v1/categories")
        let below = try await trader.post(
            "/v1/categories", #"{"name":"Below","parent_id":"\#(above)"}"#
        ).expect(201).text("id")
        let apart = try await trader.post("/v1/categories", #"{"name":"Apart"}"#).expect(201)
            .text("id")
        let brand = try await trader.post("/v1/brands", #"{"name":"B"}"#).expect(201).text("id")
        let organic = #","attributes":{"Organic":true}"#
        let branded = #","brand_id":"\#(brand)""#
        _ = try await make(
            trader, "One", try await head(trader, category: below), organic + branded)
        let two = try await make(trader, "Two", try await head(trader), branded)
        _ = try await make(
            trader, "Three", try await head(trader, category: apart),
            organic + #","tags":["Gift"]"#)
        let gift = try await trader.get("/v1/tags").expect(200).text("items.0.id")
        let rules = [
            (#""category_ids":["\#(above)"]"#, ["One", "Two"]),
            (#""brand_ids":["\#(brand)"],"attributes":{"Organic":true}"#, ["One"]),
            (#""attributes":{"Organic":true}"#, ["One", "Three"]),
            (#""tag_ids":["\#(gift)"]"#, ["Three"]),
            (#""tag_ids":["\#(gift)"],"brand_ids":["\#(brand)"]"#, []),
        ]
        var last = ""
        for (place, (rule, found)) in rules.enumerated() {
            last = try await trader.post(
                "/v1/collections", #"{"name":"Rule \#(place)","rule":{\#(rule)}}"#
            ).expect(201).text("id")
            #expect(try await names(trader, "/v1/collections/\(last)/products") == found)
        }
        try await trader.person.patch("/v1/products/\(two)", #"{"tags":["gift"]}"#, ifMatch: "*")
            .expect(200)
        #expect(try await names(trader, "/v1/collections/\(last)/products") == ["Two"])
        try await trader.person.put(
            "/v1/collections/\(last)/products", #"{"product_ids":[]}"#, ifMatch: "*"
        ).expect(409, "collection-kind")
        let other = try await Trader.make("wholesaler")
        for members in [#"{"tag_ids":["\#(gift)"]}"#, "{}", #"{"brand_ids":["\#(brand)"]}"#] {
            try await other.post("/v1/collections", #"{"name":"X","rule":\#(members)}"#)
                .expect(422)
        }
    }

    @Test("a brand owner sees who offers its brand; sellers don't see each other")
    func brandOwners() async throws {
        let owner = try await Trader.make("brand_owner")
        let one = try await Trader.make("wholesaler")
        let two = try await Trader.make("wholesaler")
        let name = "Brand \(owner.canary)"
        let brand = try await owner.post("/v1/brands", #"{"name":"\#(name)","published":true}"#)
            .expect(201).text("id")
        let found = try await one.get("/v1/published-brands?q=\(name.split(separator: " ")[0])"
            + "%20\(owner.canary)").expect(200)
        #expect(try found.text("items.0.owner_brand_id") == brand)
        #expect(try found.text("items.0.owner_id") == owner.id)
        var linked: [String] = []
        for seller in [one, two] {
            linked.append(
                try await seller.post(
                    "/v1/brands", #"{"name":"Theirs","owner_brand_id":"\#(brand)"}"#
                ).expect(201).text("id"))
        }
        func sellers() async throws -> Set<String> {
            Set(
                try await owner.get("/v1/brands/\(brand)/sellers").expect(200)["items"]?.items?
                    .compactMap { $0["seller_id"]?.text } ?? [])
        }
        #expect(try await sellers() == [one.id, two.id])
        try await one.get("/v1/brands/\(brand)/sellers").expect(404)
        #expect(
            try await one.get("/v1/brands/\(linked[0])/sellers").expect(200)["items"]?.items?
                .isEmpty == true)
        try await one.person.patch(
            "/v1/brands/\(linked[0])", #"{"owner_brand_id":null}"#, ifMatch: "*"
        ).expect(200)
        #expect(try await sellers() == [two.id])
        try await one.post("/v1/brands", #"{"name":"Mine","published":true}"#)
            .expect(403, "brand-owner-required")
        try await one.post(
            "/v1/brands", #"{"name":"Odd","owner_brand_id":"\#(linked[1])"}"#
        ).expect(422, "brand-unknown")
        try await owner.person.patch("/v1/brands/\(brand)", #"{"published":false}"#, ifMatch: "*")
            .expect(200)
        let gone = try await one.get("/v1/published-brands?q=Brand%20\(owner.canary)").expect(200)
        #expect(gone["items"]?.items?.isEmpty == true)
        try await one.person.patch(
            "/v1/brands/\(linked[0])", #"{"owner_brand_id":"\#(brand)"}"#, ifMatch: "*"
        ).expect(422, "brand-unknown")
    }

    @Test("a type's attributes change where values fit, are renamed with them, or are dropped")
    func migration() async throws {
        let trader = try await Trader.make("wholesaler")
        let path = "/v1/product-types/\(try await trader.first("/v1/product-types"))"
        func set(_ attributes: String, _ more: String = "") async throws -> Answer {
            try await trader.person.patch(
                path, #"{"attributes":[\#(attributes)]\#(more)}"#, ifMatch: "*")
        }
        try await set(#"{"name":"Age","kind":"integer"},{"name":"Old","kind":"text"}"#)
            .expect(200)
        let head = try await head(trader)
        let product = "/v1/products/" + (try await make(
            trader, "Malt", head, #","attributes":{"Age":12,"Old":"x"}"#))
        func values() async throws -> String? {
            try await trader.get(product).expect(200)["attributes"]?.compact
        }
        let refused = try await set(#"{"name":"Age","kind":"integer","maximum":10}"#)
            .expect(409, "attributes-in-use")
        let pointers = refused["violations"]?.items?.compactMap { $0["pointer"]?.text }
        #expect(pointers == ["/attributes/Age", "/attributes/Old"])
        #expect(try await values() == #"{"Age":12,"Old":"x"}"#)
        try await set(
            #"{"name":"Years","kind":"decimal"},{"name":"Old","kind":"text"}"#,
            #","renamed_attributes":{"Age":"Years"}"#
        ).expect(200)
        #expect(try await values() == #"{"Old":"x","Years":12}"#)
        // Two that change names with each other keep their own values.
        try await set(
            #"{"name":"Old","kind":"decimal"},{"name":"Years","kind":"text"}"#,
            #","renamed_attributes":{"Old":"Years","Years":"Old"}"#
        ).expect(200)
        #expect(try await values() == #"{"Old":12,"Years":"x"}"#)
        try await set(#"{"name":"Old","kind":"decimal"}"#, #","drop_values":true"#).expect(200)
        #expect(try await values() == #"{"Old":12}"#)
        // What is asked for from now on must be there already, and can't be dropped.
        try await set(
            #"{"name":"Old","kind":"decimal"},{"name":"New","kind":"text","required":true}"#,
            #","drop_values":true"#
        ).expect(409, "attributes-in-use")
        try await set(#"{"name":"Old","kind":"text"},{"name":"Old","kind":"text"}"#)
            .expect(422)
    }

    @Test("a file makes no products that lack what their type asks for")
    func imports() async throws {
        let trader = try await Trader.make("wholesaler")
        let type = try await trader.first("/v1/product-types")
        try await trader.person.patch(
            "/v1/product-types/\(type)",
            #"{"attributes":[{"name":"Age","kind":"integer","required":true}]}"#, ifMatch: "*"
        ).expect(200)
        let refused = try await trader.person.upload(
            "/v1/imports/products", "sku,name\nA,Rum\n"
        ).expect(201)
        #expect(try refused.text("state") == "refused")
        #expect(refused["problems.0.code"]?.text == "required")
        let other = try await trader.post("/v1/product-types", #"{"name":"Plain"}"#).expect(201)
            .text("id")
        try await trader.person.upload(
            "/v1/imports/products?product_type_id=\(other)", "sku,name\nA,Rum\n"
        ).expect(201)
    }
}
