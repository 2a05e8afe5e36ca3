import HTTP
import Platform
import PrintedPDF
import Testing
import Wire

@Suite("A list of customers comes in as companies, whether they are here or not")
struct CompanyFileTests {
    private let path = "/v1/imports/companies"

    private func codes(_ answer: Answer) -> [String] {
        answer["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
    }

    private func company(_ seller: Seller, numbered code: String) async throws -> JSON {
        let all = try await seller.person.get("/v1/companies?limit=200").expect(200)
        return try #require(all["items"]?.items?.first { $0["code"]?.text == code })
    }

    private static let list = """
        Customer No,Customer,Segment,VAT ID,E-Mail,Terms,Street,Town,State,Zip,Country,Price List
        C-1,The Corner  Bar,Bars,us 42-1,Bar@Example.com,14,1 Main St,Ames,IA,50010,us,
        C-2,Second Bar,Bars,US42-1,,,,,,,,

        """

    @Test("customers of a file are written down; known ones are changed, whatever found them")
    func written() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        let buyer = try await Buyer.make(of: seller)
        let dry = try await seller.person.upload("\(path)?dry_run=true", Self.list).expect(201)
        #expect(dry["state"]?.text == "checked" && dry["created"]?.integer == 2)
        let none = try await seller.person.get("/v1/companies?linked=false").expect(200)
        #expect(none["items"]?.items?.isEmpty == true)
        let first = try await seller.person.upload(path, Self.list).expect(201)
        #expect(first["created"]?.integer == 2, "\(first.bodyText)")
        let bar = try await company(seller, numbered: "C-1")
        #expect(bar["name"]?.text == "The Corner Bar" && bar["state"]?.text == "active")
        #expect(bar["buyer_id"]?.isNull == true && bar["email"]?.text == "bar@example.com")
        #expect(bar["payment_days"]?.integer == 14)
        #expect(bar["address"]?["region"]?.text == "IA" && bar["address"]?["country"]?.text == "US")
        let again = try await seller.person.upload(path, Self.list).expect(201)
        #expect(again["unchanged"]?.integer == 2, "\(again.bodyText)")
        // By its id, by its number, and by the only tax number there is.
        let file = """
            company_id,code,name,tax_number
            \(buyer.company),C-7,Corner,DE 1
            ,C-2,Renamed,US42-1

            """
        let changed = try await seller.person.upload(path, file).expect(201)
        #expect(changed["updated"]?.integer == 2, "\(changed.bodyText)")
        #expect(try await company(seller, numbered: "C-7")["id"]?.text == buyer.company)
        let taxed = try await seller.person.upload(path, "tax_number,phone\nde-1,555 0100\n")
            .expect(201)
        #expect(taxed["updated"]?.integer == 1, "\(taxed.bodyText)")
        #expect(try await company(seller, numbered: "C-7")["phone"]?.text == "555 0100")
        #expect(try await company(seller, numbered: "C-2")["name"]?.text == "Renamed")
    }

    @Test("each row that can't stand says why; where it is all or nothing, none comes in")
    func refused() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.upload(path, Self.list).expect(201)
        let foreign = try await Seller.make(variants: 1, stock: 0).person.post(
            "/v1/companies", #"{"name":"Theirs"}"#
        ).expect(201).text("id")
        let file = """
            company_id,code,name,role,email,country,payment_days,price_lists,tax_number
            ,,Nobody,,,,,,
            \(foreign),,Unknown,,,,,,
            ,C-8,,,,,,,
            ,C-9,Odd,pirate,,,,,
            ,C-9,Odd,,no address,,,,
            ,C-9,Odd,,,USA,,,
            ,C-9,Odd,,,,400,,
            ,C-9,Odd,,,,,Nowhere,
            \(buyer.company),C-1,Taken,,,,,,
            \(buyer.company),,,consumer,,,,,
            ,,Which,,,,,,US42-1
            ,C-10,Good,consumer,good@example.com,US,0,,
            ,C-10,Twice,,,,,,

            """
        let answer = try await seller.person.upload(path, file).expect(201)
        #expect(answer["state"]?.text == "refused")
        #expect(
            Set(codes(answer)) == [
                "company_missing", "company_unknown", "name_missing", "role_unknown", "email",
                "country", "range", "price_list_unknown", "code_taken", "role_fixed",
                "company_ambiguous", "company_repeated",
            ], "\(answer.bodyText)")
        let some = try await seller.person.upload("\(path)?mode=skip_bad", file).expect(201)
        #expect(some["created"]?.integer == 1, "\(some.bodyText)")
        let good = try await company(seller, numbered: "C-10")
        #expect(good["role"]?.text == "consumer" && good["name"]?.text == "Good")
    }

    @Test("what is exported and imported again changes nothing, here or at another seller")
    func roundTrip() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        _ = try await Buyer.make(of: seller)
        let other = try await Seller.make(variants: 1, stock: 1)
        for owner in [seller, other] {
            for name in ["Bars; and; pubs", "Trade"] {
                try await owner.person.post(
                    "/v1/price-lists",
                    #"{"name":"\#(name)","currency":"USD","purpose":"contract","assignments":[]}"#
                ).expect(201)
            }
        }
        try await seller.person.upload(path, Self.list).expect(201)
        let lists = try await seller.person.upload(
            path, "code,price_lists\nC-1,Trade; Bars;; and;; pubs\nC-2,Trade\n"
        ).expect(201)
        #expect(lists["updated"]?.integer == 2, "\(lists.bodyText)")
        for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let file = try await seller.person.get("/v1/exports/companies?format=\(format)")
                .expect(200)
            let before = try await seller.person.get("/v1/price-book/versions").body
            let answer = try await seller.server.client.send(
                .post, path, file.body,
                headers: [
                    ("Authorization", "Bearer \(seller.person.token)"),
                    ("Idempotency-Key", Client.freshKey()), ("Content-Type", type),
                ]
            ).expect(201)
            #expect(answer["unchanged"]?.integer == 3, "\(answer.bodyText)")
            let again = try await seller.person.get("/v1/exports/companies?format=\(format)")
            #expect(again.body == file.body)
            #expect(try await seller.person.get("/v1/price-book/versions").body == before)
        }
        // Without the ids, and without the one that has no number of the seller's yet.
        let rows = try await seller.person.get("/v1/exports/companies").expect(200).bodyText
            .split(whereSeparator: \.isNewline)
            .filter { $0.contains("C-") || $0.hasPrefix("company_id") }.joined(separator: "\n")
        let mapping = #"?mapping=%7B%22company_id%22%3Anull%7D"#
        let there = try await other.person.upload(path + mapping, rows).expect(201)
        #expect(there["created"]?.integer == 2, "\(there.bodyText)")
        let theirs = try await other.person.get("/v1/exports/companies").expect(200).bodyText
        func withoutIDs(_ text: String) -> [String] {
            text.split(whereSeparator: \.isNewline)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst() }
                .map { $0.joined(separator: ",") }.filter { !$0.isEmpty }.sorted()
        }
        #expect(withoutIDs(theirs) == withoutIDs(rows))
    }

    @Test("a customer is found by name, number, tax number, e-mail address and group")
    func found() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        try await seller.person.upload(path, Self.list).expect(201)
        try await seller.person.upload(path, "code,name\nX_1,Hotel 100%\n").expect(201)
        let group = try #require(try await company(seller, numbered: "C-1")["group_id"]?.text)
        let asked = [
            ("q=corner%20BAR", ["C-1"]), ("q=c-2", ["C-2"]), ("q=bar", ["C-1", "C-2"]),
            ("q=0%25", ["X_1"]), ("q=_", []), ("tax_number=US%2042%201", ["C-1", "C-2"]),
            ("email=BAR@example.com", ["C-1"]), ("group_id=\(group)", ["C-1", "C-2"]),
            ("group_id=\(group)&q=second", ["C-2"]), ("tax_number=1", []),
        ]
        for (question, codes) in asked {
            let answer = try await seller.person.get("/v1/companies?\(question)").expect(200)
            let found = answer["items"]?.items?.compactMap { $0["code"]?.text } ?? []
            #expect(found.sorted() == codes, "\(question)")
        }
    }

    @Test("rows of one request are customers as well")
    func bulk() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        let made = try await seller.person.post(
            "/v1/bulk/companies",
            #"{"rows":[{"code":"B-1","name":"Bulk","group":"Bars","payment_days":30}]}"#
        ).expect(200)
        #expect(made["results.0.outcome"]?.text == "created")
        #expect(try await company(seller, numbered: "B-1")["group_id"]?.text != nil)
    }

    @Test("nothing of other organizations is found: their number makes a company of its own")
    func apart() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        let buyer = try await Buyer.make(of: seller)
        let file = "tax_number,email,name\n42-1,\(buyer.person.email),Guess\n"
        let answer = try await seller.person.upload(path, file).expect(201)
        #expect(answer["created"]?.integer == 1)
        let kept = try await seller.person.get("/v1/companies/\(buyer.company)").expect(200)
        #expect(kept["tax_number"]?.isNull == true)
    }

    @Test("price lists come by file from whoever may write prices, and hold at once")
    func priced() async throws {
        let seller = try await Seller.make(variants: 1, stock: 5)
        let cheap = try await seller.person.post(
            "/v1/price-lists",
            #"{"name":"Cheap","currency":"USD","purpose":"contract","assignments":[]}"#
        ).expect(201).text("id")
        try await seller.putPrices(on: cheap, plus: -200)
        try await seller.person.upload(path, Self.list).expect(201)
        let key = try await seller.person.post(
            "/v1/api-keys", #"{"name":"ERP","privileges":["companies.write"]}"#
        ).expect(201).text("secret")
        let id = try #require(try await company(seller, numbered: "C-1")["id"]?.text)
        let file = "code,price_lists\nC-1,Cheap\n"
        var machine = seller.person
        machine.token = key
        #expect(codes(try await machine.upload(path, file)) == ["price_lists_forbidden"])
        let reader = try await seller.person.post(
            "/v1/api-keys", #"{"name":"List","privileges":["companies.read"]}"#
        ).expect(201).text("secret")
        machine.token = reader
        let exported = try await machine.get("/v1/exports/companies").expect(200)
        #expect(!exported.bodyText.contains("price_lists"))
        try await seller.person.upload(path, file).expect(201)
        let prices = try await seller.person.get("/v1/companies/\(id)/prices").expect(200)
        #expect(prices["items.0.unit_price.amount"]?.integer == 800, "\(prices.bodyText)")
        let line = #"{"sku":"\#(seller.variants[0].sku)","quantity":1}"#
        let basket = #"{"company_id":"\#(id)","lines":[\#(line)]}"#
        let checked = try await seller.person.post("/v1/price-checks", basket).expect(200)
        #expect(checked["total.amount"]?.integer == 800, "\(checked.bodyText)")
        try await seller.person.upload(path, "code,price_lists\nC-1,\n").expect(201)
        let usual = try await seller.person.post("/v1/price-checks", basket).expect(200)
        #expect(usual["total.amount"]?.integer == 1_000)
    }
}
