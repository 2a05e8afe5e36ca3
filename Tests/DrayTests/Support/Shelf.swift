import HTTP
import Testing
import Wire

/// A seller of things with names to look for, and one who buys there.
struct Shelf: Sendable {
    let seller: Seller
    let buyer: Buyer

    struct Row: Sendable {
        let sku: String
        let name: String
        let category: String
        let brand: String
        let barcode: String
    }

    /// From the cheapest, one dollar apart.
    static let rows: [Row] = [
        Row(sku: "LEGO-1", name: "Lego Castle Rum", category: "Rum", brand: "Lego", barcode: ""),
        Row(
            sku: "JW-BLACK", name: "Johnnie Walker Black Label", category: "Whisky",
            brand: "Johnnie Walker", barcode: "5000267024011"),
        Row(
            sku: "GF-12", name: "Glenfiddich 12 Years", category: "Whisky", brand: "Glenfiddich",
            barcode: "5010327000176"),
        Row(
            sku: "LV-16", name: "Lagavulin 16 Cask Strength", category: "Whisky",
            brand: "Lagavulin", barcode: "5000281005409"),
        Row(
            sku: "CM-1", name: "Château Margaux", category: "Bordeaux", brand: "Margaux",
            barcode: ""),
        Row(sku: "OH-1", name: "O'Hara's Stout", category: "Beer", brand: "Carlow", barcode: ""),
        Row(sku: "CG-1", name: "Коньяк XO", category: "Brandy", brand: "Арарат", barcode: ""),
    ]

    static func make(on server: TestServer? = nil) async throws -> Shelf {
        let trader = try await Trader.make("wholesaler", on: server)
        let lines = rows.map {
            "\($0.sku),\($0.name),\($0.category),\($0.brand),750,\($0.barcode)"
        }
        let header = "sku,name,category,brand,volume_ml,upc"
        let report = try await trader.person.upload(
            "/v1/imports/products?mode=all_or_nothing",
            ([header] + lines).joined(separator: "\n") + "\n"
        ).expect(201)
        #expect(report["created"] == .integer(Int64(rows.count)), "\(report.bodyText)")
        let list = try await trader.post("/v1/price-lists", Seller.listBody(trader.canary))
            .expect(201).text("id")
        let entries = rows.enumerated().map {
            Seller.entry($1.sku, "bottle", 1_000 + 100 * Int64($0))
        }
        try await trader.person.put(
            "/v1/price-lists/\(list)/entries", #"{"entries":[\#(entries.joined(separator: ","))]}"#
        ).expect(200)
        let seller = Seller(
            trader: trader, product: "", productType: "", category: "", list: list, variants: [])
        return Shelf(seller: seller, buyer: try await Buyer.make(of: seller))
    }

    /// Searches as the buyer.
    func search(_ text: String, _ more: String = "") async throws -> Answer {
        let question = [more, text.isEmpty ? "" : "q=\(text.encoded)"].filter { !$0.isEmpty }
        let path = "/v1/sellers/\(seller.id)/search?\(question.joined(separator: "&"))"
        return try await buyer.person.get(path).expect(200)
    }

    /// The seller's variant by its SKU.
    func variant(_ sku: String) async throws -> Answer {
        let id = try await seller.person.get("/v1/variants?sku=\(sku)").expect(200)
            .text("items.0.id")
        return try await seller.person.get("/v1/variants/\(id)").expect(200)
    }
}

extension Answer {
    /// The SKUs of its items.
    var skus: [String] { self["items"]?.items?.compactMap { $0["sku"]?.text } ?? [] }
}

extension String {
    /// Percent-encoded, whatever it is.
    var encoded: String {
        let digits = Array("0123456789ABCDEF")
        return utf8.map { byte in
            "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}
