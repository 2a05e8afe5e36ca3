import HTTP
import Organizations
import Postgres
import Testing
import Wire

@Suite("A technician stops an app or an organization at once, and lets it go on as it was")
struct DisablingTests {
    private func disable(_ path: String, _ verb: String = "disable") async throws -> Answer {
        let body = verb == "disable" ? #"{"reason":"Endless orders."}"# : ""
        return try await SharedTechnician.person.post("/v1/platform/\(path)/\(verb)", body)
    }

    @Test("from a disabled seller nobody orders, nobody finds it, and nothing is done in it")
    func seller() async throws {
        var seller = try await Seller.make()
        let buyer = try await Buyer.make(of: seller)
        let draft = try await buyer.draft().text("id")
        try await disable("organizations/\(seller.id)").expect(200)
        try await seller.trader.get("/v1/products").expect(401, "token-revoked")
        try await seller.trader.person.renew()
        try await seller.trader.get("/v1/products").expect(403, "organization-disabled")
        try await buyer.place(draft).expect(409, "seller-unavailable")
        let offers = try await buyer.person.get("/v1/sellers/\(seller.id)/offers")
        #expect(
            ["seller-unavailable", "not-trading-partners"].contains(offers.problem),
            "\(offers.bodyText)")
        let stranger = try await Trader.make("retailer")
        try await stranger.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#).expect(422)
        try await disable("organizations/\(seller.id)").expect(409, "illegal-move")

        try await disable("organizations/\(seller.id)", "enable").expect(200)
        try await disable("organizations/\(seller.id)", "enable").expect(409, "illegal-move")
        try await seller.trader.person.renew()
        try await seller.trader.get("/v1/products").expect(200)
        try await buyer.place(draft).expect(201)
        let events = try await seller.trader.get("/v1/events?subject_kind=organization")
        #expect(
            events["items"]?.items?.compactMap { $0["type"]?.text }.suffix(2)
                == ["organization_disabled", "organization_enabled"])
        #expect(events.bodyText.contains("Endless orders."))
    }

    @Test("what is decided of a disabled organization holds once it is enabled")
    func decidedMeanwhile() async throws {
        var trader = try await Trader.make("wholesaler", until: .submitted)
        try await disable("organizations/\(trader.id)").expect(200)
        try await Trader.waiveNeeded(trader.onboarding, trader.server.admin)
        try await trader.server.admin.post(
            "/v1/platform/onboardings/\(trader.onboarding)/approve").expect(200)
        try await trader.person.renew()
        try await trader.get("/v1/products").expect(403, "organization-disabled")
        try await disable("organizations/\(trader.id)", "enable").expect(200)
        try await trader.person.renew()
        #expect(try trader.person.signedIn.text("organization.state") == "approved")
        var other = try await Trader.make("wholesaler", until: .setUp)
        try await disable("organizations/\(other.id)").expect(200)
        try await disable("organizations/\(other.id)", "enable").expect(200)
        try await other.person.renew()
        #expect(try other.person.signedIn.text("organization.state") == "preparing")
    }

    @Test("a disabled app stops alone; its organization sees why")
    func app() async throws {
        var trader = try await Trader.make("wholesaler")
        let app = try await trader.makeApp()
        var there = try await trader.person.signedIn(to: app, of: trader.id)
        try await disable("apps/\(trader.id)/\(app)").expect(200)
        try await there.get("/v1/products").expect(401, "token-revoked")
        try await there.renew()
        try await there.get("/v1/products").expect(403, "app-disabled")
        try await trader.person.renew()
        let seen = try await trader.get("/v1/apps/\(app)").expect(200)
        #expect(try seen.text("disabled_for") == "Endless orders.")
        try await disable("apps/\(trader.id)/\(app)").expect(409, "illegal-move")
        try await disable("apps/\(trader.id)/\(app)", "enable").expect(200)
        try await there.renew()
        try await there.get("/v1/products").expect(200)
        let victim = try await SharedTrader.wholesaler
        try await disable("apps/\(victim.id)/\(app)").expect(404)
    }

    @Test("nobody but a technician disables, and nobody disables the platform")
    func guarded() async throws {
        let trader = try await SharedTrader.wholesaler
        let admin = trader.server.admin
        let path = "/v1/platform/organizations/\(trader.id)/disable"
        try await trader.post(path, #"{"reason":"x"}"#).expect(404)
        try await admin.post(path, #"{"reason":"x"}"#).expect(403, "privilege-missing")
        let platform = try admin.signedIn.text("organization.id")
        try await disable("organizations/\(platform)").expect(409, "platform-itself")
        let console = try admin.signedIn.text("app.id")
        try await disable("apps/\(platform)/\(console)").expect(409, "platform-itself")
        try await disable("organizations/org_00000000000000000000000001").expect(404)
        let connection = try AdminConnection(
            ConnectionSettings(trader.server.address, role: "dray_server"))
        #expect(throws: DatabaseError.self) {
            try connection.query(
                "select permissions.disable_organization($1, 'x', now())",
                [try uuid(of: trader.id)])
        }
        #expect(throws: DatabaseError.self) {
            try connection.query("update organizations.apps set disabled_at = null")
        }
    }

    @Test("technicians are those the configuration names, from one start to the next")
    func named() async throws {
        let server = try await TestServer()
        let connection = try AdminConnection(ConnectionSettings(server.address))
        var person = try await Person.make(server.client)
        let first = try PlatformBootstrap.setTechnicians(
            [person.email.uppercased(), "nobody@example.com"], connection)
        #expect(first.given == [person.email] && first.unknown == ["nobody@example.com"])
        try await person.renew()
        #expect(person.signedIn.bodyText.contains("organizations.disable"))
        let trader = try await Trader.make("retailer", on: server)
        try await person.post(
            "/v1/platform/organizations/\(trader.id)/disable", #"{"reason":"x"}"#).expect(200)
        let second = try PlatformBootstrap.setTechnicians([person.email], connection)
        #expect(second.given.isEmpty && second.taken.isEmpty)
        let third = try PlatformBootstrap.setTechnicians([], connection)
        #expect(third.taken == [person.email])
        try await person.post("/v1/platform/organizations/\(trader.id)/enable")
            .expect(401, "token-revoked")
        try await person.renew()
        try await person.post("/v1/platform/organizations/\(trader.id)/enable")
            .expect(403, "privilege-missing")
        await server.stop()
    }
}
