import Bedrock
import Levies
import Paper
import Platform
import Pricing
import PrintedPDF
import Testing
import Wire

@testable import Orders

@Suite("An order's papers say what the order says")
struct PaperRouteTests {
    private func pdf(_ person: Person, _ path: String) async throws -> PrintedPDF {
        let answer = try await person.get(path).expect(200)
        #expect(answer.header("content-type") == "application/pdf")
        #expect(answer.header("content-disposition")?.contains(".pdf") == true)
        #expect(answer.body.starts(with: Array("%PDF-".utf8)))
        let name = path.split(separator: "/").last?.dropLast(4) ?? "paper"
        return try PrintedPDF(answer.body, as: String(name))
    }

    private func order() async throws -> (buyer: Buyer, id: String) {
        let buyer = try await Buyer.make(of: try await Seller.make(stock: 0))
        let draft = try await buyer.person.post(
            "/v1/draft-orders", buyer.draftBody([(0, "case", 2), (1, "bottle", 15)])
        ).expect(201)
        let seller = buyer.seller
        for code in ["B-02", "A-01"] {
            try await seller.person.post(
                "/v1/warehouses/\(seller.warehouse)/bins", #"{"code":"\#(code)"}"#
            ).expect(201)
        }
        let skus = seller.variants.map(\.sku)
        try await seller.person.post(
            "/v1/stock-receipts",
            """
            {"warehouse_id":"\(seller.warehouse)","lines":[
            {"sku":"\(skus[0])","quantity":10,"bin":"B-02","lot":"L1","expires_on":"2090-01-31"},
            {"sku":"\(skus[0])","quantity":90,"bin":"A-01","lot":"L2","expires_on":"2091-01-31"},
            {"sku":"\(skus[1])","quantity":40}]}
            """
        ).expect(201)
        return (buyer, try await buyer.place(try draft.text("id")).expect(201).text("id"))
    }

    @Test("the confirmation has both parties, every line, and the order's own total")
    func confirmation() async throws {
        let (buyer, id) = try await order()
        let order = try await buyer.person.get("/v1/orders/\(id)").expect(200)
        for person in [buyer.person, buyer.seller.person] {
            let pdf = try await pdf(person, "/v1/orders/\(id)/confirmation.pdf")
            let text = pdf.pages.joined()
            let number = try order.text("number")
            for part in ["Order confirmation", number, "Page 1 of 1", "1 Main Street", "Net"] {
                #expect(text.contains(part), "\(part)\n\(text)")
            }
            let sellers = buyer.seller.trader.canary.suffix(6)
            for name in ["Trader \(sellers)", "Trader \(buyer.trader.canary.suffix(6))"] {
                #expect(text.contains(name), "\(name)\n\(text)")
            }
            let total = Self.written(try order.integer("total.amount"))
            let last = text.split(separator: "\n").last { $0.contains("Total USD") }
            #expect(last?.contains(total) == true, "\(total)\n\(text)")
            let lines = order["lines"]?.items ?? []
            #expect(lines.count == 2)
            for line in lines {
                let amount = Self.written(line["total"]?["amount"]?.integer ?? -1)
                #expect(text.contains(amount), "\(amount)\n\(text)")
            }
        }
        let other = try await Trader.make("retailer", on: buyer.trader.server)
        try await other.get("/v1/orders/\(id)/confirmation.pdf").expect(404)
    }

    @Test("net, excise, each tax and each deposit come to the total")
    func levies() throws {
        let party = PaperParty(name: "Bar 42", country: "DE", details: nil)
        let paper = PaperHead(
            isSeller: true, number: "7K2QD-X9M4A", state: "placed", currency: .usd,
            totalAmount: 40_800, reference: nil, note: nil, ordered: "1 Sep 2026, 12:00",
            placed: "1 Sep 2026, 12:00", deliverFrom: nil, deliverUntil: nil, zone: "UTC",
            placedAt: OrderHead.example.placedAt, deliveryAddress: nil, companyCode: "C-7",
            warehouse: nil, seller: party, buyer: party)
        var head = OrderHead.example
        (head.levies.tax, head.levies.excise, head.levies.deposit) = (3_000, 500, 480)
        head.levies.taxes = [("vat", 2_000), ("city", 1_000)].map {
            TaxTotalView(code: $0.0, amount: Money($0.1, .usd))
        }
        head.levies.deposits = [(24, 600), (-12, -120)].map {
            DepositLineView(
                kind: ID(uuid: UUIDBytes(high: 1, low: 1)), code: "bottle", count: $0.0,
                net: Money($0.1, .usd), tax: Money(0, .usd))
        }
        let document = OrderConfirmation(paper: paper, head: head, lines: []).document
        let cents = document.sums.map { sum in
            let digits = Int64(sum.value.filter(\.isNumber)) ?? .min
            return sum.value.hasPrefix("−") ? -digits : digits
        }
        #expect(cents == [36_820, 500, 2_000, 1_000, 600, -120, 40_800])
        #expect(cents.dropLast().reduce(0, +) == cents.last)
        #expect(document.sums[5].label == "Empties bottle, 12")
    }

    @Test("the pick list goes from bin to bin, the lot that ends first; its seller alone sees it")
    func pickList() async throws {
        let (buyer, id) = try await order()
        let seller = buyer.seller.person
        let begun = try await seller.post("/v1/orders/\(id)/fulfillments", "{}").expect(201)
        let path = "/v1/fulfillments/\(try begun.text("id"))"
        let text = try await pdf(seller, "\(path)/pick-list.pdf").pages.joined()
        // Ten of the lot that ends first, and the rest of the next.
        let rows = text.split(separator: "\n").filter { row in
            ["A-01", "B-02", "loose"].contains { row.contains($0) }
        }
        #expect(rows.count == 3, "\(text)")
        #expect(rows.first?.contains("A-01") == true && rows.first?.contains("14") == true)
        #expect(rows.dropFirst().first?.contains("L1") == true, "\(text)")
        #expect(rows.last?.contains("1 × case of 12 + 3") == true, "\(text)")
        #expect(text.contains("39"), "\(text)")
        #expect(!text.contains("USD"))
        try await buyer.person.get("\(path)/pick-list.pdf").expect(404)
        try await seller.post("\(path)/pack").expect(200)
        let shipment = try await seller.post("\(path)/shipments", "{}").expect(201)
        try await seller.get("\(path)/pick-list.pdf").expect(409, "illegal-move")
        for path in [path, "/v1/shipments/\(try shipment.text("id"))"] {
            for person in [seller, buyer.person] {
                let slip = try await pdf(person, "\(path)/packing-slip.pdf").pages.joined()
                #expect(slip.contains("Packing slip") && slip.contains("39"), "\(slip)")
                #expect(slip.contains("2 × case of 12"), "\(slip)")
                #expect(!slip.contains("USD") && !slip.contains("220.00"), "\(slip)")
            }
        }
    }

    /// Cents as paper has them.
    private static func written(_ cents: Int64) -> String {
        let whole = cents / 100
        let rest = cents % 100
        let groups = whole >= 1_000 ? "\(whole / 1_000),\(padded(whole % 1_000, 3))" : "\(whole)"
        return "\(groups).\(padded(rest, 2))"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }
}
