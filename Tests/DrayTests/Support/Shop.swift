import Testing
import Wire

/// An approved wholesaler with things to sell: a product's variants, their prices and stock.
struct Seller: Sendable {
    var trader: Trader
    let product: String
    let productType: String
    let category: String
    let list: String
    let variants: [(id: String, sku: String)]

    var id: String { trader.id }
    var person: Person { trader.person }
    var server: TestServer { trader.server }
    var warehouse: String { trader.warehouse }

    /// What one bottle of the variant at that place costs; a case of twelve costs eleven.
    static func price(_ place: Int) -> Int64 { 1_000 + 100 * Int64(place) }

    static func make(
        on server: TestServer? = nil, variants count: Int = 2, stock: Int = 1_000,
        type: String = "wholesaler", audience: String = #"{"audience":"everybody"}"#
    ) async throws -> Seller {
        let trader = try await Trader.make(type, on: server)
        let productType = try await trader.first("/v1/product-types")
        let category = try await trader.first("/v1/categories")
        let rows = (0..<count).map {
            #"{"sku":"\#(trader.canary)-\#($0)","case_size":12,"volume_ml":750}"#
        }
        let product = try await trader.post(
            "/v1/products",
            """
            {"name":"Gin \(trader.canary)","product_type_id":"\(productType)",
            "category_id":"\(category)","variants":[\(rows.joined(separator: ","))]}
            """
        ).expect(201)
        let variants = try (0..<count).map { place in
            (id: try product.text("variants.\(place).id"),
                sku: try product.text("variants.\(place).sku"))
        }
        let list = try await trader.post(
            "/v1/price-lists", listBody(trader.canary, audience: audience)
        ).expect(201).text("id")
        let seller = Seller(
            trader: trader, product: try product.text("id"), productType: productType,
            category: category, list: list, variants: variants)
        try await seller.putPrices(on: list, plus: 0)
        if stock > 0 { try await seller.receive(stock) }
        return seller
    }

    static func listBody(
        _ name: String, audience: String = #"{"audience":"everybody"}"#, more: String = ""
    ) -> String {
        """
        {"name":"List \(name)","currency":"USD","purpose":"wholesale",
        "assignments":[\(audience)]\(more)}
        """
    }

    /// Prices every variant by the bottle and by the case, so many cents above the usual.
    func putPrices(on list: String, plus cents: Int64) async throws {
        let entries = variants.enumerated().flatMap { place, variant in
            let price = Seller.price(place) + cents
            return [
                Seller.entry(variant.sku, "bottle", price),
                Seller.entry(variant.sku, "case", price * 11),
            ]
        }
        try await person.put(
            "/v1/price-lists/\(list)/entries",
            #"{"entries":[\#(entries.joined(separator: ","))]}"#
        ).expect(200)
    }

    static func entry(_ sku: String, _ unit: String, _ amount: Int64, from: Int = 1) -> String {
        """
        {"sku":"\(sku)","unit":"\(unit)","breaks":[{"minimum_quantity":\(from),
        "price":{"amount":\(amount),"currency":"USD"}}]}
        """
    }

    /// Takes that many bottles of every variant into stock.
    func receive(_ bottles: Int) async throws {
        let lines = variants.map { #"{"sku":"\#($0.sku)","quantity":\#(bottles)}"# }
        try await person.post(
            "/v1/stock-receipts",
            #"{"warehouse_id":"\#(warehouse)","lines":[\#(lines.joined(separator: ","))]}"#
        ).expect(201)
    }

    /// What can be promised of a variant.
    func available(_ place: Int) async throws -> Int64 {
        try await person.get("/v1/stock-levels/\(variants[place].id)").expect(200)
            .integer("available")
    }
}

/// An approved retailer that a seller trades with.
struct Buyer: Sendable {
    let trader: Trader
    let seller: Seller
    /// The relation, as seller and buyer call it.
    let company: String

    var person: Person { trader.person }

    static func make(of seller: Seller) async throws -> Buyer {
        let trader = try await Trader.make("retailer", on: seller.server)
        let company = try await trader.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#)
            .expect(201).text("company_id")
        try await seller.person.post("/v1/companies/\(company)/approve").expect(200)
        return Buyer(trader: trader, seller: seller, company: company)
    }

    /// Expects that both ledgers, told anew, say what the tables hold.
    func expectLedgersHold(_ comment: String = "") async throws {
        for trader in [trader, seller.trader] {
            let compared = try await trader.get("/v1/events/projections").expect(200)
            #expect(
                compared["differences"]?.items?.isEmpty == true, "\(comment) \(compared.bodyText)")
        }
    }

    /// The body of a draft: places of variants, their units and how many.
    func draftBody(_ lines: [(place: Int, unit: String, quantity: Int)]) -> String {
        let rows = lines.map { line in
            let sku = seller.variants[line.place].sku
            return #"{"sku":"\#(sku)","unit":"\#(line.unit)","quantity":\#(line.quantity)}"#
        }
        return #"{"seller_id":"\#(seller.id)","lines":[\#(rows.joined(separator: ","))]}"#
    }

    /// Makes a draft of bottles of the first variant.
    func draft(
        _ lines: [(place: Int, unit: String, quantity: Int)] = [(0, "bottle", 1)]
    ) async throws -> Answer {
        try await person.post("/v1/draft-orders", draftBody(lines)).expect(201)
    }

    func place(_ draft: String, key: String = Client.freshKey()) async throws -> Answer {
        try await person.post("/v1/draft-orders/\(draft)/place", key: key)
    }
}
