import HTTP
import Platform
import Testing
import Wire

@Suite("Whole price lists come and go as files")
struct PriceListFileTests {
    private func codes(_ answer: Answer) -> [String] {
        answer["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
    }

    private func send(
        _ seller: Seller, _ path: String, _ body: [UInt8], as type: String
    ) async throws -> Answer {
        try await seller.server.client.send(
            .post, path, body,
            headers: [
                ("Authorization", "Bearer \(seller.person.token)"),
                ("Idempotency-Key", Client.freshKey()), ("Content-Type", type),
            ]
        ).expect(201)
    }

    /// A list with entries of every target, kind and term; its id.
    private func furnish(_ seller: Seller) async throws -> String {
        let person = seller.person
        let root = try await person.post("/v1/categories", #"{"name":"Spirits"}"#).expect(201)
            .text("id")
        let ids = ["Gin", "Rum"].map { name in
            #"{"name":"\#(name)","parent_id":"\#(root)"}"#
        }
        var categories: [String] = []
        for body in ids {
            categories.append(try await person.post("/v1/categories", body).expect(201).text("id"))
        }
        // Another of that name, so that it takes those above it.
        try await person.post("/v1/categories", #"{"name":"Gin"}"#).expect(201)
        let list = try await person.post(
            "/v1/price-lists",
            """
            {"name":"Bars; contract","currency":"USD","purpose":"contract","priority":7,
            "valid_from":"2020-01-01T00:00:00Z","valid_until":"2090-01-01T00:00:00.5Z",
            "case_serves_bottles":true,"order_minimum":{"amount":2050,"currency":"USD"},
            "order_minimum_quantity":6,"assignments":[{"audience":"role","role":"consumer"},
            {"audience":"channel","id":"\(seller.trader.channel)"}]}
            """
        ).expect(201).text("id")
        try await person.put(
            "/v1/price-lists/\(list)/entries",
            """
            {"entries":[{"target":"list","unit":"bottle","kind":"cost_plus","breaks":[
            {"minimum_quantity":1,"basis_points":2500}]},
            {"target":"category","category_id":"\(categories[0])","unit":"case",
            "kind":"percent_off","base_list_id":"\(seller.list)","mode":"graduated",
            "breaks":[{"minimum_quantity":1,"basis_points":500},
            {"minimum_quantity":10,"basis_points":1000}]},
            {"target":"category","category_id":"\(categories[1])","unit":"bottle",
            "mix_group":"rum","minimum_quantity":6,"maximum_quantity":600,"multiple_quantity":6,
            "breaks":[{"minimum_quantity":6,"price":{"amount":999,"currency":"USD"}}]},
            \(Seller.entry(seller.variants[0].sku, "bottle", 777))]}
            """
        ).expect(200)
        return list
    }

    @Test("entries of categories and of all come and go, with their modes, groups and rules")
    func entries() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let list = try await furnish(seller)
        let target = "price_list_id=\(list)"
        let entries = try await seller.person.get("/v1/price-lists/\(list)/entries").expect(200)
        #expect(entries["items"]?.items?.count == 4)
        for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let file = try await seller.person.get("/v1/exports/prices?\(target)&format=\(format)")
                .expect(200)
            #expect(file.bodyText.contains("Spirits > Gin") && file.bodyText.contains("Rum"))
            let same = try await send(seller, "/v1/imports/prices?\(target)", file.body, as: type)
            #expect(same["unchanged"]?.integer == 5, "\(same.bodyText)")
            let other = try await seller.person.post(
                "/v1/price-lists", Seller.listBody("Other \(format)")
            ).expect(201).text("id")
            let made = try await send(
                seller, "/v1/imports/prices?price_list_id=\(other)", file.body, as: type)
            #expect(made["created"]?.integer == 5, "\(made.bodyText)")
            let there = try await seller.person.get("/v1/price-lists/\(other)/entries").expect(200)
            #expect(there.body == entries.body)
        }
        // Without the columns, what they say stays.
        let plain = "sku,category,unit,price,minimum_quantity\n,Rum,bottle,9.50,6\n"
        let changed = try await seller.person.upload("/v1/imports/prices?\(target)", plain)
            .expect(201)
        #expect(changed["updated"]?.integer == 1, "\(changed.bodyText)")
        let after = try await seller.person.get("/v1/price-lists/\(list)/entries").expect(200)
        let rum = after["items"]?.items?.first { $0["mix_group"]?.text == "rum" }
        #expect(rum?["breaks"]?[0]?["price"]?["amount"]?.integer == 950)
        #expect(rum?["multiple_quantity"]?.integer == 6)
    }

    @Test("rows of categories and lists that can't stand say why")
    func refusedEntries() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let list = try await furnish(seller)
        let file = """
            sku,target,category,unit,price,mode,least_quantity,most_quantity,minimum_quantity
            ,category,Gin,case,1,,,,
            ,category,Gon,case,1,,,,
            ,category,,case,1,,,,
            ,category,Rum,,1,,,,
            ,list,Rum,case,1,,,,
            ,shelf,Rum,case,1,,,,
            ,,Rum,case,1,stepped,,,
            ,,Rum,case,1,,9,8,
            ,,Rum,case,1,volume,,,2
            ,,Rum,case,2,graduated,,,3

            """
        let answer = try await seller.person.upload(
            "/v1/imports/prices?price_list_id=\(list)", file
        ).expect(201)
        #expect(
            Set(codes(answer)) == [
                "category_ambiguous", "category_unknown", "category_missing", "unit_missing",
                "target_mixed", "target_unknown", "mode_unknown", "range", "terms_mixed",
            ], "\(answer.bodyText)")
    }

    @Test("lists come and go with their windows, minimums and audiences, and change nothing twice")
    func lists() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        _ = try await furnish(seller)
        let buyer = try await Buyer.make(of: seller)
        try await seller.person.patch(
            "/v1/companies/\(buyer.company)", #"{"code":"B-1"}"#, ifMatch: "*").expect(200)
        let bare = try await seller.person.post("/v1/companies", #"{"name":"No number"}"#)
            .expect(201).text("id")
        let group = try await seller.person.post("/v1/company-groups", #"{"name":"Bars; pubs"}"#)
            .expect(201).text("id")
        try await seller.person.post(
            "/v1/price-lists",
            """
            {"name":"Named","currency":"EUR","purpose":"wholesale","assignments":[
            {"audience":"company","id":"\(buyer.company)"},{"audience":"company","id":"\(bare)"},
            {"audience":"group","id":"\(group)"}]}
            """
        ).expect(201)
        for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let file = try await seller.person.get("/v1/exports/price-lists?format=\(format)")
                .expect(200)
            let before = try await seller.person.get("/v1/price-book/versions").body
            let same = try await send(seller, "/v1/imports/price-lists", file.body, as: type)
            #expect(same["unchanged"]?.integer == 3, "\(same.bodyText)")
            #expect(try await seller.person.get("/v1/price-book/versions").body == before)
            let again = try await seller.person.get("/v1/exports/price-lists?format=\(format)")
            #expect(again.body == file.body)
        }
        let file = """
            name,currency,purpose,valid_until,groups,order_minimum
            Named,,contract,2030-01-01T00:00:00Z,,12.5
            New,USD,retail,,Bars;; pubs,

            """
        let changed = try await seller.person.upload("/v1/imports/price-lists", file).expect(201)
        #expect(changed["updated"]?.integer == 1 && changed["created"]?.integer == 1)
        let all = try await seller.person.get("/v1/price-lists").expect(200)["items"]?.items ?? []
        let named = all.first { $0["name"]?.text == "Named" }
        #expect(named?["order_minimum"]?["amount"]?.integer == 1_250)
        #expect(named?["assignments"]?.items?.count == 2)
        #expect(named?["version"]?.integer == 2)
        let new = all.first { $0["name"]?.text == "New" }
        #expect(new?["assignments"]?[0]?["id"]?.text == group)
    }

    @Test("rows of lists that can't stand say why")
    func refusedLists() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let bad = """
            name,currency,purpose,roles,channels,companies,valid_from,valid_until,order_minimum
            ,USD,retail,,,,,,
            List \(seller.trader.canary),EUR,,,,,,,
            Other 0,,,,,,,,
            Other 1,DOLLARS,retail,,,,,,
            Other 2,USD,gift,,,,,,
            Other 3,USD,retail,pirate,,,,,
            Other 4,USD,retail,,Nowhere,,,,
            Other 5,USD,retail,,,Nobody,,,
            Other 6,USD,retail,,,,soon,,
            Other 7,USD,retail,,,,2030-01-01T00:00:00Z,2020-01-01T00:00:00Z,
            Other 8,USD,retail,,,,,,0.001
            Good,USD,retail,,,,,,
            Good,USD,retail,,,,,,

            """
        let refused = try await seller.person.upload(
            "/v1/imports/price-lists?mode=skip_bad", bad
        ).expect(201)
        #expect(
            Set(codes(refused)) == [
                "name_missing", "currency_fixed", "list_incomplete", "currency_unknown",
                "purpose_unknown", "roles_unknown", "channel_unknown", "company_unknown",
                "valid_from_unknown", "range", "number", "list_repeated",
            ], "\(refused.bodyText)")
        #expect(refused["created"]?.integer == 1, "\(refused.bodyText)")
    }

    @Test("a whole seller's prices go to another as files, and cost the same there")
    func elsewhere() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let bar = #"{"name":"Bar","code":"C-1","role":"retailer"}"#
        let here = try await seller.person.post("/v1/companies", bar).expect(201).text("id")
        let list = try await seller.person.post(
            "/v1/price-lists",
            """
            {"name":"Contract","currency":"USD","purpose":"contract","assignments":[
            {"audience":"company","id":"\(here)"}]}
            """
        ).expect(201).text("id")
        try await seller.person.put(
            "/v1/price-lists/\(list)/entries",
            """
            {"entries":[{"target":"category","category_id":"\(seller.category)","unit":"bottle",
            "kind":"percent_off","base_list_id":"\(seller.list)","mode":"graduated",
            "breaks":[{"minimum_quantity":1,"basis_points":1000},
            {"minimum_quantity":10,"basis_points":2000}]}]}
            """
        ).expect(200)
        let other = try await Trader.make("wholesaler", on: seller.server)
        let stranger = Seller(
            trader: other, product: "", productType: "", category: "", list: "", variants: [])
        func move(_ path: String, _ query: String = "", to there: String = "") async throws {
            let file = try await seller.person.get("/v1/exports/\(path)\(query)").expect(200)
            let answer = try await send(
                stranger, "/v1/imports/\(path)\(there)", file.body, as: "text/csv")
            #expect(answer["state"]?.text == "applied", "\(path) \(answer.bodyText)")
        }
        // Either file says which lists are a company's own; one of them is enough.
        let without = "%7B%22company_id%22%3Anull%2C%22price_lists%22%3Anull%7D"
        try await move("products")
        try await move("companies", to: "?mapping=\(without)")
        try await move("price-lists")
        let lists = try await other.get("/v1/price-lists").expect(200)["items"]?.items ?? []
        for (name, id) in [("Contract", list), ("List \(seller.trader.canary)", seller.list)] {
            let there = lists.first { $0["name"]?.text == name }?["id"]?.text ?? "none"
            try await move(
                "prices", "?price_list_id=\(id)", to: "?price_list_id=\(there)")
        }
        let moved = try await other.first("/v1/companies")
        for quantity in [1, 9, 25] {
            let lines = seller.variants.map { #"{"sku":"\#($0.sku)","quantity":\#(quantity)}"# }
                .joined(separator: ",")
            func total(_ person: Person, _ company: String) async throws -> Int64 {
                try await person.post(
                    "/v1/price-checks", #"{"company_id":"\#(company)","lines":[\#(lines)]}"#
                ).expect(200).integer("total.amount")
            }
            let price = try await total(seller.person, here)
            #expect(try await total(other.person, moved) == price)
            #expect(price > 0)
        }
    }
}
