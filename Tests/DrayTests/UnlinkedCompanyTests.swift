import Platform
import PrintedPDF
import Testing
import Wire

@Suite("A company without an organization is sold to, and linked once its organization comes")
struct UnlinkedCompanyTests {
    private static let body = """
        {"name":"Walk-in Bar","code":"W-1","role":"retailer","tax_number":"42-77",
        "email":"walk@example.com","payment_days":7,
        "address":{"line1":"7 Side Street","city":"Ames","region":"IA","country":"US"}}
        """

    private func make(_ seller: Seller, _ body: String = body) async throws -> String {
        try await seller.person.post("/v1/companies", body).expect(201).text("id")
    }

    private func draft(_ seller: Seller, for company: String) async throws -> Answer {
        try await seller.person.post(
            "/v1/draft-orders",
            """
            {"company_id":"\(company)","lines":[{"sku":"\(seller.variants[0].sku)",
            "unit":"bottle","quantity":4}]}
            """
        ).expect(201)
    }

    @Test("its seller writes it down, reads it, changes it and suspends it")
    func written() async throws {
        let seller = try await Seller.make(variants: 1, stock: 1)
        let id = try await make(seller)
        let path = "/v1/companies/\(id)"
        let read = try await seller.person.get(path).expect(200)
        #expect(read["buyer_id"]?.isNull == true && read["state"]?.text == "active")
        #expect(read["allowed"]?.items == [.string("suspend"), .string("link")])
        try await seller.person.post("/v1/companies", Self.body).expect(409, "conflict")
        let changed = try await seller.person.patch(
            path, #"{"role":"distributor","phone":"555 0100","email":null}"#, ifMatch: "*"
        ).expect(200)
        #expect(changed["role"]?.text == "distributor" && changed["email"]?.isNull == true)
        #expect(changed["tax_number"]?.text == "42-77")
        try await seller.person.post("\(path)/suspend").expect(200)
        let other = try await Seller.make(variants: 1, stock: 1)
        try await other.person.get(path).expect(404)
        try await other.person.patch(path, #"{"name":"Mine"}"#, ifMatch: "*").expect(404)
        let sellers = try await other.person.get("/v1/retailers").expect(200)
        #expect(!sellers.bodyText.contains("Walk-in Bar"))
    }

    @Test("an order of its staff goes the whole way: placed, sent, delivered, printed, returned")
    func ordered() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let id = try await make(seller)
        let draft = try await draft(seller, for: id)
        #expect(draft["total.amount"]?.integer == 4_000)
        let order = try await seller.person.post(
            "/v1/draft-orders/\(try draft.text("id"))/place"
        ).expect(201).text("id")
        #expect(try await seller.available(0) == 6)
        let paper = try await seller.person.get("/v1/orders/\(order)/confirmation.pdf").expect(200)
        let text = try PrintedPDF(paper.body, as: "confirmation").pages.joined()
        for part in ["Walk-in Bar", "7 Side Street", "W-1"] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        let part = try await seller.person.post("/v1/orders/\(order)/fulfillments", "{}")
            .expect(201).text("id")
        try await seller.person.post("/v1/fulfillments/\(part)/pack").expect(200)
        let sent = try await seller.person.post("/v1/fulfillments/\(part)/shipments", "{}")
            .expect(201).text("id")
        try await seller.person.post("/v1/shipments/\(sent)/deliver").expect(200)
        let back = try await seller.person.post(
            "/v1/returns", ReturnTests.request(order, [(1, 1)])
        ).expect(201).text("id")
        try await seller.person.post("/v1/returns/\(back)/approve", "{}").expect(200)
        try await seller.person.post(
            "/v1/returns/\(back)/receive", ReturnTests.receipt([(1, "sellable", 1)])
        ).expect(200)
        #expect(try await seller.available(0) == 7)
        let read = try await seller.person.get("/v1/orders/\(order)").expect(200)
        #expect(read["state"]?.text == "delivered", "\(read["state"]?.text ?? "")")
        let compared = try await seller.person.get("/v1/events/projections").expect(200)
        #expect(compared["differences"]?.items?.isEmpty == true, "\(compared.bodyText)")
    }

    @Test("linked, its number, group, lists and promotions go on with the one that has come")
    func linked() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let id = try await make(seller)
        let cheap = try await seller.person.post(
            "/v1/price-lists",
            """
            {"name":"Contract","currency":"USD","purpose":"contract",
            "assignments":[{"audience":"company","id":"\(id)"}]}
            """
        ).expect(201).text("id")
        try await seller.putPrices(on: cheap, plus: -300)
        let order = try await seller.person.post(
            "/v1/draft-orders/\(try await draft(seller, for: id).text("id"))/place"
        ).expect(201).text("id")
        let open = try await draft(seller, for: id).text("id")
        let buyer = try await Buyer.make(of: seller)
        let link = "/v1/companies/\(id)/link"
        let body = #"{"company_id":"\#(buyer.company)"}"#
        try await seller.person.post(link, #"{"company_id":"\#(id)"}"#).expect(422)
        try await buyer.person.post(link, body).expect(404)
        let going = try await seller.person.post(link, body).expect(200)
        #expect(going["id"]?.text == buyer.company && going["buyer_id"]?.text == buyer.trader.id)
        #expect(going["code"]?.text == "W-1" && going["tax_number"]?.text == "42-77")
        let ended = try await seller.person.get("/v1/companies/\(id)").expect(200)
        #expect(ended["state"]?.text == "merged" && ended["code"]?.isNull == true)
        #expect(ended["linked_to"]?.text == buyer.company)
        try await seller.person.post(link, body).expect(409, "illegal-move")
        try await seller.person.post(
            "/v1/companies/\(buyer.company)/link", body).expect(409, "company-linked")
        try await seller.person.patch(
            "/v1/companies/\(id)", #"{"name":"Again"}"#, ifMatch: "*"
        ).expect(409, "company-merged")
        try await seller.person.post("/v1/draft-orders/\(open)/place")
            .expect(403, "not-trading-partners")
        // The buyer pays what was agreed, and sees nothing of what was before.
        #expect(try await buyer.draft().integer("total.amount") == 700)
        try await buyer.person.get("/v1/orders/\(order)").expect(404)
        #expect(try await buyer.person.get("/v1/orders").expect(200)["items"]?.items?.count == 0)
        try await seller.person.get("/v1/orders/\(order)").expect(200)
    }

    private func order(_ body: String, as person: Person) async throws -> Answer {
        let draft = try await person.post("/v1/draft-orders", body).expect(201)
        return try await person.post("/v1/draft-orders/\(try draft.text("id"))/place").expect(201)
    }

    private func lines(_ seller: Seller, _ quantity: Int) -> String {
        #""lines":[{"sku":"\#(seller.variants[0].sku)","quantity":\#(quantity)}]"#
    }

    @Test("linked, what it took of promotions and coupons counts for the one that goes on")
    func counted() async throws {
        let seller = try await Seller.make(variants: 1, stock: 100)
        let person = seller.person
        func promote(_ name: String, _ more: String) async throws -> String {
            try await person.post(
                "/v1/promotions",
                #"{"name":"\#(name)","kind":"percent_off","basis_points":1000,\#(more)}"#
            ).expect(201).text("id")
        }
        let thrice = try await promote("Thrice", #""per_company":3"#)
        let id = try await make(seller)
        // Two of three before it came, two of its own three before they are linked.
        let old = #"{"company_id":"\#(id)",\#(lines(seller, 1))"#
        let buyer = try await Buyer.make(of: seller)
        let own = #"{"seller_id":"\#(seller.id)",\#(lines(seller, 1))"#
        for (body, orderer) in [(old, person), (own, buyer.person), (old, person)] {
            #expect(try await order(body + "}", as: orderer).integer("total.amount") == 900)
        }
        // A code that each company redeems once, and the one that was written down has.
        let coded = try await promote("Coded", #""lane":"coded""#)
        try await person.post(
            "/v1/promotions/\(coded)/coupons", #"{"code":"JUNE","per_company":1}"#
        ).expect(201)
        let june = #","coupons":["JUNE"]}"#
        #expect(try await order(old + june, as: person).integer("total.amount") < 900)
        func check(_ more: String = "}") async throws -> Answer {
            try await buyer.person.post("/v1/price-checks", own + more, key: nil).expect(200)
        }
        #expect(try await check(june).integer("total.amount") < 900)
        try await person.post("/v1/companies/\(id)/link", #"{"company_id":"\#(buyer.company)"}"#)
            .expect(200)
        let checked = try await check(june)
        #expect(try checked.integer("total.amount") == 1_000, "\(checked.bodyText)")
        #expect(checked["unknown_coupons"]?.items?.compactMap(\.text) == ["JUNE"])
        let counted = try seller.server.query(
            """
            select taken from pricing.promotion_counters
            where organization_id = $1 and promotion_id = $2
            """, [try uuid(of: seller.id), try uuid(of: thrice)], in: seller.id)
        #expect(counted == [["4"]])
        // Its seller gives it one more.
        try await person.put(
            "/v1/promotions/\(thrice)",
            #"{"name":"Thrice","kind":"percent_off","basis_points":1000,"per_company":5}"#,
            ifMatch: "*"
        ).expect(200)
        for total in [900, 1_000] as [Int64] {
            #expect(try await order(own + "}", as: buyer.person).integer("total.amount") == total)
        }
        try await buyer.expectLedgersHold()
    }

    @Test("whoever goes on for one that ordered has ordered before")
    func notFirst() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        let id = try await make(seller)
        _ = try await order(
            #"{"company_id":"\#(id)",\#(lines(seller, 1))}"#, as: seller.person)
        let (one, two) = (try await Buyer.make(of: seller), try await Buyer.make(of: seller))
        try await seller.person.post(
            "/v1/promotions",
            """
            {"name":"Welcome","kind":"percent_off","basis_points":5000,"first_order":true}
            """
        ).expect(201)
        let early = try await one.draft().text("id")
        try await seller.person.post(
            "/v1/companies/\(id)/link", #"{"company_id":"\#(one.company)"}"#
        ).expect(200)
        try await one.place(early).expect(409, "promotion-exhausted")
        #expect(try await one.draft().integer("total.amount") == 1_000)
        #expect(try await two.draft().integer("total.amount") == 500)
    }

    @Test("linked, its containers are held by the one that goes on, and come back from either")
    func containers() async throws {
        let seller = try await Seller.make(variants: 1, stock: 100)
        let person = seller.person
        let bottle = try await person.post(
            "/v1/deposit-kinds",
            #"{"code":"bottle","name":"Bottle","amount":{"amount":25,"currency":"USD"}}"#
        ).expect(201).text("id")
        try await person.put(
            "/v1/variants/\(seller.variants[0].id)/levies",
            #"{"containers":[{"unit":"bottle","kind_id":"\#(bottle)"}]}"#, ifMatch: "*"
        ).expect(200)
        let id = try await make(seller)
        _ = try await order(
            #"{"company_id":"\#(id)",\#(lines(seller, 10))}"#, as: person)
        let buyer = try await Buyer.make(of: seller)
        _ = try await order(
            #"{"seller_id":"\#(seller.id)",\#(lines(seller, 4))}"#, as: buyer.person)
        let path = "/v1/companies/\(buyer.company)/containers"
        #expect(try await person.get(path).expect(200).integer("containers.0.balance") == 4)
        try await person.post("/v1/companies/\(id)/link", #"{"company_id":"\#(buyer.company)"}"#)
            .expect(200)
        #expect(try await buyer.person.get(path).expect(200).integer("containers.0.balance") == 14)
        let gone = try await person.get("/v1/companies/\(id)/containers").expect(200)
        #expect(gone["containers"]?.items?.isEmpty == true)
        func asked(_ company: String, _ count: Int) -> String {
            #"{"company_id":"\#(company)","containers":["#
                + #"{"deposit_kind_id":"\#(bottle)","quantity":\#(count)}]}"#
        }
        try await buyer.person.post("/v1/returns", asked(buyer.company, 15)).expect(409)
        // What is paid back is what was charged, and each of them comes back once.
        for (company, asker, count) in [(id, person, 3), (buyer.company, buyer.person, 11)] {
            let back = try await asker.post("/v1/returns", asked(company, count)).expect(201)
                .text("id")
            try await person.post("/v1/returns/\(back)/approve", "{}").expect(200)
            let received = try await person.post(
                "/v1/returns/\(back)/receive", ReturnTests.receipt([(1, "empty", count)])
            ).expect(200)
            #expect(
                try received.integer("refund_amount.amount") == Int64(count) * 25,
                "\(received.bodyText)")
        }
        #expect(try await person.get(path).expect(200).integer("containers.0.balance") == 0)
        try await buyer.person.post("/v1/returns", asked(buyer.company, 1)).expect(409)
        try await buyer.expectLedgersHold()
    }

    @Test("it accepts a quote through its seller, who says for whom; one that has come does itself")
    func quoted() async throws {
        let seller = try await Seller.make(variants: 1, stock: 100)
        let person = seller.person
        let id = try await make(seller)
        func offer(_ company: String) async throws -> String {
            let made = try await person.post(
                "/v1/quotes",
                """
                {"company_id":"\(company)","reference":"Wedding",
                "valid_until":"\(QuoteTests.later)","lines":[
                {"sku":"\(seller.variants[0].sku)","quantity":10,"unit_price":700}]}
                """
            ).expect(201).text("id")
            return "/v1/quotes/\(made)"
        }
        let path = try await offer(id)
        let yes = #"{"round":1,"accepted_for":"The owner, by telephone"}"#
        try await person.post("\(path)/accept", #"{"round":1}"#).expect(409, "illegal-move")
        for (body, problem) in [
            (#"{"round":2,"accepted_for":"The owner"}"#, "quote-moved"),
            (#"{"round":1,"accepted_for":""}"#, "invalid-request"),
            (#"{"round":1}"#, "invalid-request"),
        ] {
            let refused = try await person.post("\(path)/accept-for-buyer", body)
            #expect(refused.problem == problem, "\(refused.bodyText)")
        }
        // Whoever writes quotes and places drafts doesn't say yes for others by that.
        var machine = person
        machine.token = try await person.post(
            "/v1/api-keys", #"{"name":"ERP","privileges":["quotes.write","draft_orders.place"]}"#
        ).expect(201).text("secret")
        try await machine.post("\(path)/accept-for-buyer", yes).expect(403)
        let stranger = try await Seller.make(on: seller.server, variants: 1, stock: 0)
        try await stranger.person.post("\(path)/accept-for-buyer", yes).expect(404)
        let key = Client.freshKey()
        let done = try await person.post("\(path)/accept-for-buyer", yes, key: key).expect(200)
        #expect(try done.text("state") == "accepted")
        #expect(try done.text("accepted_for") == "The owner, by telephone")
        #expect(try await person.get(path).expect(200).text("accepted_for").contains("owner"))
        let again = try await person.post("\(path)/accept-for-buyer", yes, key: key).expect(200)
        #expect(again.body == done.body)
        try await person.post("\(path)/accept-for-buyer", yes).expect(409, "illegal-move")
        let order = try await person.get("/v1/orders/\(try done.text("order_id"))").expect(200)
        #expect(try order.integer("total.amount") == 7_000)
        #expect(try await seller.available(0) == 90)
        let events = try await person.get("/v1/events?type=quote_accepted").expect(200)
        #expect(try events.text("items.0.account_id") == person.account)
        #expect(events.bodyText.contains("The owner, by telephone"))

        // Offered before it came: what it stood for is over with the company.
        let open = try await offer(id)
        let buyer = try await Buyer.make(of: seller)
        try await person.post("/v1/companies/\(id)/link", #"{"company_id":"\#(buyer.company)"}"#)
            .expect(200)
        try await person.post("\(open)/accept-for-buyer", yes).expect(403, "not-trading-partners")
        let own = try await offer(buyer.company)
        try await person.post("\(own)/accept-for-buyer", yes).expect(409, "buyer-answers")
        try await buyer.person.post("\(own)/accept-for-buyer", yes).expect(409, "buyer-answers")
        let answered = try await buyer.person.post("\(own)/accept", #"{"round":1}"#).expect(200)
        #expect(answered["accepted_for"]?.isNull == true)
        try await buyer.expectLedgersHold()
    }

    @Test("taxes are those of where it is, else of its seller's country")
    func taxed() async throws {
        let seller = try await Seller.make(variants: 1, stock: 10)
        for (place, rate) in [("US", 500), ("US-IA", 700), ("CA", 1_300)] {
            try await seller.person.post(
                "/v1/tax-rates", #"{"jurisdiction":"\#(place)","code":"sales","rate_bp":\#(rate)}"#
            ).expect(201)
        }
        let near = try await make(seller)
        let nowhere = try await make(seller, #"{"name":"Nowhere"}"#)
        let north = try await make(seller, #"{"name":"North","address":{"country":"CA"}}"#)
        var taxes: [String: Int64] = [:]
        for id in [near, nowhere, north] {
            taxes[id] = try await draft(seller, for: id).integer("tax.amount")
        }
        #expect(taxes[nowhere] == 200 && taxes[north] == 520)
        #expect(taxes[near] == 280 || taxes[near] == 480)
        let draft = try await draft(seller, for: nowhere).text("id")
        try await seller.person.patch(
            "/v1/companies/\(nowhere)", #"{"address":{"country":"CA"}}"#, ifMatch: "*"
        ).expect(200)
        let moved = try await self.draft(seller, for: nowhere)
        #expect(try moved.integer("tax.amount") == 520)
        try await seller.person.post("/v1/draft-orders/\(draft)/place")
            .expect(409, "prices-moved")
    }
}
