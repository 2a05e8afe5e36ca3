import Testing
import Wire

@Suite("A catalogue is imported from a file")
struct ProductFileTests {
    private static let file = """
        Item Number,Item Description,Category Name,Vendor Name,Bottle Volume (ml),Pack,Proof,UPC,\
        SCC,State Bottle Cost,State Case Cost
        1001,Harbour Gin,Gin,Harbour Co,750,12,90,080480280017,,10.00,120.00
        1002,Zero Rum,Rum,Rum Co,0,6,80,,,7.50,45.00
        1003,Odd Case Rye,Rye,Rye Co,1000,6,80,,,8.00,50.00
        1001,Harbour Gin again,Gin,Harbour Co,750,12,90,,,10.00,120.00
        ,Nameless,Gin,Harbour Co,750,12,90,,,10.00,120.00
        1006,Bad Cost,Gin,Harbour Co,750,12,90,,,ten,120.00

        """

    private func codes(_ answer: Answer) -> Set<String> {
        Set(answer["problems"]?.items?.compactMap { $0["code"]?.text } ?? [])
    }

    @Test("all or nothing: one bad row, and nothing is applied; the report says which line")
    func allOrNothing() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let answer = try await trader.person.upload("/v1/imports/products", Self.file)
            .expect(201)
        #expect(answer["state"]?.text == "refused")
        #expect(answer["bad"]?.integer == 3)
        let lines = answer["problems"]?.items?
            .filter { $0["severity"]?.text == "error" }.compactMap { $0["line"]?.integer }
        #expect(lines == [5, 6, 7])
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
    }

    @Test("skipping bad rows: the others are applied, and the same file again changes nothing")
    func skipBad() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let path = "/v1/imports/products?mode=skip_bad"
        let first = try await trader.person.upload(path, Self.file).expect(201)
        #expect(first["state"]?.text == "applied")
        #expect(first["rows_read"]?.integer == 6)
        #expect(first["created"]?.integer == 3)
        let expected: Set<String> = [
            "volume_zero", "case_cost_differs", "barcode_missing", "sku_repeated", "sku_missing",
        ]
        #expect(codes(first).isSuperset(of: expected))
        let before = try await trader.get("/v1/variants").expect(200)
        let again = try await trader.person.upload(path, Self.file).expect(201)
        #expect(again["unchanged"]?.integer == 3)
        #expect(again["created"]?.integer == 0)
        #expect(again["updated"]?.integer == 0)
        #expect(try await trader.get("/v1/variants").body == before.body)
        let id = try first.text("id")
        let report = try await trader.get("/v1/imports/\(id)/problems?limit=2").expect(200)
        #expect(report["items"]?.items?.count == 2)
        #expect(report["next_cursor"]?.text != nil)
    }

    @Test("what is imported is found by SKU, barcode and name")
    func found() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        try await trader.person.upload("/v1/imports/products?mode=skip_bad", Self.file)
            .expect(201)
        for query in ["sku=1001", "barcode=80480280017", "q=harb"] {
            let found = try await trader.get("/v1/variants?\(query)").expect(200)
            #expect(found["items.0.sku"]?.text == "1001", "\(query)")
        }
        let variant = try await trader.get("/v1/variants?sku=1001").expect(200)
        #expect(variant["items.0.strength_bp"]?.integer == 4_500)
        #expect(variant["items.0.case_size"]?.integer == 12)
    }

    @Test("a repeated upload with one key is answered once")
    func key() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let path = "/v1/imports/products?mode=skip_bad"
        let key = Client.freshKey()
        let first = try await trader.person.upload(path, Self.file, key: key).expect(201)
        let again = try await trader.person.upload(path, Self.file, key: key).expect(201)
        #expect(first.body == again.body)
        try await trader.person.upload(path, Self.file + "1,2\n", key: key)
            .expect(422, "idempotency-key-reused")
    }

    @Test(
        "files that are no such file are refused as a whole, each with its reason",
        arguments: [
            ("", "no header"), ("a,b,c\n1,2,3\n", "no known column"),
            ("sku,sku,name\n1,2,3\n", "a column twice"), ("sku,name\n\"1,open quote", "a quote"),
            ("sku,name\n1\u{0},x\n", "a NUL"),
        ])
    func unreadable(file: String, why: String) async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let answer = try await trader.person.upload(
            "/v1/imports/products?mode=skip_bad", file)
        #expect(answer.status < 500, "\(why)")
        let isSaid = answer["state"]?.text == "refused" || answer["bad"]?.integer == 1
        #expect(isSaid || answer.status >= 400, "\(why)")
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
    }
}
