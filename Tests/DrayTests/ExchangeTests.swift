import HTTP
import Platform
import Postgres
import RawHTTP
import Testing
import Wire

@Suite("Rows come in and go out as files")
struct ExchangeTests {
    private func send(
        _ trader: Trader, _ path: String, _ lines: String, as type: String = "application/x-ndjson"
    ) async throws -> Answer {
        try await trader.server.client.send(
            .post, path, Array(lines.utf8),
            headers: [
                ("Authorization", "Bearer \(trader.person.token)"),
                ("Idempotency-Key", Client.freshKey()), ("Content-Type", type),
            ])
    }

    private func codes(_ answer: Answer) -> [String] {
        answer["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
    }

    private static let lines = #"""
        {"sku":"J1","name":"Gin","category":"Gins","pack":12,"abv_percent":43.5,"bottle_cost":10.25}
        {"sku":"J2","name":"Rum \u00e9","category":"Rums","upc":"080480280017"}

        {"sku":"J3","name":7,"pack":"six"}
        {"sku":"J4","name":["no"]}
        not json

        """#

    @Test("lines of JSON are read as a file with a header is, each by its own names")
    func jsonLines() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let answer = try await send(
            trader, "/v1/imports/products?mode=skip_bad", Self.lines
        ).expect(201)
        #expect(answer["created"]?.integer == 2)
        #expect(answer["bad"]?.integer == 3)
        let bad = answer["problems"]?.items?.filter { $0["severity"]?.text == "error" } ?? []
        #expect(bad.map { $0["line"]?.integer } == [4, 5, 6])
        #expect(bad.map { $0["code"]?.text } == ["number", "json", "json"])
        let gin = try await trader.get("/v1/variants?sku=J1").expect(200)
        #expect(gin["items.0.strength_bp"]?.integer == 4_350)
        #expect(gin["items.0.case_size"]?.integer == 12)
    }

    @Test("what is called something else than a file of rows is refused, and not read as one")
    func otherTypes() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        for type in ["application/json", "application/x-www-form-urlencoded", "text/html"] {
            let answer = try await send(trader, "/v1/imports/products", Self.lines, as: type)
            #expect(answer.status == 415)
            #expect(answer["detail"]?.text?.contains("`text/csv`") == true)
        }
        let list = try await trader.get("/v1/imports").expect(200)
        #expect(list["items"]?.items?.isEmpty == true)
        let named = try await send(
            trader, "/v1/imports/products", "sku,name\nJ9,Gin\n", as: "Text/CSV; charset=utf-8")
        #expect(named.status == 201)
    }

    @Test("a dry run reports what the import then does, and writes nothing")
    func dryRun() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let path = "/v1/imports/products?mode=skip_bad"
        let dry = try await send(trader, "\(path)&dry_run=true", Self.lines).expect(201)
        #expect(dry["state"]?.text == "checked")
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
        let real = try await send(trader, path, Self.lines).expect(201)
        for name in ["created", "updated", "unchanged", "bad", "problems"] {
            #expect(dry[name] == real[name], "\(name)")
        }
        #expect(real["state"]?.text == "applied")
        let refused = try await send(
            trader, "/v1/imports/products?dry_run=true", Self.lines
        ).expect(201)
        #expect(refused["state"]?.text == "refused")
    }

    @Test("columns are mapped by their titles; what isn't used is named")
    func mapping() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let file = "Artikel,Text,Regal,Gebinde\nA1,Korn,7,6\n"
        let map = "%7B%22Artikel%22:%22sku%22,%22Text%22:%22name%22,%22Gebinde%22:%22pack%22%7D"
        let path = "/v1/imports/products?mode=skip_bad"
        let answer = try await trader.person.upload("\(path)&mapping=\(map)", file).expect(201)
        #expect(answer["created"]?.integer == 1)
        #expect(codes(answer).contains("column_ignored"))
        let variant = try await trader.get("/v1/variants?sku=A1").expect(200)
        #expect(variant["items.0.case_size"]?.integer == 6)
        for wrong in ["%7B%22Artikel%22:%22nothing%22%7D", "%5B%5D", "x"] {
            try await trader.person.upload("\(path)&mapping=\(wrong)", file)
                .expect(422, "invalid-request")
        }
    }

    @Test("an upload that breaks off goes on from the row that was kept last")
    func resumed() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let rows = (0..<3_000).map { "R\($0),Item \($0)\n" }
        let file = Array(("sku,name\n" + rows.joined()).utf8)
        do {
            let upload = try trader.server.connect()
            upload.send(
                """
                POST /v1/imports/products?mode=skip_bad HTTP/1.1\r\nHost: h\r\n\
                Content-Type: text/csv\r\nIdempotency-Key: \(Client.freshKey())\r\n\
                Authorization: Bearer \(trader.person.token)\r\n\
                Content-Length: \(file.count)\r\n\r\n
                """)
            upload.send(Array(file[..<(file.count * 2 / 3)]))
            var read: Int64 = 0
            while read < 1_000 {
                let list = try await trader.get("/v1/imports").expect(200)
                read = list["items.0.rows_read"]?.integer ?? 0
            }
        }
        var state: String?
        var id = ""
        var next: Int64 = 0
        while state != "interrupted" {
            let list = try await trader.get("/v1/imports").expect(200)
            state = list["items.0.state"]?.text
            id = try list.text("items.0.id")
            next = try list.integer("items.0.next_row")
        }
        #expect(next > 1_000)
        #expect(try await trader.get("/v1/products").expect(200)["items"]?.items?.isEmpty == true)
        let path = "/v1/imports/products?resume=\(id)"
        try await trader.person.upload(path, "sku,name\n").expect(409, "import-not-resumable")
        let rest = "sku,name\n" + rows[Int(next - 11)...].joined() + "R0,Again\n"
        let answer = try await trader.person.upload(
            "\(path)&mode=skip_bad&from_row=\(next - 10)", rest
        ).expect(201)
        #expect(answer["rows_read"]?.integer == 3_001)
        #expect(answer["created"]?.integer == 3_000)
        let problem = answer["problems"]?.items?.first { $0["code"]?.text == "sku_repeated" }
        #expect(problem?["line"]?.integer == 3_002)
        try await trader.person.upload("\(path)&mode=skip_bad", rest)
            .expect(409, "import-not-resumable")
    }

    @Test("what is exported and imported again changes nothing, and elsewhere makes the same")
    func roundTrip() async throws {
        let seller = try await Seller.make(variants: 3, stock: 7)
        _ = try await send(
            seller.trader, "/v1/imports/products?mode=skip_bad",
            Self.lines + #"{"sku":"J9","name":"A, \"B\"","upc":"4006381333931;036000291452"}"#
        ).expect(201)
        let other = try await Trader.make("wholesaler")
        let person = seller.person
        let targets = [
            ("products", ""), ("prices", "price_list_id=\(seller.list)"),
            ("stock", "warehouse_id=\(seller.warehouse)"), ("companies", ""),
        ]
        for (kind, target) in targets {
            for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
                let file = try await person.get("/v1/exports/\(kind)?\(target)&format=\(format)")
                    .expect(200)
                #expect(file.header("content-type") == type)
                let text = String(decoding: file.body, as: UTF8.self)
                if kind == "companies", format == "jsonl" { continue }
                let answer = try await send(
                    seller.trader, "/v1/imports/\(kind)?\(target)", text, as: type
                ).expect(201)
                #expect(answer["state"]?.text == "applied", "\(answer.bodyText)")
                #expect(answer["unchanged"]?.integer == answer["rows_read"]?.integer, "\(kind)")
                let again = try await person.get("/v1/exports/\(kind)?\(target)&format=\(format)")
                #expect(again.body == file.body)
                guard kind == "products" else { continue }
                _ = try await send(other, "/v1/imports/products", text, as: type).expect(201)
                let there = try await other.get("/v1/exports/products?format=\(format)")
                #expect(there.body == file.body)
            }
        }
    }

    @Test("rows of one request say each what became of it")
    func bulk() async throws {
        let seller = try await Seller.make(variants: 2, stock: 7)
        let skus = seller.variants.map(\.sku)
        let rows = """
            {"sku":"\(skus[0])","quantity":9},{"sku":"nowhere","quantity":1},
            {"sku":"\(skus[1])","quantity":"7"}
            """
        let path = "/v1/bulk/stock?warehouse_id=\(seller.warehouse)"
        let none = try await seller.person.post(path, #"{"rows":[\#(rows)]}"#).expect(200)
        #expect(none["applied"]?.bool == false)
        #expect(try await seller.available(0) == 7)
        let key = Client.freshKey()
        let body = #"{"mode":"skip_bad","rows":[\#(rows)]}"#
        let some = try await seller.person.post(path, body, key: key).expect(200)
        let outcomes = some["results"]?.items?.compactMap { $0["outcome"]?.text }
        #expect(outcomes == ["updated", "bad", "unchanged"])
        #expect(some["results.1.problems.0.code"]?.text == "sku_unknown")
        #expect(try await seller.available(0) == 9)
        #expect(try await seller.person.post(path, body, key: key).body == some.body)
        let prices = """
            {"rows":[{"sku":"\(skus[0])","price":12.5},
            {"sku":"\(skus[0])","price":11,"minimum_quantity":24}]}
            """
        let priced = try await seller.person.post(
            "/v1/bulk/prices?price_list_id=\(seller.list)", prices
        ).expect(200)
        #expect(priced["updated"]?.integer == 2)
        let made = try await seller.person.post(
            "/v1/bulk/products", #"{"rows":[{"sku":"B1","name":"New"},{"sku":"B1","name":"N"}]}"#
        ).expect(200)
        #expect(made["results.1.problems.0.code"]?.text == "sku_repeated")
        #expect(made["results.0.outcome"]?.text == "skipped")
    }

    /// A wholesaler with a class of taxes, one of excises, two containers and two attributes.
    private func furnished() async throws -> Seller {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let person = seller.person
        try await person.post(
            "/v1/tax-rates",
            #"{"jurisdiction":"US","code":"vat","rate_bp":700,"tax_class":"reduced"}"#
        ).expect(201)
        try await person.post(
            "/v1/excise-rates",
            """
            {"jurisdiction":"US","excise_class":"spirits","code":"federal",
            "basis":"litre_of_alcohol","currency":"USD","per_litre":3566000}
            """
        ).expect(201)
        for code in ["bottle", "crate"] {
            try await person.post(
                "/v1/deposit-kinds",
                #"{"code":"\#(code)","name":"\#(code)","amount":{"amount":25,"currency":"USD"}}"#
            ).expect(201)
        }
        try await person.patch(
            "/v1/product-types/\(seller.productType)",
            """
            {"attributes":[{"name":"Age","kind":"integer","level":"variant"},
            {"name":"Peated","kind":"boolean"},{"name":"Cask","kind":"text","level":"variant"}]}
            """, ifMatch: "*"
        ).expect(200)
        return seller
    }

    @Test("levies, containers, packs with their barcodes and attributes come and go in files")
    func everything() async throws {
        let seller = try await furnished()
        let path = "/v1/imports/products"
        let line = """
            {"sku":"A1","name":"Malt","pack":12,"abv_percent":43,"tax_class":"reduced",\
            "excise_class":"spirits","deposit":"bottle","case_deposit":"crate",\
            "packs":"six-pack=6;tray=24","pack_barcodes":"six-pack=4006381333931",\
            "attribute.Age":12,"attribute.Peated":true}
            """
        let made = try await send(seller.trader, path, line).expect(201)
        #expect(made["created"]?.integer == 1, "\(made.bodyText)")
        let found = try await seller.person.get("/v1/variants?sku=A1").expect(200)
        #expect(found["items.0.attributes"]?["Age"]?.integer == 12)
        #expect(try found.text("items.0.packs.1.unit") == "tray")
        #expect(try found.text("items.0.barcodes.0.unit") == "six-pack")
        let id = try found.text("items.0.id")
        let levies = try await seller.person.get("/v1/variants/\(id)/levies").expect(200)
        #expect(try levies.text("tax_class") == "reduced")
        #expect(try levies.text("excise_class") == "spirits")
        #expect(levies["containers"]?.items?.count == 2)
        let product = try await seller.person.get(
            "/v1/products/\(try found.text("items.0.product_id"))"
        ).expect(200)
        #expect(product["attributes"]?["Peated"]?.bool == true)
        for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let file = try await seller.person.get("/v1/exports/products?format=\(format)")
                .expect(200)
            #expect(file.bodyText.contains("attribute.Peated"))
            #expect(file.bodyText.contains("six-pack=4006381333931"))
            let again = try await send(seller.trader, path, file.bodyText, as: type).expect(201)
            #expect(again["unchanged"]?.integer == 2, "\(again.bodyText)")
        }
        let cleared = try await send(
            seller.trader, path,
            #"{"sku":"A1","name":"Malt","attribute.Age":null,"deposit":"","packs":"tray=24"}"#
        ).expect(201)
        // Its barcode stands on a unit that is gone.
        #expect(codes(cleared).isEmpty && cleared["updated"]?.integer == 1)
        let after = try await seller.person.get("/v1/variants?sku=A1").expect(200)
        #expect(after["items.0.attributes"]?["Age"] == nil)
        #expect(after["items.0.packs"]?.items?.count == 1)
    }

    @Test("what a file names and nobody has is named in its row")
    func unknownTerms() async throws {
        let seller = try await furnished()
        let lines = """
            {"sku":"B1","name":"A","tax_class":"nowhere"}
            {"sku":"B2","name":"A","excise_class":"nowhere"}
            {"sku":"B3","name":"A","deposit":"barrel"}
            {"sku":"B4","name":"A","attribute.Age":"old"}
            {"sku":"B5","name":"A","packs":"Six=6"}
            {"sku":"B6","name":"A","packs":"case=6"}
            {"sku":"B7","name":"A","pack_barcodes":"tray=4006381333931"}
            {"sku":"B8","name":"A","tax_class":"standard"}
            """
        let answer = try await send(
            seller.trader, "/v1/imports/products?mode=skip_bad", lines
        ).expect(201)
        let errors = answer["problems"]?.items?.filter { $0["severity"]?.text == "error" } ?? []
        #expect(
            errors.compactMap { $0["code"]?.text } == [
                "tax_class_unknown", "excise_class_unknown", "deposit_unknown", "type", "format",
                "duplicate", "unit_unknown",
            ])
        #expect(answer["created"]?.integer == 1)
    }

    @Test("an attribute that new items need is asked of each row, and of none that has it")
    func requiredAttributes() async throws {
        let other = try await Trader.make("wholesaler")
        let own = "/v1/product-types/\(try await other.first("/v1/product-types"))"
        try await other.person.patch(
            own, #"{"attributes":[{"name":"Age","kind":"integer","required":true}]}"#,
            ifMatch: "*"
        ).expect(200)
        let lines = #"{"sku":"C1","name":"A"}"# + "\n"
            + #"{"sku":"C2","name":"B","attribute.Age":8}"#
        let answer = try await send(
            other, "/v1/imports/products?mode=skip_bad", lines
        ).expect(201)
        #expect(answer["created"]?.integer == 1)
        #expect(codes(answer).contains("required"))
        let again = try await send(
            other, "/v1/imports/products", #"{"sku":"C2","name":"B, renamed"}"#
        ).expect(201)
        #expect(again["updated"]?.integer == 1)
    }

    @Test("percentages off a list and margins on cost come and go in files of prices")
    func otherKinds() async throws {
        let seller = try await Seller.make(variants: 3, stock: 0)
        let person = seller.person
        let list = try await person.post("/v1/price-lists", Seller.listBody("Off")).expect(201)
            .text("id")
        let skus = seller.variants.map(\.sku)
        try await person.put(
            "/v1/price-lists/\(list)/entries",
            """
            {"entries":[{"sku":"\(skus[0])","unit":"bottle","kind":"percent_off",
            "base_list_id":"\(seller.list)","mix_group":"gin",
            "breaks":[{"minimum_quantity":1,"basis_points":500},
            {"minimum_quantity":12,"basis_points":1250}]},
            {"sku":"\(skus[1])","unit":"case","kind":"cost_plus",
            "breaks":[{"minimum_quantity":1,"basis_points":2001}]},
            \(Seller.entry(skus[2], "bottle", 999))]}
            """
        ).expect(200)
        let entries = try await person.get("/v1/price-lists/\(list)/entries").expect(200).body
        let target = "price_list_id=\(list)"
        for (format, type) in [("csv", "text/csv"), ("jsonl", "application/x-ndjson")] {
            let file = try await person.get("/v1/exports/prices?\(target)&format=\(format)")
                .expect(200)
            let answer = try await send(
                seller.trader, "/v1/imports/prices?\(target)", file.bodyText, as: type
            ).expect(201)
            #expect(answer["unchanged"]?.integer == 4, "\(answer.bodyText)")
            #expect(try await person.get("/v1/price-lists/\(list)/entries").body == entries)
            let other = try await person.post(
                "/v1/price-lists", Seller.listBody("Off \(format)")
            ).expect(201).text("id")
            let elsewhere = "price_list_id=\(other)"
            let made = try await send(
                seller.trader, "/v1/imports/prices?\(elsewhere)", file.bodyText, as: type
            ).expect(201)
            #expect(made["created"]?.integer == 4, "\(made.bodyText)")
            let there = try await person.get("/v1/exports/prices?\(elsewhere)&format=\(format)")
            #expect(there.body == file.body)
        }
        let bad = """
            sku,unit,kind,base_list,percent,price
            \(skus[0]),bottle,half_off,,5,
            \(skus[0]),bottle,percent_off,Nowhere,5,
            \(skus[0]),bottle,percent_off,List Off,5,
            \(skus[0]),bottle,percent_off,,5,
            \(skus[0]),bottle,cost_plus,,5,10
            \(skus[0]),bottle,percent_off,List \(seller.trader.canary),100.01,
            """
        let refused = try await person.upload("/v1/imports/prices?\(target)", bad).expect(201)
        #expect(
            codes(refused) == [
                "kind_unknown", "base_list_unknown", "base_list_unknown", "base_list_missing",
                "price_beside_percent", "range",
            ])
    }
}
