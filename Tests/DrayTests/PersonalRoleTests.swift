import Bedrock
import HTTP
import Testing
import Wire

@Suite("What persons hold by themselves is in their tokens, as long as they hold it")
struct PersonalRoleTests {
    private func privileges(_ person: Person) -> [String] {
        person.signedIn["privileges"]?.items?.compactMap(\.text) ?? []
    }

    private func roles(_ person: Person) async throws -> [String] {
        try await person.get("/v1/me").expect(200)["roles"]?.items?.compactMap(\.text) ?? []
    }

    /// A driver who was approved, with tokens that know it.
    private func driver() async throws -> Person {
        let applicant = try await Applicant.make("driver")
        try await applicant.submit()
        try await Trader.waiveNeeded(applicant.onboarding, applicant.server.admin)
        try await applicant.server.admin.post("\(applicant.review)/approve").expect(200)
        var person = applicant.person
        try await person.renew()
        return person
    }

    @Test("everybody is a consumer, and a token without an organization says what that allows")
    func consumer() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let held = ["accounts.register", "sessions.open", "ownership.accept"]
        let allowed = ["offers.read", "draft_orders.read", "orders.read"]
        #expect(Set(privileges(person)) == Set(held + allowed))
        #expect(try await roles(person) == ["consumer"])
        let told = try await person.get("/v1/me/privileges").expect(200)
        #expect(told["roles"]?.items?.compactMap(\.text) == ["authenticated", "consumer"])
        #expect(told["privileges"] == person.signedIn["privileges"])
        let why = try await person.get("/v1/me/privileges/orders.read").expect(200)
        let reason = why["roles"]?.items?.first { $0["role"]?.text == "consumer" }
        #expect(reason?["active"]?.bool == true)
        try await person.get("/v1/orders").expect(403, "organization-required")
    }

    @Test("a personal role is given by approval, limited, resumed and taken; each ends tokens")
    func moves() async throws {
        let admin = try await TestServer.shared.admin
        var person = try await driver()
        let path = "/v1/platform/accounts/\(person.account)/roles/driver"
        #expect(privileges(person).contains("organization.read"))
        #expect(try await roles(person) == ["consumer", "driver"])
        let ends = Instant.now().advanced(by: .seconds(540)).rfc3339
        try await admin.put(path, #"{"ends_at":"2001-01-01T00:00:00Z","reason":"x"}"#)
            .expect(422, "invalid-request")
        try await admin.put(path, #"{"ends_at":"\#(ends)","reason":"Trial"}"#).expect(200)
        try await person.get("/v1/me").expect(401, "token-revoked")
        try await person.renew()
        // No token outlives the role.
        #expect(
            try Instant(rfc3339: person.signedIn.text("expires_at"))?.seconds
                == Instant(rfc3339: ends)?.seconds)
        _ = try await TestServer.shared.query(
            """
            update organizations.personal_roles
            set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 second'
            where account_id = $1
            """, [try uuid(of: person.account)])
        try await person.renew()
        #expect(!privileges(person).contains("organization.read"))
        #expect(try await roles(person) == ["consumer"])
        try await admin.put(path, #"{"reason":"Renewed"}"#).expect(200)
        try await person.renew()
        #expect(try await roles(person) == ["consumer", "driver"])
        try await admin.delete(path).expect(204)
        try await person.get("/v1/me").expect(401, "token-revoked")
        try await person.renew()
        #expect(try await roles(person) == ["consumer"])
        try await admin.delete(path).expect(404)
        // The onboarding stays approved: it may be given again.
        try await admin.put(path, #"{"reason":"Heard"}"#).expect(200)
        let told = try await TestServer.shared.query(
            """
            select type from platform.events where aggregateid = $1::uuid
                and type like 'personal_role_%' order by id
            """, [try uuid(of: person.account)], in: platformOrganization)
        #expect(
            told.compactMap { $0[0] } == [
                "personal_role_set", "personal_role_set", "personal_role_revoked",
                "personal_role_set",
            ])
    }

    @Test("nobody gets a role that no onboarding gave them, nor gives one to themselves")
    func closed() async throws {
        let admin = try await TestServer.shared.admin
        let person = try await driver()
        let other = try await Person.make(try await TestServer.shared.client)
        for (account, role) in [
            (other.account, "driver"), (person.account, "consumer"),
            (person.account, "platform_admin"),
        ] {
            try await admin.put(
                "/v1/platform/accounts/\(account)/roles/\(role)", #"{"reason":"x"}"#
            ).expect(404)
        }
        let trader = try await SharedTrader.wholesaler
        try await trader.person.put(
            "/v1/platform/accounts/\(person.account)/roles/driver", #"{"reason":"x"}"#
        ).expect(404)
    }

    /// A retailer that sells what it has to consumers, and one thing to businesses alone.
    private func retailer() async throws -> Seller {
        let shop = try await Seller.make(
            type: "retailer", audience: #"{"audience":"role","role":"consumer"}"#)
        let trade = try await shop.person.post(
            "/v1/price-lists",
            Seller.listBody("trade", audience: #"{"audience":"role","role":"retailer"}"#)
        ).expect(201).text("id")
        let alone = try await shop.person.post(
            "/v1/products",
            """
            {"name":"Trade only","product_type_id":"\(shop.productType)",
            "category_id":"\(shop.category)","variants":[{"sku":"TRADE-\(shop.trader.canary)"}]}
            """
        ).expect(201)
        try await shop.person.put(
            "/v1/price-lists/\(trade)/entries",
            """
            {"entries":[\(Seller.entry(try alone.text("variants.0.sku"), "bottle", 500))]}
            """
        ).expect(200)
        return shop
    }

    @Test("a consumer sees a retailer's offers to consumers, at its prices, and no others")
    func consumerOffers() async throws {
        let shop = try await retailer()
        let person = try await Person.make(shop.server.client)
        let listed = try await person.get("/v1/retailers?limit=200").expect(200)
        #expect(listed["items"]?.items?.allSatisfy { $0["business_type"]?.text == "retailer" }
            == true)
        let path = "/v1/retailers/\(shop.id)/offers"
        let offers = try await person.get(path).expect(200)["items"]?.items ?? []
        #expect(offers.compactMap { $0["sku"]?.text }.sorted() == shop.variants.map(\.sku).sorted())
        for (place, variant) in shop.variants.enumerated() {
            let offer = offers.first { $0["sku"]?.text == variant.sku }
            #expect(offer?["unit_price"]?["amount"]?.integer == Seller.price(place))
            #expect(offer?["available"]?.integer == 1_000)
        }
        let first = try await person.get("\(path)?limit=1").expect(200)
        let next = try first.text("next_cursor")
        let second = try await person.get("\(path)?limit=1&cursor=\(next)").expect(200)
        #expect(try first.text("items.0.sku") != second.text("items.0.sku"))
        // Businesses see them as consumers do; what is asked for is the privilege.
        let cashier = try await shop.trader.colleague(holding: "cashier")
        try await cashier.get(path).expect(403, "privilege-missing")
        try await shop.server.client.send(.get, path).expect(401, "sign-in-required")
    }

    @Test("what sells nothing to consumers is none of theirs, whoever it is")
    func notForConsumers() async throws {
        let server = try await TestServer.shared
        let person = try await Person.make(server.client)
        let wholesaler = try await Seller.make(
            audience: #"{"audience":"role","role":"consumer"}"#)
        let retailer = try await Seller.make(type: "retailer")
        let over = try await Seller.make(
            type: "retailer", audience: #"{"audience":"role","role":"consumer"}"#)
        try await person.get("/v1/retailers/\(over.id)/offers").expect(200)
        let list = "/v1/price-lists/\(over.list)"
        try await over.person.patch(
            list, #"{"valid_until":"2001-01-01T00:00:00Z"}"#, ifMatch: "*"
        ).expect(200)
        let unapproved = try await Trader.make("retailer", until: .submitted)
        for id in [wholesaler.id, retailer.id, over.id, unapproved.id, person.account] {
            let answer = try await person.get("/v1/retailers/\(id)/offers")
            #expect(answer.status == 404 || answer.status == 422, "\(id)")
            #expect(!answer.bodyText.contains("canary"))
        }
    }

    @Test("a driver of an organization reads what is to be driven, within the timeframe alone")
    func drivers() async throws {
        let shop = try await Seller.make(variants: 1)
        var driver = try await shop.trader.colleague(holding: "driver")
        try await driver.get("/v1/shipments").expect(200)
        try await driver.get("/v1/stock-levels").expect(403, "privilege-missing")
        _ = try shop.server.query(
            """
            update permissions.assignments set starts_at = now() - interval '2 hours',
                ends_at = now() - interval '1 second'
            where account_id = $1 and role = 'driver'
            """, [try uuid(of: driver.account)], in: shop.id)
        try await driver.renew()
        try await driver.get("/v1/shipments").expect(403, "privilege-missing")
    }
}
