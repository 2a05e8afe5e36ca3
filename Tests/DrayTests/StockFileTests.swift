import Bedrock
import Inventory
import Platform
import Postgres
import Testing
import Wire

@Suite("Stock is received and counted")
struct StockFileTests {
    private func upload(
        _ seller: Seller, _ file: String, _ mode: String = "all_or_nothing"
    ) async throws -> Answer {
        try await seller.person.upload(
            "/v1/imports/stock?warehouse_id=\(seller.warehouse)&mode=\(mode)", file)
    }

    /// Levels that their movements don't sum to.
    private func mismatches(_ seller: Seller) throws -> [[String?]] {
        try seller.server.query(
            StockCheck.mismatches.sql, [try uuid(of: seller.id)], in: seller.id)
    }

    @Test("what was counted is what is on hand; as counted, nothing moves")
    func counted() async throws {
        let seller = try await Seller.make(variants: 3, stock: 10)
        let skus = seller.variants.map(\.sku)
        let file = "item_number,bottles\n\(skus[0]),12\n\(skus[1]),10\n\(skus[2]),0\n"
        let first = try await upload(seller, file).expect(201)
        #expect(first["updated"]?.integer == 2)
        #expect(first["unchanged"]?.integer == 1)
        let again = try await upload(seller, file).expect(201)
        #expect(again["unchanged"]?.integer == 3)
        for (place, expected) in [12, 10, 0].enumerated() {
            #expect(try await seller.available(place) == Int64(expected))
        }
        let query = "warehouse_id=\(seller.warehouse)&variant_id=\(seller.variants[0].id)"
        let movements = try await seller.person.get("/v1/stock-movements?\(query)&limit=1")
            .expect(200)
        #expect(movements["items.0.kind"]?.text == "counted")
        #expect(movements["items.0.on_hand_delta"]?.integer == 2)
        let cursor = try movements.text("next_cursor")
        let older = try await seller.person.get(
            "/v1/stock-movements?\(query)&limit=1&cursor=\(cursor)"
        ).expect(200)
        #expect(older["items.0.kind"]?.text == "received")
        #expect(older["items.0.reference_id"]?.text?.hasPrefix("rcp_") == true)
        #expect(older["next_cursor"]?.isNull == true)
        #expect(try mismatches(seller).isEmpty)
    }

    @Test("a count of everything and orders of everything meet without a deadlock")
    func meeting() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let skus = (0..<1_200).map { "M\($0)" }
        let path = "/v1/imports"
        try await seller.person.upload(
            "\(path)/products",
            "sku,name,pack\n" + skus.map { "\($0),Item \($0),6\n" }.joined()
        ).expect(201)
        try await seller.person.upload(
            "\(path)/prices?price_list_id=\(seller.list)",
            "sku,price\n" + skus.map { "\($0),1.00\n" }.joined()
        ).expect(201)
        let stock = "sku,quantity\n" + skus.reversed().map { "\($0),1000\n" }.joined()
        #expect(try await upload(seller, stock).expect(201)["created"]?.integer == 1_200)
        let lines = stride(from: 0, to: 1_200, by: 3).map { #"{"sku":"M\#($0)","quantity":1}"# }
        let body = #"{"seller_id":"\#(seller.id)","lines":[\#(lines.joined(separator: ","))]}"#
        let drafts = try await concurrently(8) { _ in
            try await buyer.person.post("/v1/draft-orders", body).expect(201).text("id")
        }
        _ = try await concurrently(12) { place in
            if place < 8 {
                try await buyer.place(drafts[place]).expect(201)
            } else {
                try await upload(seller, stock.replacing("1000", with: "\(990 + place)"))
                    .expect(201)
            }
            return true
        }
        #expect(try mismatches(seller).isEmpty)
    }

    @Test("a count below what is promised is refused, and names its line")
    func committed() async throws {
        let seller = try await Seller.make(variants: 2, stock: 10)
        let buyer = try await Buyer.make(of: seller)
        try await buyer.place(try await buyer.draft([(0, "bottle", 8)]).text("id")).expect(201)
        let file = """
            sku,quantity
            \(seller.variants[0].sku),7
            \(seller.variants[1].sku),7
            other,7
            \(seller.variants[1].sku),7
            \(seller.variants[1].sku)x,-1
            """
        let refused = try await upload(seller, file).expect(201)
        #expect(refused["state"]?.text == "refused")
        let codes = refused["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
        #expect(Set(codes) == ["below_committed", "sku_unknown", "sku_repeated", "range"])
        #expect(try await upload(seller, file, "skip_bad").expect(201)["updated"]?.integer == 1)
        #expect(try await seller.available(0) == 2)
        #expect(try await seller.available(1) == 7)
        #expect(try mismatches(seller).isEmpty)
    }

    @Test("a delivery is taken in whole or not at all, and once for a key")
    func received() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let other = try await Seller.make(variants: 1, stock: 0)
        func body(_ sku: String, _ warehouse: String) -> String {
            """
            {"warehouse_id":"\(warehouse)","reference":"DN-1","lines":[
            {"sku":"\(sku)","quantity":5},{"variant_id":"\(seller.variants[0].id)","quantity":7},
            {"sku":"\(seller.variants[1].sku)","quantity":1}]}
            """
        }
        let unknown = try await seller.person.post(
            "/v1/stock-receipts", body(other.variants[0].sku, other.warehouse))
        #expect(unknown.expect(422).pointers == ["/warehouse_id", "/lines/0/sku"])
        let key = Client.freshKey()
        let good = body(seller.variants[0].sku, seller.warehouse)
        let first = try await seller.person.post("/v1/stock-receipts", good, key: key).expect(201)
        #expect(first["variant_count"]?.integer == 2)
        let again = try await seller.person.post("/v1/stock-receipts", good, key: key)
        #expect(again.expect(201).body == first.body)
        #expect(try await seller.available(0) == 12)
        #expect(try await seller.available(1) == 1)
        let events = try seller.server.query(
            "select payload->>'base_quantity' from platform.events where organization_id = $1"
                + " and type = 'stock_received'", [try uuid(of: seller.id)], in: seller.id)
        #expect(events == [["13"]])
        #expect(try mismatches(seller).isEmpty)
    }

    @Test("levels are listed page by page, one warehouse's or all")
    func pages() async throws {
        let seller = try await Seller.make(variants: 4, stock: 3)
        for filter in ["", "&warehouse_id=\(seller.warehouse)"] {
            var skus: [String] = []
            var cursor = ""
            while true {
                let page = try await seller.person.get(
                    "/v1/stock-levels?limit=3\(filter)\(cursor)"
                ).expect(200)
                skus += page["items"]?.items?.compactMap { $0["sku"]?.text } ?? []
                guard let next = page["next_cursor"]?.text else { break }
                cursor = "&cursor=\(next)"
            }
            #expect(skus.sorted() == seller.variants.map(\.sku).sorted())
        }
        let stranger = try await Seller.make(variants: 1, stock: 0)
        try await stranger.person.get("/v1/stock-levels/\(seller.variants[0].id)").expect(404)
        let page = try await stranger.person.get(
            "/v1/stock-levels?warehouse_id=\(seller.warehouse)"
        ).expect(200)
        #expect(page["items"]?.items?.isEmpty == true)
    }

    @Test("an adjustment of what was never there makes a level; of what isn't, none")
    func adjusted() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let other = try await Seller.make(variants: 1, stock: 0)
        func adjust(_ sku: String, _ warehouse: String, _ change: String) async throws -> Answer {
            try await seller.person.post(
                "/v1/stock-adjustments",
                """
                {"warehouse_id":"\(warehouse)","sku":"\(sku)",\(change),"reason":"a count"}
                """)
        }
        let sku = seller.variants[0].sku
        #expect(
            try await adjust(sku, seller.warehouse, #""counted":4"#).expect(201)["on_hand"]?
                .integer == 4)
        #expect(
            try await adjust(sku, other.warehouse, #""delta":4"#).expect(422).pointers
                == ["/warehouse_id"])
        #expect(
            try await adjust(other.variants[0].sku, seller.warehouse, #""delta":4"#).expect(422)
                .pointers == ["/sku"])
        try await adjust(sku, seller.warehouse, #""delta":4,"counted":3"#).expect(422)
        try await adjust(sku, seller.warehouse, #""delta":-5"#).expect(409, "stock-committed")
        #expect(try mismatches(seller).isEmpty)
    }
}
