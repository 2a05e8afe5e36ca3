import Bedrock
import Testing
import Wire

@Suite("Taxes, excise and deposits stand beside the prices of checks, drafts and orders")
struct LevyTests {
    /// Gin at 40 %, taxed at 20 %, with excise by alcohol, in bottles on deposit.
    private struct Levied {
        let seller: Seller
        let buyer: Buyer
        let bottle: String
        let crate: String

        static func make(inclusive: Bool = false) async throws -> Levied {
            let seller = try await Seller.make()
            let buyer = try await Buyer.make(of: seller)
            let person = seller.person
            let bottle = try await person.post(
                "/v1/deposit-kinds",
                """
                {"code":"bottle","name":"Bottle","amount":{"amount":25,"currency":"USD"},
                "tax_class":"standard"}
                """
            ).expect(201).text("id")
            let crate = try await person.post(
                "/v1/deposit-kinds",
                #"{"code":"crate","name":"Crate","amount":{"amount":150,"currency":"USD"}}"#
            ).expect(201).text("id")
            try await person.post(
                "/v1/tax-rates",
                #"{"jurisdiction":"US","code":"vat","rate_bp":2000,"inclusive":\#(inclusive)}"#
            ).expect(201)
            try await person.post(
                "/v1/excise-rates",
                """
                {"jurisdiction":"US","excise_class":"spirits","code":"federal",
                "basis":"litre_of_alcohol","currency":"USD","per_litre":3566000}
                """
            ).expect(201)
            let levied = Levied(seller: seller, buyer: buyer, bottle: bottle, crate: crate)
            try await person.patch(
                "/v1/variants/\(seller.variants[0].id)", #"{"strength_bp":4000}"#, ifMatch: "*"
            ).expect(200)
            try await levied.putLevies(
                """
                {"excise_class":"spirits","containers":[{"unit":"bottle","kind_id":"\(bottle)"},
                {"unit":"case","kind_id":"\(crate)"}]}
                """
            ).expect(200)
            return levied
        }

        func putLevies(_ json: String) async throws -> Answer {
            try await seller.person.put(
                "/v1/variants/\(seller.variants[0].id)/levies", json, ifMatch: "*")
        }

        func check(_ quantity: Int, _ unit: String, more: String = "") async throws -> Answer {
            try await buyer.person.post(
                "/v1/price-checks",
                """
                {"seller_id":"\(seller.id)"\(more),"lines":[{"sku":"\(seller.variants[0].sku)",
                "unit":"\(unit)","quantity":\(quantity)}]}
                """, key: nil)
        }
    }

    @Test("a check, a draft and its order show net, excise, tax, deposit, and lines that add up")
    func shown() async throws {
        let levied = try await Levied.make()
        let buyer = levied.buyer
        // Two cases at 11,000: 7.2 litres of alcohol at 356.60; 20 % of both; 24 bottles, 2 crates.
        let parts: [(name: String, amount: Int64)] = [
            ("net", 22_000), ("excise", 2_568), ("tax", 4_914 + 120), ("deposit", 900),
            ("total", 30_502),
        ]
        let draft = try await buyer.draft([(0, "case", 2)])
        let order = try await buyer.place(try draft.text("id")).expect(201)
        #expect(try order.integer("total.amount") == 30_502)
        let placed = try await levied.seller.person.get("/v1/orders/\(try order.text("id"))")
            .expect(200)
        for answer in [try await levied.check(2, "case").expect(200), draft, placed] {
            for (name, amount) in parts {
                #expect(try answer.integer("\(name).amount") == amount, "\(name)")
            }
            #expect(try answer.integer("lines.0.total.amount") == 29_482)
            #expect(try answer.integer("lines.0.tax.amount") == 4_914)
            #expect(try answer.text("place") == "US")
            #expect(try answer.text("deposits.0.code") == "bottle")
            #expect(try answer.integer("deposits.0.count") == 24)
            #expect(try answer.integer("deposits.0.total.amount") == 720)
            #expect(try answer.integer("deposits.1.total.amount") == 300)
            #expect(try answer.integer("taxes.0.amount.amount") == 5_034)
        }
        let totals = try await levied.seller.person.get("/v1/order-totals").expect(200)
        #expect(try totals.integer("totals.0.total.amount") == 30_502)
    }

    @Test("taxes and excise are made again from the trace that an order keeps")
    func recomputed() async throws {
        for inclusive in [false, true] {
            let levied = try await Levied.make(inclusive: inclusive)
            let draft = try await levied.buyer.draft([(0, "case", 2), (0, "bottle", 7)])
            let id = try await levied.buyer.place(try draft.text("id")).expect(201).text("id")
            let order = try await levied.buyer.person.get("/v1/orders/\(id)").expect(200)
            for line in 0..<2 {
                let trace = "lines.\(line).trace"
                let excise = try order.integer("\(trace).excise.0.base_quantity")
                    * (try order.integer("\(trace).excise.0.volume_ml"))
                    * (try order.integer("\(trace).excise.0.strength_bp"))
                    * (try order.integer("\(trace).excise.0.per_litre"))
                let duty = rounded(excise, over: 100_000_000_000)
                #expect(try order.integer("lines.\(line).excise.amount") == duty)
                let rate = try order.integer("\(trace).tax.0.basis_points")
                let base = try order.integer("\(trace).tax.0.base.amount")
                let tax = rounded(base * rate, over: inclusive ? 10_000 + rate : 10_000)
                #expect(try order.integer("lines.\(line).tax.amount") == tax)
                #expect(try order.integer("\(trace).tax.0.amount.amount") == tax)
                let net = try order.integer("lines.\(line).net.amount")
                #expect(base == (inclusive ? net + tax : net + duty))
                #expect(try order.integer("lines.\(line).total.amount") == net + duty + tax)
                let bottles = try order.integer("\(trace).deposits.0.count")
                #expect(try order.integer("\(trace).deposits.0.amount.amount") == bottles * 25)
            }
        }
    }

    private func rounded(_ value: Int64, over divisor: Int64) -> Int64 {
        (value * 2 + divisor) / (divisor * 2)
    }

    @Test("containers are a ledger of the company: what left, less what came back")
    func containers() async throws {
        let levied = try await Levied.make()
        let buyer = levied.buyer
        try await buyer.place(try await buyer.draft([(0, "case", 2)]).text("id")).expect(201)
        let body = buyer.draftBody([(0, "bottle", 1)]).dropLast()
            + #","empties":[{"kind_id":"\#(levied.bottle)","count":10}]}"#
        let draft = try await buyer.person.post("/v1/draft-orders", String(body)).expect(201)
        #expect(try draft.integer("deposits.1.count") == -10)
        #expect(try draft.integer("deposits.1.total.amount") == -300)
        #expect(try draft.integer("deposit.amount") == 25 - 250)
        try await buyer.place(try draft.text("id")).expect(201)
        let path = "/v1/companies/\(buyer.company)/containers"
        let bought = try await buyer.person.get(path).expect(200)
        #expect(try bought.text("containers.0.code") == "bottle")
        #expect(try bought.integer("containers.0.balance") == 24 + 1 - 10)
        #expect(try bought.integer("containers.1.balance") == 2)
        #expect(try await levied.seller.person.get(path).expect(200).body == bought.body)
        let entries = try buyer.seller.server.query(
            "select sum(delta) from orders.container_entries where organization_id = $1",
            [try uuid(of: levied.seller.id)], in: levied.seller.id)
        #expect(entries == [["17"]])
        let other = try await Buyer.make(of: levied.seller)
        try await other.person.get(path).expect(404)
    }

    @Test("empties of no kind of the seller's, and containers of no unit, are named")
    func refused() async throws {
        let levied = try await Levied.make()
        let other = try await Seller.make()
        let foreign = try await other.person.post(
            "/v1/deposit-kinds",
            #"{"code":"keg","name":"Keg","amount":{"amount":1,"currency":"USD"}}"#
        ).expect(201).text("id")
        let empties = #","empties":[{"kind_id":"\#(foreign)","count":1}]"#
        let answer = try await levied.check(1, "bottle", more: empties).expect(422)
        #expect(try answer.text("violations.0.pointer") == "/empties/0/kind_id")
        for container in [
            #"{"unit":"barrel","kind_id":"\#(levied.bottle)"}"#,
            #"{"unit":"bottle","kind_id":"\#(foreign)"}"#,
        ] {
            try await levied.putLevies(#"{"containers":[\#(container)]}"#).expect(422)
        }
        try await other.person.get("/v1/deposit-kinds/\(foreign)").expect(200)
        try await levied.seller.person.get("/v1/deposit-kinds/\(foreign)").expect(404)
        for body in [
            #"{"jurisdiction":"usa","code":"vat","rate_bp":1}"#,
            #"{"jurisdiction":"US-","code":"vat","rate_bp":1}"#,
            #"{"jurisdiction":"US","code":"vat","rate_bp":-1}"#,
            #"{"jurisdiction":"US","code":"vat","rate_bp":100001}"#,
        ] {
            try await levied.seller.person.post("/v1/tax-rates", body).expect(422)
        }
        let again = #"{"jurisdiction":"US","code":"vat","rate_bp":1}"#
        try await levied.seller.person.post("/v1/tax-rates", again).expect(409)
    }

    @Test("a product is made with its levies; a class that nobody levies is named")
    func named() async throws {
        let levied = try await Levied.make()
        let seller = levied.seller
        func make(_ sku: String, _ more: String) async throws -> Answer {
            try await seller.person.post(
                "/v1/products",
                """
                {"name":"Rum","product_type_id":"\(seller.productType)",
                "category_id":"\(seller.category)","variants":[{"sku":"\(sku)","case_size":6,
                "volume_ml":700,"strength_bp":4000\(more)}]}
                """)
        }
        let rum = try await make(
            "R-1",
            """
            ,"excise_class":"spirits","containers":[{"unit":"bottle","kind_id":"\(levied.bottle)"}]
            """
        ).expect(201)
        let path = "/v1/variants/\(try rum.text("variants.0.id"))/levies"
        let levies = try await seller.person.get(path).expect(200)
        #expect(try levies.text("tax_class") == "standard")
        #expect(try levies.text("excise_class") == "spirits")
        #expect(try levies.text("containers.0.kind_id") == levied.bottle)
        let other = try await Seller.make()
        try await make("R-2", #","tax_class":"none-such""#).expect(422, "tax-class-unknown")
        try await make("R-2", #","excise_class":"beer""#).expect(422, "excise-class-unknown")
        try await make(
            "R-2", #","containers":[{"unit":"bottle","kind_id":"\#(other.list)"}]"#).expect(422)
        try await make(
            "R-2", #","containers":[{"unit":"keg","kind_id":"\#(levied.bottle)"}]"#).expect(422)
        try await make("R-2", "").expect(201)
        try await levied.putLevies(#"{"tax_class":"none-such"}"#).expect(422, "tax-class-unknown")
        try await levied.putLevies(#"{"excise_class":"beer"}"#).expect(422, "excise-class-unknown")
    }

    @Test("the last tax of a class that variants are of can't be ended; a rate of nothing exempts")
    func inUse() async throws {
        let levied = try await Levied.make()
        let person = levied.seller.person
        let reduced = try await person.post(
            "/v1/tax-rates",
            #"{"jurisdiction":"US","code":"vat","rate_bp":700,"tax_class":"reduced"}"#
        ).expect(201).text("id")
        try await levied.putLevies(#"{"tax_class":"reduced"}"#).expect(200)
        try await person.delete("/v1/tax-rates/\(reduced)").expect(409, "levy-in-use")
        let renamed = #"{"jurisdiction":"US","code":"vat","rate_bp":700,"tax_class":"low"}"#
        try await person.put("/v1/tax-rates/\(reduced)", renamed, ifMatch: "*")
            .expect(409, "levy-in-use")
        let nothing = #"{"jurisdiction":"US","code":"vat","rate_bp":0,"tax_class":"reduced"}"#
        try await person.put("/v1/tax-rates/\(reduced)", nothing, ifMatch: "*").expect(200)
        #expect(try await levied.check(1, "bottle").expect(200).integer("tax.amount") == 0)
        try await levied.putLevies("{}").expect(200)
        try await person.delete("/v1/tax-rates/\(reduced)").expect(204)
        let excises = try await person.get("/v1/excise-rates").expect(200)
        let excise = try excises.text("items.0.id")
        try await levied.putLevies(#"{"excise_class":"spirits"}"#).expect(200)
        try await person.delete("/v1/excise-rates/\(excise)").expect(409, "levy-in-use")
    }

    @Test("a deposit is taxed by a class that there is, and that stays while it is")
    func depositClasses() async throws {
        let person = try await Seller.make().person
        func keg(_ more: String) -> String {
            #"{"code":"keg","name":"Keg","amount":{"amount":3000,"currency":"USD"}\#(more)}"#
        }
        let reduced = #","tax_class":"reduced""#
        try await person.post("/v1/deposit-kinds", keg(reduced)).expect(422, "tax-class-unknown")
        let id = try await person.post("/v1/deposit-kinds", keg("")).expect(201).text("id")
        let path = "/v1/deposit-kinds/\(id)"
        try await person.put(path, keg(reduced), ifMatch: "*").expect(422, "tax-class-unknown")
        let rate = try await person.post(
            "/v1/tax-rates",
            #"{"jurisdiction":"US","code":"vat","rate_bp":700,"tax_class":"reduced"}"#
        ).expect(201).text("id")
        try await person.put(path, keg(reduced), ifMatch: "*").expect(200)
        try await person.delete("/v1/tax-rates/\(rate)").expect(409, "levy-in-use")
        try await person.put(path, keg(#","tax_class":"standard""#), ifMatch: "*").expect(200)
        try await person.delete("/v1/tax-rates/\(rate)").expect(204)
        try await person.put(path, keg(""), ifMatch: "*").expect(200)
    }

    @Test("where the goods go is what was said of the company, else where its address is")
    func places() async throws {
        let levied = try await Levied.make()
        let person = levied.seller.person
        try await person.post(
            "/v1/tax-rates", #"{"jurisdiction":"US-IA","code":"vat","rate_bp":0}"#).expect(201)
        #expect(try await levied.check(1, "bottle").expect(200).text("place") == "US")
        let path = "/v1/companies/\(levied.buyer.company)/tax-place"
        try await person.put(path, #"{"jurisdiction":"US-IA"}"#).expect(200)
        let there = try await levied.check(1, "bottle").expect(200)
        #expect(try there.text("place") == "US-IA")
        #expect(try there.integer("tax.amount") == 0)
        let listed = try await person.get("/v1/tax-places").expect(200)
        #expect(try listed.text("items.0.jurisdiction") == "US-IA")
        try await person.put(path, "{}").expect(200)
        #expect(try await levied.check(1, "bottle").expect(200).text("place") == "US")
    }

    @Test("a rate is read, listed, replaced at its version and deleted; prices follow at once")
    func life() async throws {
        let levied = try await Levied.make()
        let person = levied.seller.person
        let id = try await person.get("/v1/tax-rates").expect(200).text("items.0.id")
        let path = "/v1/tax-rates/\(id)"
        #expect(try await person.get(path).expect(200).integer("rate_bp") == 2_000)
        let half = #"{"jurisdiction":"US","code":"vat","rate_bp":1000}"#
        try await person.put(path, half, ifMatch: #""7""#).expect(412)
        let before = try await levied.check(1, "bottle").expect(200).integer("tax.amount")
        try await person.put(path, half, ifMatch: #""1""#).expect(200)
        let after = try await levied.check(1, "bottle").expect(200).integer("tax.amount")
        #expect(before == 226 && after == 114)
        try await person.delete(path).expect(204)
        try await person.get(path).expect(404)
        #expect(try await levied.check(1, "bottle").expect(200).integer("tax.amount") == 0)
    }
}

@Suite("Price freeze: a draft keeps its prices for the channel's period")
struct PriceFreezeTests {
    private func freeze(_ seconds: Int, _ seller: Seller) async throws {
        try await seller.person.patch(
            "/v1/channels/\(seller.trader.channel)", #"{"price_freeze_seconds":\#(seconds)}"#,
            ifMatch: "*"
        ).expect(200)
    }

    @Test("words may change meanwhile; other lines are priced anew, and the answer says what moved")
    func frozen() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await freeze(3_600, seller)
        let draft = try await buyer.draft([(0, "bottle", 2), (1, "bottle", 1)])
        let path = "/v1/draft-orders/\(try draft.text("id"))"
        try await seller.putPrices(on: seller.list, plus: 50)
        func edit(_ first: Int, note: String) async throws -> Answer {
            let (gin, rum) = (seller.variants[0].sku, seller.variants[1].sku)
            return try await buyer.person.put(
                path,
                """
                {"note":"\(note)","lines":[{"sku":"\(gin)","quantity":\(first)},
                {"sku":"\(rum)","quantity":1}]}
                """, ifMatch: "*"
            ).expect(200)
        }
        let noted = try await edit(2, note: "Ring twice")
        #expect(try noted.integer("total.amount") == 3_100)
        #expect(noted["price_book_version"] == draft["price_book_version"])
        #expect(noted["moved"]?.items?.isEmpty == true)
        let more = try await edit(3, note: "More")
        #expect(try more.integer("total.amount") == 3_150 + 1_150)
        #expect(try more.text("moved.0.sku") == seller.variants[0].sku)
        #expect(try more.integer("moved.0.unit_price_before.amount") == 1_000)
        #expect(try more.integer("moved.0.unit_price_now.amount") == 1_050)
        #expect(try more.integer("moved.1.total_before.amount") == 1_100)
        #expect(try more.integer("moved.1.total_now.amount") == 1_150)
        try await buyer.place(try draft.text("id")).expect(201)
    }

    @Test("within it the old price is charged; after it the answer to placing says what moved")
    func placed() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        try await freeze(3_600, seller)
        let frozen = try await buyer.draft([(0, "bottle", 2)])
        try await seller.putPrices(on: seller.list, plus: 50)
        let order = try await buyer.place(try frozen.text("id")).expect(201)
        #expect(try order.integer("total.amount") == 2_000)
        try await freeze(0, seller)
        let free = try await buyer.draft([(0, "bottle", 2)])
        try await seller.putPrices(on: seller.list, plus: 70)
        let moved = try await buyer.place(try free.text("id")).expect(409, "prices-moved")
        #expect(try moved.integer("moved.0.unit_price_before") == 1_050)
        #expect(try moved.integer("moved.0.unit_price_now") == 1_070)
        #expect(try moved.integer("total_before") == 2_100)
        #expect(try moved.integer("total_now") == 2_140)
        #expect(try await buyer.place(try free.text("id")).expect(201)
            .integer("total.amount") == 2_140)
    }

    @Test("a deposit that moves is told too, though no line's price did")
    func deposits() async throws {
        let seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let kind = try await seller.person.post(
            "/v1/deposit-kinds",
            #"{"code":"bottle","name":"Bottle","amount":{"amount":25,"currency":"USD"}}"#
        ).expect(201).text("id")
        try await seller.person.put(
            "/v1/variants/\(seller.variants[0].id)/levies",
            #"{"containers":[{"unit":"bottle","kind_id":"\#(kind)"}]}"#, ifMatch: "*"
        ).expect(200)
        let draft = try await buyer.draft([(0, "bottle", 2)])
        #expect(try draft.integer("total.amount") == 2_050)
        try await seller.person.put(
            "/v1/deposit-kinds/\(kind)",
            #"{"code":"bottle","name":"Bottle","amount":{"amount":30,"currency":"USD"}}"#,
            ifMatch: "*"
        ).expect(200)
        let moved = try await buyer.place(try draft.text("id")).expect(409, "prices-moved")
        #expect(try moved.integer("total_now") == 2_060)
        try await buyer.place(try draft.text("id")).expect(201)
    }
}
