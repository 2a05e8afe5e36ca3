import Testing
import Wire

@Suite("What a catalog is made of can be read and changed, one by one")
struct CatalogEditingTests {
    /// Something that has a name, and how it is made.
    struct Kind: Sendable, CustomTestStringConvertible {
        let path: String
        let event: String

        var testDescription: String { path }
    }

    static let kinds = [
        Kind(path: "/v1/brands", event: "brand_changed"),
        Kind(path: "/v1/product-types", event: "product_type_changed"),
        Kind(path: "/v1/categories", event: "category_changed"),
    ]

    @Test("by its version: a change made for an older one is refused", arguments: kinds)
    func versions(kind: Kind) async throws {
        let trader = try await Trader.make("wholesaler")
        let person = trader.person
        let made = try await trader.post(kind.path, #"{"name":"First"}"#).expect(201)
        let path = "\(kind.path)/\(try made.text("id"))"
        #expect(made.header("location") == path)
        #expect(made.etag == "\"1\"")
        let read = try await person.get(path).expect(200)
        #expect(read.body == made.body)
        #expect(read.etag == "\"1\"")
        try await person.patch(path, #"{"name":"Second"}"#).expect(428, "version-required")
        let changed = try await person.patch(path, #"{"name":"Second"}"#, ifMatch: "\"1\"")
            .expect(200)
        #expect(try changed.text("name") == "Second")
        #expect(changed.etag == "\"2\"")
        try await person.patch(path, #"{"name":"Third"}"#, ifMatch: "\"1\"")
            .expect(412, "version-mismatch")
        // The name it has already is no change.
        let same = try await person.patch(path, #"{"name":"Second"}"#, ifMatch: "\"2\"")
            .expect(200)
        #expect(same.body == changed.body)
        #expect(try await person.get(path).expect(200).body == changed.body)
        let events = try await person.get("/v1/events").expect(200)["items"]?.items ?? []
        #expect(events.filter { $0["type"]?.text == kind.event }.count == 1)
    }

    @Test("to a name that nothing beside it has", arguments: kinds)
    func names(kind: Kind) async throws {
        let trader = try await Trader.make("wholesaler")
        try await trader.post(kind.path, #"{"name":"Taken"}"#).expect(201)
        let id = try await trader.post(kind.path, #"{"name":"Free"}"#).expect(201).text("id")
        let path = "\(kind.path)/\(id)"
        try await trader.person.patch(path, #"{"name":"Taken"}"#, ifMatch: "*")
            .expect(409, "name-taken")
        try await trader.person.patch(path, #"{"name":""}"#, ifMatch: "*").expect(422)
        #expect(try await trader.person.get(path).expect(200).text("name") == "Free")
    }

    @Test("a brand is called in several languages, and listed in the one that is asked for")
    func brandNames() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let made = try await trader.post(
            "/v1/brands", #"{"name":"Larch Hill","names":{"de":"Lärchenhügel","pt-br":"Lariço"}}"#
        ).expect(201)
        let path = "/v1/brands/\(try made.text("id"))"
        func name(_ query: String) async throws -> String {
            try await trader.person.get("\(path)\(query)").expect(200).text("name")
        }
        #expect(try await name("") == "Larch Hill")
        #expect(try await name("?language=de-AT") == "Lärchenhügel")
        #expect(try await name("?language=fr,pt-BR") == "Lariço")
        let listed = try await trader.person.get("/v1/brands?language=de").expect(200)
        #expect(try listed.text("items.0.name") == "Lärchenhügel")
        let version = try made.integer("version")
        let same = try await trader.person.patch(
            path, #"{"names":{"de":"Lärchenhügel","pt-br":"Lariço"}}"#, ifMatch: "*")
        #expect(try same.expect(200).integer("version") == version)
        let changed = try await trader.person.patch(
            path, #"{"names":{"de":"Lärchenberg"}}"#, ifMatch: "*"
        ).expect(200)
        #expect(changed["names"]?["de"]?.text == "Lärchenberg")
        #expect(changed["names"]?["pt-br"] == nil)
        #expect(try await name("?language=pt-br") == "Larch Hill")
        try await trader.person.patch(path, #"{"names":{"x":"?"}}"#, ifMatch: "*").expect(422)
    }

    @Test("a product type's attributes, all of them at once")
    func attributes() async throws {
        let trader = try await Trader.make("wholesaler")
        let path = "/v1/product-types/\(try await trader.first("/v1/product-types"))"
        let wanted = #"{"attributes":[{"name":"Age","kind":"decimal","unit":"years"}]}"#
        let changed = try await trader.person.patch(path, wanted, ifMatch: "*").expect(200)
        #expect(try changed.text("attributes.0.unit") == "years")
        let version = try changed.integer("version")
        let again = try await trader.person.patch(path, wanted, ifMatch: "*").expect(200)
        #expect(try again.integer("version") == version)
        let cleared = try await trader.person.patch(path, #"{"attributes":[]}"#, ifMatch: "*")
            .expect(200)
        #expect(cleared["attributes"]?.items?.isEmpty == true)
    }

    /// Makes a chain of categories, each below the one before.
    private func chain(_ trader: Trader, _ names: [String]) async throws -> [String] {
        var ids: [String] = []
        for name in names {
            let parent = ids.last.map { #","parent_id":"\#($0)""# } ?? ""
            ids.append(
                try await trader.post("/v1/categories", #"{"name":"\#(name)"\#(parent)}"#)
                    .expect(201).text("id"))
        }
        return ids
    }

    private func move(
        _ trader: Trader, _ id: String, below parent: String?
    ) async throws -> Answer {
        let parent = parent.map { #""\#($0)""# } ?? "null"
        return try await trader.person.patch(
            "/v1/categories/\(id)", #"{"parent_id":\#(parent)}"#, ifMatch: "*")
    }

    @Test("a category moves with all below it, and never below itself")
    func moves() async throws {
        let trader = try await Trader.make("wholesaler")
        let spirits = try await chain(trader, ["Strong", "Whiskey", "Rye"])
        let other = try await chain(trader, ["Other"])[0]
        let moved = try await move(trader, spirits[1], below: other).expect(200)
        #expect(moved["path"]?.items?.compactMap(\.text) == ["Other", "Whiskey"])
        let leaf = try await trader.person.get("/v1/categories/\(spirits[2])").expect(200)
        #expect(leaf["path"]?.items?.compactMap(\.text) == ["Other", "Whiskey", "Rye"])
        try await move(trader, other, below: spirits[2]).expect(422, "category-below-itself")
        try await move(trader, other, below: other).expect(422, "category-below-itself")
        try await move(trader, other, below: "cat_\(trader.id.dropFirst(4))")
            .expect(422, "category-unknown")
        let root = try await move(trader, spirits[2], below: nil).expect(200)
        #expect(root["path"]?.items?.compactMap(\.text) == ["Rye"])
    }

    @Test("and is called, with the path to it, as the caller's language calls it")
    func languages() async throws {
        let trader = try await Trader.make("wholesaler")
        let above = try await trader.post(
            "/v1/categories", #"{"name":"Wine","names":{"de":"Wein","fr":"Vin"}}"#
        ).expect(201).text("id")
        let made = try await trader.post(
            "/v1/categories", #"{"name":"Red","parent_id":"\#(above)","names":{"de":"Rot"}}"#
        ).expect(201)
        let path = try #require(made.header("location"))
        #expect(try await trader.get(path).expect(200).body == made.body)
        func shown(_ query: String) async throws -> [String] {
            let view = try await trader.get(path + query).expect(200)
            let list = try await trader.get("/v1/categories\(query)").expect(200)
            let same = list["items"]?.items?.first { $0["id"] == view["id"] }
            #expect(same?.compact == view.json?.compact)
            return [try view.text("name")] + (view["path"]?.items?.compactMap(\.text) ?? [])
        }
        #expect(try await shown("?language=de-at") == ["Rot", "Wein", "Rot"])
        #expect(try await shown("?language=fr") == ["Red", "Vin", "Red"])
        let changed = try await trader.person.patch(path, #"{"names":{}}"#, ifMatch: "*")
            .expect(200)
        #expect(changed["names"]?.compact == "{}")
        #expect(try await shown("?language=de") == ["Red", "Wein", "Red"])
    }

    @Test("the tree grows no deeper by a move than by what is made")
    func depth() async throws {
        let trader = try await Trader.make("wholesaler")
        let long = try await chain(trader, (1...8).map { "Level \($0)" })
        let short = try await chain(trader, ["A", "B", "C"])
        try await move(trader, short[0], below: long[7]).expect(422, "category-too-deep")
        try await move(trader, short[0], below: long[6]).expect(200)
        try await trader.post(
            "/v1/categories", #"{"name":"More","parent_id":"\#(short[2])"}"#
        ).expect(422, "category-too-deep")
    }

    @Test("two moves at once make no circle")
    func circle() async throws {
        let trader = try await Trader.make("wholesaler")
        for round in 0..<5 {
            let one = try await chain(trader, ["One \(round)"])[0]
            let other = try await chain(trader, ["Other \(round)"])[0]
            let statuses = try await concurrently(2) { place in
                try await move(
                    trader, place == 0 ? one : other, below: place == 0 ? other : one
                ).status
            }
            #expect(statuses.sorted() == [200, 422])
        }
    }

    @Test("a variant is made of a product that is there, and can be sold")
    func variant() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let sku = "\(seller.trader.canary)-new"
        let path = "/v1/products/\(seller.product)/variants"
        let body = #"{"sku":"\#(sku)","case_size":6,"barcodes":[{"gtin":"036000291452"}]}"#
        let made = try await seller.person.post(path, body, key: "add-\(sku)").expect(201)
        let again = try await seller.person.post(path, body, key: "add-\(sku)").expect(201)
        #expect(again.body == made.body)
        #expect(try made.text("category_id") == seller.category)
        #expect(try made.text("name") == "Gin \(seller.trader.canary)")
        let location = try #require(made.header("location"))
        #expect(try await seller.person.get(location).expect(200).body == made.body)
        try await seller.person.post(path, #"{"sku":"\#(sku)"}"#).expect(409, "sku-taken")
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[\#(Seller.entry(sku, "bottle", 700))]}"#
        ).expect(200)
        let draft = try await buyer.person.post(
            "/v1/draft-orders",
            #"{"seller_id":"\#(seller.id)","lines":[{"sku":"\#(sku)","quantity":2}]}"#
        ).expect(201)
        #expect(try draft.integer("total.amount") == 1_400)
    }

    @Test("but not of one that isn't, nor in another currency, nor past the limit")
    func refusals() async throws {
        let seller = try await Seller.make(variants: 99)
        let path = "/v1/products/\(seller.product)/variants"
        let sku = seller.trader.canary
        try await seller.person.post(
            "/v1/products/prd_\(seller.id.dropFirst(4))/variants", #"{"sku":"\#(sku)-x"}"#
        ).expect(404, "not-found")
        try await seller.person.post(
            path, #"{"sku":"\#(sku)-x","cost":{"amount":100,"currency":"EUR"}}"#
        ).expect(422, "currency-foreign")
        try await seller.person.post(path, "{}").expect(422)
        let answers = try await concurrently(3) { place in
            try await seller.person.post(path, #"{"sku":"\#(sku)-late-\#(place)"}"#)
        }
        #expect(answers.map(\.status).sorted() == [201, 409, 409])
        #expect(answers.filter { $0.problem == "variants-too-many" }.count == 2)
    }
}
