import Bedrock
import HTTP
import Identity
import Platform
import Testing
import Wire

@Suite("Each app says who may do what in it")
struct PermissionRouteTests {
    private func cell(
        _ matrix: Answer, _ role: String, _ privilege: String
    ) -> (active: Bool, source: String)? {
        let row = matrix["roles"]?.items?.first { $0["name"]?.text == role }
        let cell = row?["cells"]?.items?.first { $0["privilege"]?.text == privilege }
        guard let active = cell?["active"]?.bool, let source = cell?["source"]?.text else {
            return nil
        }
        return (active, source)
    }

    @Test("the matrix has every role by every privilege, and where each cell comes from")
    func matrix() async throws {
        let trader = try await Trader.make("wholesaler")
        let app = try await trader.makeApp()
        let path = "/v1/apps/\(app)"
        try await trader.post("\(path)/roles", #"{"name":"app.host","summary":"Hosts."}"#)
            .expect(201)
        try await trader.post("\(path)/privileges", #"{"name":"app.taste","summary":"Pours."}"#)
            .expect(201)
        var owner = trader.person
        try await owner.renew()
        try await owner.put(
            "\(path)/cells", #"{"role":"staff","privilege":"organization.read","active":false}"#
        ).expect(200)
        try await owner.renew()
        let matrix = try await owner.get("\(path)/permissions").expect(200)
        let catalog = trader.server.catalog
        let roles = catalog.roles.filter { !$0.denies }.count + 1
        #expect(matrix["roles"]?.items?.count == roles)
        for row in matrix["roles"]?.items ?? [] {
            #expect(row["cells"]?.items?.count == catalog.privileges.count + 1)
        }
        #expect(cell(matrix, "owner", "organization.read")! == (true, "hard_immutable"))
        #expect(cell(matrix, "staff", "organization.read")! == (false, "app"))
        #expect(cell(matrix, "wholesaler", "stock.read")! == (true, "hard_mutable"))
        #expect(cell(matrix, "retailer", "accounts.ban")! == (false, "hard_mutable"))
        #expect(cell(matrix, "owner", "app.taste")! == (true, "app"))
        #expect(cell(matrix, "app.host", "app.taste")! == (false, "hard_mutable"))
        let console = try await owner.get("/v1/apps/\(try trader.console)/permissions").expect(200)
        #expect(cell(console, "staff", "organization.read")! == (true, "hard_mutable"))
        #expect(cell(console, "owner", "app.taste") == nil)
    }

    @Test("an app's own role and privilege reach the token of whoever was given them, and leave it")
    func own() async throws {
        let trader = try await Trader.make("wholesaler")
        let app = try await trader.makeApp()
        let path = "/v1/apps/\(app)"
        let kim = try await trader.colleague()
        for (what, name) in [("roles", "app.host"), ("privileges", "app.taste")] {
            var owner = try await trader.person.again()
            let body = #"{"name":"\#(name)","summary":"Of tastings."}"#
            try await owner.post("\(path)/\(what)", body).expect(201)
            try await owner.renew()
            try await owner.post("\(path)/\(what)", body).expect(409, "conflict")
        }
        var owner = try await trader.person.again()
        try await owner.put(
            "\(path)/cells", #"{"role":"app.host","privilege":"app.taste","active":true}"#
        ).expect(200)
        try await owner.renew()
        let body = #"{"role":"app.host","app_id":"\#(app)"}"#
        try await owner.post("/v1/members/\(kim.account)/assignments", body).expect(201)
        let there = try await kim.signedIn(to: app, of: trader.id)
        #expect(there.signedIn["privileges"]?.items?.last?.text == "app.taste")
        let elsewhere = try await kim.signedIn(to: try trader.console, of: trader.id)
        #expect(!elsewhere.signedIn.bodyText.contains("app.taste"))
        try await owner.delete("\(path)/roles/app.host").expect(204)
        try await there.get("/v1/me").expect(401, "token-revoked")
        let again = try await kim.signedIn(to: app, of: trader.id)
        #expect(!again.signedIn.bodyText.contains("app.taste"))
        try await owner.renew()
        try await owner.delete("\(path)/roles/app.host").expect(404)
        try await owner.delete("\(path)/privileges/app.taste").expect(204)
        try await owner.renew()
        try await owner.delete("\(path)/privileges/app.taste").expect(404)
    }

    @Test("what the model forbids is refused by name")
    func refusals() async throws {
        let trader = try await Trader.make("retailer")
        let path = "/v1/apps/\(try trader.console)"
        let person = trader.person
        func put(_ role: String, _ privilege: String, _ on: Bool = true) async throws -> Answer {
            try await person.put(
                "\(path)/cells",
                #"{"role":"\#(role)","privilege":"\#(privilege)","active":\#(on)}"#)
        }
        try await put("owner", "organization.read", false).expect(409, "cell-immutable")
        try await put("nobody", "stock.read").expect(422, "role-unknown")
        try await put("banned", "stock.read").expect(422, "role-unknown")
        try await put("staff", "stock.eat").expect(422, "privilege-unknown")
        let beyond = try await put("staff", "accounts.ban").expect(403, "grant-beyond-own")
        #expect(try beyond.text("detail") == "accounts.ban")
        try await person.delete("\(path)/cells/owner/organization.read")
            .expect(409, "cell-immutable")
        try await person.delete("\(path)/cells/reviewer/businesses.review")
            .expect(403, "grant-beyond-own")
        try await person.delete("\(path)/cells/nobody/stock.read").expect(404)
        try await person.post("\(path)/roles", #"{"name":"manager","summary":"M"}"#)
            .expect(422, "invalid-request")
        try await person.delete("\(path)/roles/manager").expect(404)
        let kim = try await trader.colleague()
        for role in ["owner", "wholesaler", "technician", "platform_admin", "banned"] {
            try await trader.assign(role, to: kim).expect(422, "role-not-assignable")
        }
        try await trader.assign("nobody", to: kim).expect(422, "role-unknown")
        let far = try await trader.assign("support", to: kim).expect(403, "grant-beyond-own")
        #expect(try far.text("detail").hasSuffix("businesses.review"))
        try await trader.assign("reviewer", to: kim).expect(403, "grant-beyond-own")
        let stranger = try await SharedTrader.wholesaler
        try await trader.assign("staff", to: stranger.person).expect(404)
        try await trader.assign("staff", to: kim, #","app_id":"\#(try stranger.console)""#)
            .expect(422, "app-unknown")
        let empty = """
            ,"starts_at":"2031-01-01T00:00:00Z","ends_at":"2031-01-01T00:00:00Z"
            """
        try await trader.assign("staff", to: kim, empty).expect(422, "timeframe-empty")
        try await trader.assign("staff", to: kim).expect(201)
        try await trader.assign("staff", to: kim).expect(409, "conflict")
    }

    @Test(
        "whoever owns a business can staff it: its owner holds what its staff's roles grant",
        arguments: [
            (
                "retailer",
                ["manager", "sales", "buyer", "cashier", "warehouse_hand", "bookkeeper", "driver"]
            ),
            (
                "wholesaler",
                ["manager", "sales", "buyer", "cashier", "warehouse_hand", "bookkeeper"]
            ),
            (
                "distributor",
                ["manager", "sales", "buyer", "cashier", "warehouse_hand", "bookkeeper"]
            ),
            (
                "brand_owner",
                ["manager", "sales", "buyer", "cashier", "warehouse_hand", "bookkeeper"]
            ),
            ("platform_admin", ["reviewer", "support"]),
        ])
    func staffing(type: String, staff: [String]) throws {
        let catalog = try PolicyFiles.load(Project.folder + "/Policies")
        let held = catalog.privileges(of: ["authenticated", "owner", type])
        let platform = catalog.privileges(of: ["authenticated", type])
        for role in staff {
            #expect(catalog.roles.contains { $0.name == role && $0.assignable }, "\(role)")
            let granted = catalog.privileges(of: [role])
            #expect(
                (type == "platform_admin" ? platform : held).isSuperset(of: granted), "\(role)")
        }
    }

    @Test("a role is given, read, rescheduled and taken; every step ends tokens and is told")
    func assigning() async throws {
        let trader = try await Trader.make("wholesaler")
        var kim = try await trader.colleague()
        try await kim.get("/v1/stock-levels").expect(403, "privilege-missing")
        let given = try await trader.assign("warehouse_hand", to: kim, #","public":true"#)
            .expect(201)
        let path = try given.text("id")
        try await kim.get("/v1/me").expect(401, "token-revoked")
        try await kim.renew()
        try await kim.get("/v1/stock-levels").expect(200)
        let read = try await trader.get("/v1/assignments/\(path)").expect(200)
        #expect(read.body == given.body && read.etag == "\"1\"")
        let owner = trader.person
        let moved = try await owner.patch(
            "/v1/assignments/\(path)", #"{"ends_at":"2041-01-01T00:00:00Z","public":false}"#,
            ifMatch: "\"1\""
        ).expect(200)
        #expect(moved.etag == "\"2\"")
        try await kim.get("/v1/stock-levels").expect(401, "token-revoked")
        try await owner.patch("/v1/assignments/\(path)", "{}", ifMatch: "\"1\"").expect(412)
        let empty = #"{"ends_at":"2021-01-01T00:00:00Z"}"#
        try await owner.patch("/v1/assignments/\(path)", empty, ifMatch: "\"2\"")
            .expect(422, "timeframe-empty")
        try await kim.renew()
        try await owner.delete("/v1/assignments/\(path)").expect(204)
        try await kim.get("/v1/stock-levels").expect(401, "token-revoked")
        try await kim.renew()
        try await kim.get("/v1/stock-levels").expect(403, "privilege-missing")
        try await owner.delete("/v1/assignments/\(path)").expect(404)
        let events = try await owner.get("/v1/events?subject_kind=assignment").expect(200)
        #expect(
            events["items"]?.items?.compactMap { $0["type"]?.text }
                == ["role_assigned", "role_rescheduled", "role_revoked"])
        let mine = try await owner.get("/v1/members/\(owner.account)/assignments").expect(200)
        #expect(mine["items"]?.items?.count == 2)
        for item in mine["items"]?.items ?? [] {
            let id = item["id"]?.text ?? ""
            try await owner.delete("/v1/assignments/\(id)").expect(409, "held-by-system")
            try await owner.patch("/v1/assignments/\(id)", "{}", ifMatch: "*")
                .expect(409, "held-by-system")
        }
    }

    @Test("a token expires with the role that ends first, and knows none that has not begun")
    func expiry() async throws {
        let trader = try await Trader.make("wholesaler")
        var kim = try await trader.colleague()
        let ends = Instant(microseconds: (Instant.now().seconds + 540) * 1_000_000)
        let later = ends.advanced(by: .seconds(86_400))
        try await trader.assign("bookkeeper", to: kim, #","ends_at":"\#(ends.rfc3339)""#)
            .expect(201)
        try await trader.assign("warehouse_hand", to: kim, #","starts_at":"\#(later.rfc3339)""#)
            .expect(201)
        try await kim.renew()
        #expect(try kim.signedIn.text("expires_at") == ends.rfc3339)
        try await kim.get("/v1/orders").expect(200)
        try await kim.get("/v1/stock-levels").expect(403, "privilege-missing")
        let own = try await kim.get("/v1/me/privileges").expect(200)
        #expect(try own.text("until") == ends.rfc3339)
    }

    @Test("people are found by name or address, among the organization's own alone")
    func people() async throws {
        let trader = try await Trader.make("wholesaler")
        let name = "Zoë \(trader.canary)"
        let zoe = try await trader.colleague(named: name)
        let other = try await Trader.make("retailer")
        _ = try await other.colleague(named: name)
        try await trader.assign("sales", to: zoe).expect(201)
        try await trader.assign("buyer", to: zoe, #","public":true"#).expect(201)
        func find(_ query: String, _ person: Person) async throws -> [JSON] {
            try await person.get("/v1/members?query=\(query)").expect(200)["items"]?.items ?? []
        }
        for query in ["Zo%C3%AB", "zo%C3%AB%20canary", String(zoe.email.prefix(12)).uppercased()] {
            let found = try await find(query, trader.person)
            #expect(found.contains { $0["account_id"]?.text == zoe.account }, "\(query)")
            #expect(found.allSatisfy { $0["account_id"]?.text != other.person.account })
        }
        let seen = try await find("Zo%C3%AB", trader.person)
        #expect(seen.count == 1 && seen[0]["email"]?.text == zoe.email)
        #expect(seen[0]["roles"]?.items?.compactMap(\.text) == ["buyer", "sales"])
        for query in ["%25", "oe", "_", "%27%20or%20true--"] {
            #expect(try await find(query, trader.person).isEmpty, "\(query)")
        }
        let staff = try await trader.colleague(holding: "staff")
        let shown = try await find("Zo%C3%AB", staff)
        #expect(shown.count == 1 && shown[0]["email"]?.text == nil)
        #expect(shown[0]["roles"]?.items?.compactMap(\.text) == ["buyer"])
        #expect(try await find(zoe.email, staff).isEmpty)
        try await staff.get("/v1/members/\(zoe.account)/assignments").expect(403)
        let first = try await trader.get("/v1/members?limit=1").expect(200)
        let next = try await trader.get(
            "/v1/members?limit=2&cursor=\(try first.text("next_cursor"))").expect(200)
        #expect(next["items"]?.items?.count == 2 && next["next_cursor"]?.text == nil)
    }

    @Test("the explanation of a privilege agrees with what its account may do")
    func explained() async throws {
        let trader = try await Trader.make("wholesaler")
        let kim = try await trader.colleague(holding: "warehouse_hand", "bookkeeper")
        var owner = try await trader.person.again()
        try await owner.put(
            "/v1/apps/\(try trader.console)/cells",
            #"{"role":"warehouse_hand","privilege":"stock.write","active":false}"#
        ).expect(200)
        try await owner.renew()
        let again = try await kim.again()
        let own = try await again.get("/v1/me/privileges").expect(200)
        let held = Set(own["privileges"]?.items?.compactMap(\.text) ?? [])
        #expect(held == Set(again.signedIn["privileges"]?.items?.compactMap(\.text) ?? []))
        #expect(held.contains("stock.read") && !held.contains("stock.write"))
        for privilege in trader.server.catalog.privileges.map(\.name) {
            let mine = try await again.get("/v1/me/privileges/\(privilege)").expect(200)
            let theirs = try await owner.get("/v1/members/\(kim.account)/privileges/\(privilege)")
                .expect(200)
            #expect(mine.body == theirs.body)
            #expect(mine["allowed"]?.bool == held.contains(privilege), "\(privilege)")
        }
        let why = try await again.get("/v1/me/privileges/stock.write").expect(200)
        let hand = why["roles"]?.items?.first { $0["role"]?.text == "warehouse_hand" }
        #expect(hand?["source"]?.text == "app" && hand?["active"]?.bool == false)
        #expect(hand?["held"]?.bool == true && hand?["given_by"]?.text == "member")
        try await again.get("/v1/me/privileges/stock.eat").expect(404)
        try await again.get("/v1/members/\(owner.account)/privileges/stock.read").expect(403)
        let stranger = try await SharedTrader.wholesaler
        try await owner.get("/v1/members/\(stranger.person.account)/privileges/stock.read")
            .expect(404)
    }

    @Test("denies are told with what they stop")
    func deniesExplained() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let waiting = try await trader.get("/v1/me/privileges/catalog.write").expect(200)
        #expect(waiting["allowed"]?.bool == true)
        #expect(try waiting.text("denies.0.problem") == "trading-not-approved")
        #expect(try waiting.text("denies.0.stops") == "trading")
        let kim = try await trader.colleague()
        _ = try trader.server.query(
            "select permissions.grant_by_system($1,$2,$3,'banned',now(),null,null,now())",
            [trader.id, Client.freshKey(), kim.account].map { try uuid(of: $0) }, in: trader.id)
        let banned = try await trader.get("/v1/members/\(kim.account)/privileges/sessions.open")
            .expect(200)
        #expect(banned["allowed"]?.bool == false)
        #expect(try banned.text("denies.0.problem") == "member-banned")
        let nobody = try await Person.make(trader.server.client)
        let open = try await nobody.get("/v1/me/privileges/sessions.open").expect(200)
        #expect(open["allowed"]?.bool == true)
        #expect(try await nobody.get("/v1/me/privileges").expect(200)["app_id"]?.text == nil)
    }
}
