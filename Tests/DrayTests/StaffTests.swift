import HTTP
import Platform
import Testing
import Wire

@Suite("People come, stand and go in an organization")
struct StaffTests {
    @Test("an invitation's letter makes a member, once, and by the account of its address")
    func invitation() async throws {
        let trader = try await Trader.make("wholesaler")
        var person = try await Person.make(trader.server.client)
        let thief = try await Person.make(trader.server.client)
        let made = try await trader.invite(person.email.uppercased()).expect(201)
        #expect(!made.bodyText.contains("secret"))
        let secret = try await trader.secret(to: person.email)
        try await thief.accept(secret).expect(422, "invitation-wrong")
        try await person.accept(secret).expect(200)
        try await person.renew()
        #expect(try person.signedIn.text("organization.id") == trader.id)
        try await person.accept(secret).expect(200)
        #expect(try trader.count("invitation_accepted") == 1)
        let member = try await trader.get("/v1/members/\(person.account)").expect(200)
        #expect(try member.text("email") == person.email)
        #expect(member["roles"]?.items?.map(\.text) == ["staff"])
        try await trader.invite(person.email).expect(409, "conflict")
    }

    @Test("five wrong secrets, or its end, or its maker's word, and an invitation is void")
    func voided() async throws {
        let trader = try await Trader.make("wholesaler")
        for way in ["tries", "time", "revoked"] {
            let person = try await Person.make(trader.server.client)
            let id = try await trader.invite(person.email).expect(201).text("id")
            let secret = try await trader.secret(to: person.email)
            switch way {
            case "tries":
                let ending = secret.hasSuffix("AAAA") ? "BBBA" : "AAAA"
                let wrong = "\(secret.dropLast(4))\(ending)"
                for _ in 0..<5 { try await person.accept(wrong).expect(422, "invitation-wrong") }
            case "time":
                _ = try trader.server.query(
                    """
                    update staff.invitations set created_at = now() - interval '2 days',
                        expires_at = now() - interval '1 day' where id = $1
                    """, [try uuid(of: id)], in: trader.id)
                let read = try await trader.get("/v1/invitations/\(id)").expect(200)
                #expect(try read.text("state") == "expired")
            default:
                try await trader.post("/v1/invitations/\(id)/revoke").expect(200)
                try await trader.post("/v1/invitations/\(id)/revoke").expect(409, "illegal-move")
            }
            try await person.accept(secret).expect(409, "invitation-void")
            try await trader.get("/v1/members/\(person.account)").expect(404)
        }
    }

    @Test("a letter goes out at most once a minute, and its secret replaces the former")
    func resending() async throws {
        let trader = try await Trader.make("wholesaler")
        let person = try await Person.make(trader.server.client)
        let id = try await trader.invite(person.email).expect(201).text("id")
        try await trader.invite(person.email).expect(409, "conflict")
        let first = try await trader.secret(to: person.email)
        try await trader.post("/v1/invitations/\(id)/resend").expect(429, "too-many-requests")
        _ = try trader.server.query(
            "update staff.invitations set letter_at = now() - interval '1 hour' where id = $1",
            [try uuid(of: id)], in: trader.id)
        try await trader.post("/v1/invitations/\(id)/resend").expect(200)
        try await person.accept(first).expect(422, "invitation-wrong")
        try await person.accept(try await trader.secret(to: person.email)).expect(200)
    }

    @Test("an invitation grants what its maker holds, when it is made and when it is accepted")
    func closure() async throws {
        var trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        try trader.grant(["members.invite", "members.write"], to: clerk)
        try await clerk.renew()
        let strong = "app.strong\(trader.canary.suffix(6))".lowercased()
        let ids = [try uuid(of: trader.id), try uuid(of: try trader.app), strong]
        _ = try trader.server.query(
            "select permissions.create_role($1::uuid, $2::uuid, $3, 'Strong', now())", ids,
            in: trader.id)
        _ = try trader.server.query(
            """
            select permissions.switch_cell($1::uuid, $2::uuid, $3, $5, true, $4::uuid, now())
            """, ids + [try uuid(of: trader.person.account), "prices.write"], in: trader.id)
        try await clerk.renew()
        try await trader.person.renew()
        let guest = try await Person.make(trader.server.client)
        let body = """
            {"email":"\(guest.email)","roles":["\(strong)"],"app_id":"\(try trader.app)"}
            """
        try await clerk.post("/v1/invitations", body).expect(403, "grant-beyond-own")
        for role in ["owner", "wholesaler", "banned"] {
            try await trader.invite(guest.email, roles: [role]).expect(403, "role-not-assignable")
        }
        try await trader.invite(guest.email, roles: ["nobody"]).expect(422, "role-unknown")
        try trader.grant(["prices.write"], to: clerk)
        try await clerk.renew()
        try await trader.person.renew()
        try await clerk.post("/v1/invitations", body).expect(201)
        let secret = try await trader.secret(to: guest.email)
        try await trader.post(
            "/v1/members/\(clerk.account)/suspend", #"{"reason":"Holidays"}"#).expect(200)
        try await guest.accept(secret).expect(409, "invitation-void")
        try await trader.post(
            "/v1/members/\(clerk.account)/reinstate", #"{"reason":"Back"}"#).expect(200)
        try await guest.accept(secret).expect(200)
    }

    @Test("a suspended member does nothing from that commit on, until reinstated")
    func suspension() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        try await clerk.get("/v1/organization").expect(200)
        let path = "/v1/members/\(clerk.account)"
        try await trader.post("\(path)/suspend", #"{"reason":"Till was short"}"#).expect(200)
        try await clerk.get("/v1/organization").expect(401, "token-revoked")
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(403, "membership-suspended")
        try await clerk.get("/v1/me").expect(200)
        try await trader.post("\(path)/suspend", #"{"reason":"Again"}"#)
            .expect(409, "illegal-move")
        try await trader.post("\(path)/reinstate", #"{"reason":"Money was found"}"#).expect(200)
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(200)
        #expect(try trader.count("member_suspended") == 1)
        #expect(try trader.count("member_reinstated") == 1)
    }

    @Test("nobody moves the owner, themselves, or who holds what they do not")
    func guarded() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        var other = try await trader.employ()
        try trader.grant(["members.write"], to: clerk)
        try trader.grant(["members.write", "prices.write"], to: other)
        try await clerk.renew()
        try await other.renew()
        let moves = [
            ("suspend", #"{"reason":"x"}"#), ("ban", #"{"reason":"x"}"#), ("unban", ""),
            ("reinstate", #"{"reason":"x"}"#),
        ]
        for (move, body) in moves {
            func ask(_ account: String) async throws -> Answer {
                try await clerk.post("/v1/members/\(account)/\(move)", body)
            }
            try await ask(trader.person.account).expect(409, "owner-stays")
            try await ask(clerk.account).expect(403, "not-oneself")
            try await ask(other.account).expect(403, "grant-beyond-own")
        }
        try await clerk.delete("/v1/members/\(other.account)").expect(403, "grant-beyond-own")
        try await other.delete("/v1/members/\(clerk.account)").expect(204)
        try await clerk.get("/v1/organization").expect(401, "token-revoked")
    }

    @Test("who leaves keeps their row, and takes it up again when invited anew; the owner stays")
    func leaving() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        let leave = #"{"organization_id":"\#(trader.id)"}"#
        try await trader.post("/v1/memberships/leave", leave).expect(409, "owner-stays")
        try await clerk.post("/v1/memberships/leave", leave).expect(204)
        try await clerk.get("/v1/organization").expect(401, "token-revoked")
        try await clerk.renew()
        #expect(clerk.signedIn["organizations"]?.items?.isEmpty == true)
        try await clerk.post("/v1/memberships/leave", leave).expect(404)
        func rows() throws -> [[String?]] {
            try trader.server.query(
                """
                select m.state, (select count(*) from permissions.assignments a
                    where a.organization_id = m.organization_id and a.account_id = m.account_id)
                from organizations.memberships m
                where m.organization_id = $1 and m.account_id = $2
                """, [try uuid(of: trader.id), try uuid(of: clerk.account)], in: trader.id)
        }
        #expect(try rows() == [["left", "0"]])
        _ = try trader.server.query(
            "update staff.invitations set letter_at = now() - interval '1 hour'", [],
            in: trader.id)
        try await trader.invite(clerk.email).expect(201)
        try await clerk.accept(try await trader.secret(to: clerk.email)).expect(200)
        #expect(try rows() == [["active", "1"]])
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(200)
        #expect(try trader.count("member_left") == 1)
    }

    @Test(
        "a store owner employs people for each kind of work in it",
        arguments: ["manager", "sales", "buyer", "cashier", "warehouse_hand", "bookkeeper"])
    func store(role: String) async throws {
        let store = try await Trader.make("retailer")
        let hired = try await store.employ(roles: [role])
        let held = hired.signedIn["privileges"]?.items?.compactMap(\.text) ?? []
        let granted = store.server.catalog.names(
            of: store.server.catalog.privileges(of: ["authenticated", role]))
        #expect(held == granted && granted.contains("organization.read"))
    }

    @Test("the platform has an owner, who makes roles of its own and hands them out")
    func platformOwner() async throws {
        let server = try await TestServer()
        var admin = server.admin
        #expect(admin.signedIn["organizations.0.roles"]?.items?.contains(.string("owner")) == true)
        let path = "/v1/apps/\(try admin.signedIn.text("app.id"))"
        let helper = try await server.hire()
        let words = #""summary":"Looks after drivers.""#
        try await admin.post("\(path)/privileges", #"{"name":"app.drivers",\#(words)}"#).expect(201)
        try await admin.renew()
        try await admin.post("\(path)/roles", #"{"name":"app.dispatcher",\#(words)}"#).expect(201)
        try await admin.renew()
        for privilege in ["app.drivers", "businesses.review"] {
            try await admin.put(
                "\(path)/cells",
                #"{"role":"app.dispatcher","privilege":"\#(privilege)","active":true}"#
            ).expect(200)
            try await admin.renew()
        }
        let app = try admin.signedIn.text("app.id")
        try await admin.post(
            "/v1/members/\(helper.account)/assignments",
            #"{"role":"app.dispatcher","app_id":"\#(app)"}"#
        ).expect(201)
        var person = helper
        try await person.renew()
        let held = person.signedIn["privileges"]?.items?.compactMap(\.text) ?? []
        #expect(held.contains("app.drivers") && held.contains("businesses.review"))
        try await person.get("/v1/platform/onboardings").expect(200)
        await server.stop()
    }

    @Test("a member of a business unit sells on its channel, from its warehouse")
    func units() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        #expect(try clerk.signedIn.text("warehouse_id") == trader.warehouse)
        let warehouse = try await trader.post(
            "/v1/warehouses", #"{"name":"Back room","address":"3 Side Street"}"#
        ).expect(201).text("id")
        let unit = try await trader.post(
            "/v1/business-units", #"{"name":"Shop","warehouse_id":"\#(warehouse)"}"#
        ).expect(201).text("id")
        try await trader.person.put(
            "/v1/members/\(clerk.account)/business-unit", #"{"business_unit_id":"\#(unit)"}"#
        ).expect(200)
        try await clerk.get("/v1/organization").expect(401, "token-revoked")
        try await clerk.renew()
        #expect(try clerk.signedIn.text("warehouse_id") == warehouse)
        #expect(try clerk.signedIn.text("channel_id") == trader.channel)
        try await trader.person.patch(
            "/v1/business-units/\(unit)", #"{"warehouse_id":null,"name":"Shop 1"}"#,
            ifMatch: "\"1\""
        ).expect(200)
        try await clerk.renew()
        #expect(try clerk.signedIn.text("warehouse_id") == trader.warehouse)
        try await trader.person.patch(
            "/v1/business-units/\(unit)", #"{"name":"Shop 2"}"#, ifMatch: "\"1\""
        ).expect(412, "version-mismatch")
        let other = try await SharedTrader.wholesaler
        try await trader.post(
            "/v1/business-units", #"{"name":"Theirs","warehouse_id":"\#(other.warehouse)"}"#
        ).expect(422)
        try await other.person.put(
            "/v1/members/\(other.person.account)/business-unit",
            #"{"business_unit_id":"\#(unit)"}"#
        ).expect(422, "unit-unknown")
    }

    @Test("invitations are accepted once, however many ask at the same instant")
    func racing() async throws {
        let trader = try await Trader.make("wholesaler")
        let person = try await Person.make(trader.server.client)
        try await trader.invite(person.email).expect(201)
        let secret = try await trader.secret(to: person.email)
        // Of those who ask at once the first ends the tokens of the others.
        let statuses = try await concurrently(8) { _ in try await person.accept(secret).status }
        #expect(statuses.contains(200) && statuses.allSatisfy { $0 == 200 || $0 == 401 })
        #expect(try trader.count("invitation_accepted") == 1)
    }
}
