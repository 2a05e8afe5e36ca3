import Bedrock
import HTTP
import Platform
import Testing
import Wire

@Suite("An organization has apps, each with its own looks and permissions")
struct AppTests {
    private static let branding = """
        {"name":"Prairie Shop","colours":{"primary":"#1B4d3e","text":"#000000"},
        "logo_url":"https://cdn.example.com/logo.svg","domain":"DOMAIN"}
        """

    private func branding(_ domain: String) -> String {
        Self.branding.replacing("DOMAIN", with: domain)
    }

    @Test("an app is made, read, changed, archived and restored, each with an event")
    func life() async throws {
        let trader = try await Trader.make("wholesaler")
        let made = try await trader.post(
            "/v1/apps", """
            {"kind":"storefront","name":"Shop","branding":\(branding("shop.prairie.example")),
            "origins":["https://shop.prairie.example","http://localhost:5173"]}
            """).expect(201)
        let app = try made.text("id")
        let read = try await trader.get("/v1/apps/\(app)").expect(200)
        #expect(read.body == made.body && read.etag == "\"1\"")
        let changed = try await trader.person.patch(
            "/v1/apps/\(app)", #"{"name":"Wine shop","origins":[]}"#, ifMatch: "\"1\""
        ).expect(200)
        #expect(changed["branding.domain"]?.text == "shop.prairie.example")
        #expect(changed["origins"]?.items?.isEmpty == true)
        try await trader.person.patch("/v1/apps/\(app)", #"{"name":"X"}"#, ifMatch: "\"1\"")
            .expect(412)
        try await trader.person.patch("/v1/apps/\(app)", #"{"name":"X"}"#).expect(428)
        var owner = trader.person
        try await owner.post("/v1/apps/\(app)/archive").expect(200)
        try await owner.get("/v1/apps").expect(401, "token-revoked")
        try await owner.renew()
        try await owner.post("/v1/apps/\(app)/archive").expect(409, "illegal-move")
        try await owner.post("/v1/apps/\(app)/restore").expect(200)
        try await owner.renew()
        try await owner.post("/v1/apps/\(app)/restore").expect(409, "illegal-move")
        let events = try await owner.get("/v1/events?subject_kind=app").expect(200)
        #expect(
            events["items"]?.items?.compactMap { $0["type"]?.text }
                == ["app_made", "app_changed", "app_archived", "app_restored"])
    }

    @Test("the main app is there from the first moment, is no other's kind, and stays")
    func main() async throws {
        let trader = try await Trader.make("retailer")
        let list = try await trader.get("/v1/apps").expect(200)
        #expect(list["items"]?.items?.count == 1)
        #expect(list["items.0.main"]?.bool == true)
        #expect(try list.text("items.0.kind") == "console")
        let console = try trader.console
        try await trader.post("/v1/apps/\(console)/archive").expect(409, "main-app")
        try await trader.post("/v1/apps/\(console)/restore").expect(409, "illegal-move")
        try await trader.post("/v1/apps", #"{"kind":"console","name":"Two"}"#).expect(422)
    }

    @Test(
        "what is no origin, colour, host or address is refused by its field",
        arguments: [
            (#""origins":["https://shop.example.com/"]"#, "/origins/0"),
            (#""origins":["http://shop.example.com"]"#, "/origins/0"),
            (#""origins":["https://shop.example.com:443"]"#, "/origins/0"),
            (#""origins":["https://shop.example.com:0"]"#, "/origins/0"),
            (#""origins":["https://user@shop.example.com"]"#, "/origins/0"),
            (#""origins":["https://*.example.com"]"#, "/origins/0"),
            (#""origins":["HTTPS://shop.example.com"]"#, "/origins/0"),
            (#""origins":["javascript:alert(1)"]"#, "/origins/0"),
            (#""branding":{"colours":{"primary":"red"}}"#, "/branding/colours/primary"),
            (##""branding":{"colours":{"text":"#12345g"}}"##, "/branding/colours/text"),
            (#""branding":{"domain":"localhost"}"#, "/branding/domain"),
            (#""branding":{"domain":"10.0.0.1"}"#, "/branding/domain"),
            (#""branding":{"domain":"a..example"}"#, "/branding/domain"),
            (#""branding":{"domain":"-a.example"}"#, "/branding/domain"),
            (#""branding":{"logo_url":"http://cdn.example.com/l.svg"}"#, "/branding/logo_url"),
            (#""branding":{"logo_url":"https://cdn"}"#, "/branding/logo_url"),
            (#""branding":{"hat":1}"#, "/branding/hat"),
        ])
    func refused(field: String, pointer: String) async throws {
        let trader = try await SharedTrader.wholesaler
        let answer = try await trader.post(
            "/v1/apps", #"{"kind":"pos","name":"Till",\#(field)}"#
        ).expect(422, "invalid-request")
        #expect(answer.pointers == [pointer])
    }

    @Test("a name is of one app of an organization, and no matter to any other")
    func unique() async throws {
        let one = try await Trader.make("wholesaler"), two = try await Trader.make("retailer")
        let body = #"{"kind":"custom","name":"N"}"#
        try await one.post("/v1/apps", body).expect(201)
        try await two.post("/v1/apps", body).expect(201)
        try await one.post("/v1/apps", body).expect(409, "conflict")
    }

    @Test("a domain is of one app among all, which is not told whose it is")
    func domains() async throws {
        let one = try await Trader.make("wholesaler"), two = try await Trader.make("retailer")
        let host = "\(one.canary.lowercased()).example.com"
        func body(_ name: String) -> String {
            #"{"kind":"custom","name":"\#(name)","branding":\#(branding(host))}"#
        }
        let made = try await one.post("/v1/apps", body("N")).expect(201).text("id")
        try await one.post("/v1/apps", body("M")).expect(409, "domain-taken")
        let refused = try await two.post("/v1/apps", body("N")).expect(409, "domain-taken")
        for word in [made, one.id, one.canary, host] {
            #expect(!refused.bodyText.contains(word))
        }
        let theirs = try await two.makeApp()
        let change = #"{"branding":\#(branding(host))}"#
        try await two.person.patch("/v1/apps/\(theirs)", change, ifMatch: "*")
            .expect(409, "domain-taken")
        // One's own may be said again; what is given up is free.
        try await one.person.patch("/v1/apps/\(made)", change, ifMatch: "*").expect(200)
        try await one.person.patch("/v1/apps/\(made)", #"{"branding":{}}"#, ifMatch: "*")
            .expect(200)
        try await two.person.patch("/v1/apps/\(theirs)", change, ifMatch: "*").expect(200)
        try await one.post("/v1/apps", body("M")).expect(409, "domain-taken")
    }

    @Test("an organization has at most fifty apps")
    func limit() async throws {
        let trader = try await Trader.make("retailer")
        for _ in 1..<50 { _ = try await trader.makeApp() }
        try await trader.post("/v1/apps", #"{"kind":"pos","name":"One more"}"#)
            .expect(409, "limit-reached")
    }

    @Test("a token of an archived app does nothing and says why, until the app is restored")
    func archived() async throws {
        let trader = try await Trader.make("wholesaler")
        let app = try await trader.makeApp()
        var there = try await trader.person.signedIn(to: app, of: trader.id)
        try await there.get("/v1/products").expect(200)
        try await trader.post("/v1/apps/\(app)/archive").expect(200)
        try await there.get("/v1/products").expect(401, "token-revoked")
        try await there.renew()
        try await there.get("/v1/products").expect(403, "app-archived")
        var owner = trader.person
        try await owner.renew()
        try await owner.post("/v1/apps/\(app)/restore").expect(200)
        try await there.renew()
        try await there.get("/v1/products").expect(200)
    }

    @Test("an app's figures are accounts, those active today and this month, requests and errors")
    func statistics() async throws {
        let trader = try await Trader.make("wholesaler")
        let app = try await trader.makeApp()
        let path = "/v1/apps/\(app)/statistics"
        let none = try await trader.get(path).expect(200)
        #expect(none["accounts"]?.integer == 0 && none["requests"]?.integer == 0)
        let now = Instant.now()
        let today = now.rfc3339.prefix(10)
        let longAgo = now.advanced(by: .seconds(-40 * 86_400)).rfc3339.prefix(10)
        let other = try uuid(of: Client.freshKey())
        func row(
            _ day: Substring, _ requests: Int, _ errors: Int, _ account: String
        ) throws -> String {
            """
            {"organization_id":"\(try uuid(of: trader.id))","app_id":"\(try uuid(of: app))",
            "day":"\(day)","requests":\(requests),"errors":\(errors),"accounts":["\(account)"]}
            """
        }
        let mine = try uuid(of: trader.person.account)
        for batch in [
            [try row(today, 3, 1, mine), try row(today, 4, 0, mine)],
            [try row(longAgo, 5, 5, other), try row(longAgo, 1, 0, mine)],
        ] {
            _ = try trader.server.query(
                "select permissions.count_use($1)", ["[\(batch.joined(separator: ","))]"])
        }
        let some = try await trader.get(path).expect(200)
        #expect(some["accounts"]?.integer == 2)
        #expect(some["active_today"]?.integer == 1 && some["active_this_month"]?.integer == 1)
        #expect(some["requests"]?.integer == 13 && some["errors"]?.integer == 6)
        #expect(some["days"]?.items?.count == 2)
        #expect(try some.text("days.0.day") == String(today))
    }

    @Test("a server counts each request once without a trip for it, and writes all at its end")
    func counting() async throws {
        let server = try await TestServer(with: ["DRAY_LOOPS": "2"])
        let trader = try await Trader.make("wholesaler", on: server)
        let app = try await trader.makeApp()
        let there = try await trader.person.signedIn(to: app, of: trader.id)
        func trips() async throws -> Int {
            let text = try await server.client.send(.get, "/metrics").body
            let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix("dray_database_trips_total ")
            }
            return line.flatMap { Double($0.split(separator: " ")[1]) }.map { Int($0) } ?? -1
        }
        let before = try await trips()
        for _ in 0..<20 { try await there.get("/v1/products").expect(200) }
        let after = try await trips()
        // The server's own clocks may have asked something meanwhile; two trips a read would be 40.
        #expect(
            (20..<30).contains(after - before),
            "a read is one round trip, its check of access included")
        try await there.get("/v1/products/prd_00000000000000000000000001").expect(404)
        try await there.get("/v1/platform/onboardings").expect(404)
        await server.stop()
        let days = try server.query(
            "select requests, errors from permissions.app_days where app_id = $1",
            [try uuid(of: app)], in: trader.id)
        #expect(days == [["22", "2"]])
        let accounts = try server.query(
            "select account_id from permissions.app_accounts where app_id = $1",
            [try uuid(of: app)], in: trader.id)
        #expect(accounts == [[try uuid(of: there.account)]])
    }
}
