import Bedrock
import Glibc
import HTTP
import Testing
import Wire

@Suite("Prices that are scheduled come and go in files with the instants they hold from")
struct ScheduledPriceFileTests {
    private static let formats = [("csv", "text/csv"), ("jsonl", "application/x-ndjson")]

    private func codes(_ answer: Answer) -> [String] {
        answer["problems"]?.items?.compactMap { $0["code"]?.text } ?? []
    }

    private func bring(
        _ seller: Seller, _ file: String, _ more: String = "", list: String? = nil,
        as type: String = "text/csv"
    ) async throws -> Answer {
        try await seller.person.upload(
            "/v1/imports/prices?price_list_id=\(list ?? seller.list)\(more)", file, as: type
        ).expect(201)
    }

    private func entries(_ seller: Seller, _ list: String? = nil) async throws -> Answer {
        try await seller.person.get("/v1/price-lists/\(list ?? seller.list)/entries").expect(200)
    }

    private func version(_ seller: Seller) throws -> String? {
        try seller.server.query(
            "select version from pricing.books where organization_id = $1",
            [try uuid(of: seller.id)], in: seller.id)[0][0]
    }

    /// What so many bottles of a variant cost at an instant.
    private func price(
        _ buyer: Buyer, _ place: Int = 0, of quantity: Int = 1, at instant: String? = nil
    ) async throws -> Int64 {
        let at = instant.map { #","at":"\#($0)""# } ?? ""
        let sku = buyer.seller.variants[place].sku
        return try await buyer.person.post(
            "/v1/price-checks",
            """
            {"seller_id":"\(buyer.seller.id)"\(at),"lines":[
            {"sku":"\(sku)","unit":"bottle","quantity":\(quantity)}]}
            """, key: nil
        ).expect(200).integer("total.amount") / Int64(quantity)
    }

    @Test("what is exported and imported again changes nothing, and elsewhere makes the same")
    func roundTrip() async throws {
        let seller = try await Seller.make(variants: 3, stock: 0)
        let (person, skus) = (seller.person, seller.variants.map(\.sku))
        // One ladder by a change of prices, others by a file: of an item, a category, of all.
        let change = try await person.post(
            "/v1/price-changes",
            """
            {"price_list_id":"\(seller.list)","operation":"percent","value":1000,"unit":"bottle",
            "skus":["\(skus[0])"],"effective_at":"2098-05-01T00:00:00.000001Z"}
            """
        ).expect(201).text("id")
        try await person.post("/v1/price-changes/\(change)/apply", key: nil).expect(200)
        let category = try await person.get("/v1/categories/\(seller.category)").expect(200)
            .text("name")
        let file = """
            sku,target,category,unit,kind,price,percent,minimum_quantity,valid_from
            \(skus[1]),,,bottle,,12.00,,1,2099-01-01T01:00:00+01:00
            \(skus[1]),,,bottle,,11.50,,12,2099-01-01T00:00:00Z
            \(skus[1]),,,bottle,,11.25,,60,2099-01-01T00:00:00Z
            ,category,\(category),bottle,,9,,1,
            ,category,\(category),bottle,,9.50,,1,2097-01-01T00:00:00Z
            ,list,,case,cost_plus,,25,1,
            ,list,,case,cost_plus,,30.5,1,2096-01-01T00:00:00Z
            """
        let made = try await bring(seller, file)
        #expect(made["created"]?.integer == 4 && made["updated"]?.integer == 3, "\(made.bodyText)")
        let standing = try await entries(seller)
        let waiting = standing["items"]?.items?.compactMap { $0["next_from"]?.text } ?? []
        #expect(
            waiting.sorted() == [
                "2096-01-01T00:00:00Z", "2097-01-01T00:00:00Z", "2098-05-01T00:00:00.000001Z",
                "2099-01-01T00:00:00Z",
            ])
        for (format, type) in Self.formats {
            let path = "/v1/exports/prices?price_list_id=\(seller.list)&format=\(format)"
            let export = try await person.get(path).expect(200)
            let text = String(decoding: export.body, as: UTF8.self)
            #expect(text.contains("2098-05-01T00:00:00.000001Z") && text.contains("30.5"))
            let before = try version(seller)
            for more in ["&dry_run=true", "", "&mode=skip_bad"] {
                let same = try await bring(seller, text, more, as: type)
                #expect(same["unchanged"]?.integer == same["rows_read"]?.integer, "\(more)")
                #expect(same["bad"]?.integer == 0, "\(same.bodyText)")
            }
            #expect(try version(seller) == before)
            #expect(try await person.get(path).body == export.body)
            let other = try await person.post(
                "/v1/price-lists", Seller.listBody("Other \(format)")
            ).expect(201).text("id")
            let there = try await bring(seller, text, list: other, as: type)
            #expect(there["created"]?.integer == there["rows_read"]?.integer, "\(there.bodyText)")
            #expect(try await entries(seller, other).body == standing.body)
        }
        // Still the change's own, which can be taken back.
        try await person.post("/v1/price-changes/\(change)/cancel", key: nil).expect(200)
        let left = try await entries(seller)["items"]?.items?.compactMap { $0["next_from"]?.text }
        #expect(left?.count == 3)
    }

    @Test("what follows comes alone, is replaced, and goes where the file has the column empty")
    func following() async throws {
        let seller = try await Seller.make(stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let sku = seller.variants[0].sku
        let head = "sku,unit,price,minimum_quantity,valid_from\n"
        let next = "\(head)\(sku),bottle,12.50,,2099-01-01T00:00:00Z\n"
            + "\(sku),bottle,12.00,6,2099-01-01T00:00:00Z\n"
        let dry = try await bring(seller, next, "&dry_run=true")
        #expect(dry["state"]?.text == "checked" && dry["updated"]?.integer == 2)
        #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == 1_000)
        _ = try await bring(seller, next)
        #expect(try await price(buyer) == 1_000)
        #expect(try await price(buyer, of: 6, at: "2098-12-31T23:59:59.999999Z") == 1_000)
        #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == 1_250)
        #expect(try await price(buyer, of: 6, at: "2099-01-01T00:00:00Z") == 1_200)
        // Another instant and ladder in its place.
        _ = try await bring(seller, "\(head)\(sku),bottle,13,,2098-01-01T00:00:00Z\n")
        #expect(try await price(buyer, of: 6, at: "2098-01-01T00:00:00Z") == 1_300)
        // Prices of now under a file without the column leave it.
        _ = try await bring(seller, "sku,unit,price\n\(sku),bottle,10.10\n")
        #expect(try await price(buyer) == 1_010)
        #expect(try await price(buyer, at: "2098-01-01T00:00:00Z") == 1_300)
        let cleared = try await bring(seller, "\(head)\(sku),bottle,10.10,,\n")
        #expect(cleared["updated"]?.integer == 1)
        #expect(try await price(buyer, at: "2098-01-01T00:00:00Z") == 1_010)
        // Percentages wait for no prices: another kind takes what waited with it.
        _ = try await bring(seller, "\(head)\(sku),bottle,13,,2098-01-01T00:00:00Z\n")
        let margin = "sku,unit,kind,percent\n\(sku),bottle,cost_plus,20\n"
        _ = try await bring(seller, margin)
        let waiting = try await entries(seller)["items"]?.items?
            .compactMap { $0["next_from"]?.text } ?? []
        #expect(waiting.isEmpty)
    }

    @Test("prices put by a request leave what waits, unless they are of another kind")
    func put() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let sku = seller.variants[0].sku
        _ = try await bring(
            seller, "sku,unit,price,valid_from\n\(sku),bottle,12.50,2099-01-01T00:00:00Z\n")
        let path = "/v1/price-lists/\(seller.list)/entries"
        func waiting(after entry: String) async throws -> Int64? {
            try await seller.person.put(path, #"{"entries":[\#(entry)]}"#).expect(200)
            let bottle = try await entries(seller)["items"]?.items?
                .first { $0["unit"]?.text == "bottle" }
            return bottle?["next_breaks"]?[0]?["price"]?["amount"]?.integer
        }
        #expect(try await waiting(after: Seller.entry(sku, "bottle", 990)) == 1_250)
        let margin = #"{"sku":"\#(sku)","unit":"bottle","kind":"cost_plus","#
            + #""breaks":[{"basis_points":2000}]}"#
        #expect(try await waiting(after: margin) == nil)
        #expect(try await waiting(after: Seller.entry(sku, "bottle", 990)) == nil)
    }

    @Test("one that came into force is exported as what it is, and changes nothing either")
    func inForce() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let sku = seller.variants[0].sku
        _ = try await bring(
            seller, "sku,unit,price,valid_from\n\(sku),bottle,12.50,2099-01-01T00:00:00Z\n")
        // The instant comes: as far as the prices know, it was a minute ago.
        _ = try seller.server.query(
            """
            update pricing.entries set next_from = now() - interval '1 minute'
            where organization_id = $1 and next_from is not null
            """, [try uuid(of: seller.id)], in: seller.id)
        let export = try await seller.person.get(
            "/v1/exports/prices?price_list_id=\(seller.list)"
        ).expect(200)
        #expect(export.bodyText.contains("\(sku),bottle,1,12.5,fixed,"))
        #expect(!export.bodyText.contains("bottle,1,10,") && !export.bodyText.contains("2099"))
        let before = try version(seller)
        let same = try await bring(seller, export.bodyText)
        #expect(same["unchanged"]?.integer == 2, "\(same.bodyText)")
        #expect(try version(seller) == before)
    }

    @Test("rows that can't wait say why, and leave the others of their item as they stand")
    func refused() async throws {
        let seller = try await Seller.make(variants: 9, stock: 0)
        let skus = seller.variants.map(\.sku)
        let change = try await seller.person.post(
            "/v1/price-changes",
            """
            {"price_list_id":"\(seller.list)","operation":"set","value":700,"unit":"bottle",
            "skus":["\(skus[6])","\(skus[7])"],"effective_at":"2098-05-01T00:00:00Z"}
            """
        ).expect(201).text("id")
        try await seller.person.post("/v1/price-changes/\(change)/apply", key: nil).expect(200)
        try await seller.person.put(
            "/v1/price-lists/\(seller.list)/entries",
            #"{"entries":[{"sku":"\#(skus[5])","unit":"bottle","remove":true}]}"#
        ).expect(200)
        let before = try await entries(seller).body
        let at = "2099-01-01T00:00:00Z"
        let file = """
            sku,unit,kind,price,percent,minimum_quantity,mode,valid_from
            \(skus[0]),bottle,,5,,,,
            \(skus[0]),bottle,,6,,,,2020-01-01T00:00:00Z
            \(skus[1]),bottle,,5,,,,
            \(skus[1]),bottle,,6,,,,tomorrow
            \(skus[2]),bottle,,5,,,,
            \(skus[2]),bottle,,6,,,,\(at)
            \(skus[2]),bottle,,7,,,,\(at)
            \(skus[3]),bottle,,5,,,,
            \(skus[3]),bottle,,6,,,,\(at)
            \(skus[3]),bottle,,7,,9,,2098-01-01T00:00:00Z
            \(skus[4]),bottle,cost_plus,,10,,,\(at)
            \(skus[5]),bottle,,6,,,,\(at)
            \(skus[6]),bottle,,6,,,,\(at)
            \(skus[7]),bottle,,9,,,,
            \(skus[8]),bottle,,6,,,graduated,\(at)
            """
        let refused = try await bring(seller, file)
        #expect(refused["state"]?.text == "refused")
        let told = refused["problems"]?.items?.map { problem in
            "\(problem["line"]?.integer ?? 0) \(problem["code"]?.text ?? "")"
        }
        #expect(
            told == [
                "2 ladder_torn", "3 valid_from_past", "4 ladder_torn", "5 valid_from_unknown",
                "6 ladder_torn", "7 ladder_torn", "8 price_repeated", "9 ladder_torn",
                "10 ladder_torn", "11 instants_mixed", "12 kinds_mixed", "13 nothing_in_force",
                "14 price_change_pending", "15 price_change_pending", "16 terms_mixed",
            ], "\(refused.bodyText)")
        let dry = try await bring(seller, file, "&mode=skip_bad&dry_run=true")
        let skipped = try await bring(seller, file, "&mode=skip_bad")
        #expect(dry["problems"] == refused["problems"])
        #expect(skipped["problems"] == refused["problems"])
        #expect(skipped["bad"]?.integer == 15 && skipped["updated"]?.integer == 0)
        #expect(try await entries(seller).body == before)
        // Once the change is taken back, a file may say what waits.
        try await seller.person.post("/v1/price-changes/\(change)/cancel", key: nil).expect(200)
        let free = try await bring(
            seller, "sku,unit,price,valid_from\n\(skus[6]),bottle,6,\(at)\n")
        #expect(free["updated"]?.integer == 1, "\(free.bodyText)")
        // And a change of prices leaves it waiting.
        let second = try await seller.person.post(
            "/v1/price-changes",
            """
            {"price_list_id":"\(seller.list)","operation":"set","value":700,
            "effective_at":"2098-05-01T00:00:00Z"}
            """
        ).expect(201).text("id")
        try await seller.person.post("/v1/price-changes/\(second)/apply", key: nil)
            .expect(409, "price-change-pending")
    }

    @Test("a ladder has as many steps in a file as anywhere, now and later")
    func steps() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        var file = "sku,unit,price,minimum_quantity,valid_from\n"
        for (variant, instant) in zip(seller.variants, ["", "2099-01-01T00:00:00Z"]) {
            for step in 1...51 {
                file += "\(variant.sku),bottle,\(100 - step),\(step),\(instant)\n"
            }
        }
        let answer = try await bring(seller, file, "&mode=skip_bad")
        #expect(codes(answer).count { $0 == "too_many_steps" } == 2, "\(answer.bodyText)")
        // Of now, the fifty that fit; of later, none.
        #expect(answer["updated"]?.integer == 50 && answer["bad"]?.integer == 52)
    }

    @Test("a request of rows schedules as a file does, and says of each row what became of it")
    func bulk() async throws {
        let seller = try await Seller.make(variants: 2, stock: 0)
        let buyer = try await Buyer.make(of: seller)
        let skus = seller.variants.map(\.sku)
        let path = "/v1/bulk/prices?price_list_id=\(seller.list)"
        let rows = """
            {"sku":"\(skus[0])","price":12.5,"valid_from":"2099-01-01T00:00:00Z"},
            {"sku":"\(skus[1])","price":9,"valid_from":null},
            {"sku":"\(skus[1])","price":8,"valid_from":"2001-01-01T00:00:00Z"}
            """
        let none = try await seller.person.post(path, #"{"rows":[\#(rows)]}"#).expect(200)
        #expect(none["applied"]?.bool == false)
        let some = try await seller.person.post(
            path, #"{"mode":"skip_bad","rows":[\#(rows)]}"#
        ).expect(200)
        let outcomes = some["results"]?.items?.compactMap { $0["outcome"]?.text }
        #expect(outcomes == ["updated", "bad", "bad"], "\(some.bodyText)")
        #expect(some["results.1.problems.0.code"]?.text == "ladder_torn")
        #expect(some["results.2.problems.0.code"]?.text == "valid_from_past")
        #expect(try await price(buyer) == 1_000)
        #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == 1_250)
        #expect(try await price(buyer, 1) == 1_100)
        // An object without the member leaves what waits, one with null takes it back.
        for (member, expected) in [("", Int64(1_250)), (#","valid_from":null"#, 1_000)] {
            try await seller.person.post(
                path, #"{"rows":[{"sku":"\#(skus[0])","price":10\#(member)}]}"#
            ).expect(200)
            #expect(try await price(buyer, at: "2099-01-01T00:00:00Z") == expected)
        }
    }

    @Test("lists that begin and end later come and go with their windows")
    func lists() async throws {
        let seller = try await Seller.make(variants: 1, stock: 0)
        let more = #","valid_from":"2098-01-01T00:00:00.25Z","valid_until":"2099-01-01T00:00:00Z""#
        try await seller.person.post("/v1/price-lists", Seller.listBody("of 2098", more: more))
            .expect(201)
        let other = try await Trader.make("wholesaler", on: seller.server)
        let mapping = "%7B%22channels%22%3Anull%7D"
        for (format, type) in Self.formats {
            let path = "/v1/exports/price-lists?format=\(format)"
            let export = try await seller.person.get(path).expect(200)
            let text = String(decoding: export.body, as: UTF8.self)
            let before = try version(seller)
            let same = try await seller.person.upload("/v1/imports/price-lists", text, as: type)
                .expect(201)
            #expect(same["unchanged"]?.integer == 2, "\(same.bodyText)")
            #expect(try version(seller) == before)
            _ = try await other.person.upload(
                "/v1/imports/price-lists?mapping=\(mapping)", text, as: type
            ).expect(201)
            #expect(try await other.get(path).body == export.body)
        }
    }

    @Test("whatever waits on whatever ladders is the same behind a file, whichever it is")
    func anyLadders() async throws {
        let given = getenv("DRAY_FILE_SEED").flatMap { UInt64(String(cString: $0)) }
        let seed = given ?? UInt64.random(in: 0..<1_000_000)
        print("scheduled prices in files: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let seller = try await Seller.make(variants: 20, stock: 0)
        for turn in 0..<4 {
            var rows: [String] = []
            for variant in seller.variants {
                for unit in ["bottle", "case"] where Bool.random(using: &random) {
                    let day = Int.random(in: 10...28, using: &random)
                    let at = "2099-02-\(day)T12:00:00Z"
                    for at in [[""], ["", at], [at]].randomElement(using: &random) ?? [] {
                        for step in 1...Int.random(in: 1...5, using: &random) {
                            let cents = Int.random(in: 1_000...99_999, using: &random)
                            let price = "\(cents / 100).\(10 + cents % 90)"
                            rows.append(
                                "\(variant.sku),\(unit),\(price),\(step * step),\(at)")
                        }
                    }
                }
            }
            rows.shuffle(using: &random)
            let file = "sku,unit,price,minimum_quantity,valid_from\n" + rows.joined(separator: "\n")
            let brought = try await bring(seller, file)
            #expect(brought["state"]?.text == "applied", "seed \(seed): \(brought.bodyText)")
            let (format, type) = Self.formats[turn % 2]
            let path = "/v1/exports/prices?format=\(format)&price_list_id="
            let export = try await seller.person.get(path + seller.list).expect(200)
            let text = String(decoding: export.body, as: UTF8.self)
            let same = try await bring(seller, text, as: type)
            #expect(same["unchanged"]?.integer == same["rows_read"]?.integer, "seed \(seed)")
            let other = try await seller.person.post(
                "/v1/price-lists", Seller.listBody("Turn \(turn)")
            ).expect(201).text("id")
            _ = try await bring(seller, text, list: other, as: type)
            let there = try await seller.person.get(path + other).expect(200)
            #expect(there.body == export.body, "seed \(seed)")
        }
    }
}
