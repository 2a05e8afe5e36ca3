import Testing
import Wire

@Suite("Prices are imported from a file")
struct PriceFileTests {
    private func entries(_ seller: Seller) async throws -> [JSON] {
        try await seller.person.get("/v1/price-lists/\(seller.list)/entries").expect(200)["items"]?
            .items ?? []
    }

    private func upload(
        _ seller: Seller, _ file: String, _ mode: String = "all_or_nothing"
    ) async throws -> Answer {
        try await seller.person.upload(
            "/v1/imports/prices?price_list_id=\(seller.list)&mode=\(mode)", file)
    }

    private func version(_ seller: Seller) throws -> String? {
        try seller.server.query(
            "select version from pricing.books where organization_id = $1",
            [try uuid(of: seller.id)], in: seller.id)[0][0]
    }

    @Test("bottle and case prices; the same file again changes nothing and moves no book")
    func twice() async throws {
        let seller = try await Seller.make(variants: 3, stock: 0)
        let skus = seller.variants.map(\.sku)
        let file = """
            Item Number,State Bottle Retail,Case Price
            \(skus[0]),23.36,250
            \(skus[1]),11.00,121.00
            \(skus[2]),9.5,
            """
        let first = try await upload(seller, file).expect(201)
        #expect(first["state"]?.text == "applied")
        #expect(first["updated"]?.integer == 2)
        #expect(first["unchanged"]?.integer == 1)
        let prices = try await entries(seller).filter { $0["sku"]?.text == skus[0] }
        #expect(
            prices.map { $0["breaks"]?[0]?["price"]?["amount"]?.integer } == [2_336, 25_000])
        let before = try version(seller)
        let again = try await upload(seller, file).expect(201)
        #expect(again["unchanged"]?.integer == 3)
        #expect(try version(seller) == before)
    }

    @Test("rows of one item make a ladder, and an entry's terms stay")
    func ladder() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let sku = seller.variants[0].sku
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            """
            {"entries":[{"sku":"\(sku)","unit":"case","multiple_quantity":2,
            "breaks":[{"price":{"amount":100,"currency":"USD"}}]}]}
            """
        ).expect(200)
        let file = """
            sku,unit,price,minimum_quantity
            \(sku),case,90.00,10
            \(sku),case,100.00,
            \(sku),bottle,9.00,
            """
        let answer = try await upload(seller, file).expect(201)
        #expect(answer["updated"]?.integer == 3)
        let cases = try await entries(seller).first { $0["unit"]?.text == "case" }
        #expect(cases?["multiple_quantity"]?.integer == 2)
        #expect(
            cases?["breaks"]?.items?.map { $0["minimum_quantity"]?.integer } == [1, 10])
        #expect(
            cases?["breaks"]?.items?.map { $0["price"]?["amount"]?.integer } == [10_000, 9_000])
    }

    @Test("bad rows are named by line; the others are applied where the mode says so")
    func bad() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let skus = seller.variants.map(\.sku)
        let file = """
            sku,unit,price
            \(skus[0]),bottle,10.00
            unknown,bottle,10.00
            \(skus[0]),keg,10.00
            \(skus[1]),bottle,10.001
            \(skus[1]),bottle,
            \(skus[0]),,11.00
            ,bottle,1
            \(skus[1]),case,99.00
            """
        let refused = try await upload(seller, file).expect(201)
        #expect(refused["state"]?.text == "refused")
        #expect(refused["bad"]?.integer == 6)
        let expected: Set<String> = [
            "sku_unknown", "unit_unknown", "number", "price_missing", "price_repeated",
            "sku_missing",
        ]
        let codes = refused["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
        #expect(Set(codes) == expected)
        let applied = try await upload(seller, file, "skip_bad").expect(201)
        #expect(applied["state"]?.text == "applied")
        #expect(applied["updated"]?.integer == 1)
        #expect(applied["unchanged"]?.integer == 1)
    }

    @Test("a list of another's takes no prices")
    func foreign() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let other = try await Seller.make(variants: 1, stock: 0)
        let answer = try await seller.person.upload(
            "/v1/imports/prices?price_list_id=\(other.list)", "sku,price\nx,1\n")
        #expect(answer.expect(422).pointers == ["query:price_list_id"])
    }
}
