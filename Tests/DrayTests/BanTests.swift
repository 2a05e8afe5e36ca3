import HTTP
import Platform
import Testing
import Wire

@Suite("Bans end everything at once, and end by themselves")
struct BanTests {
    private var operations: [DeclaredOperation] { Contract.shared.operations }

    @Test("a member who is banned is told so by every route of members and of the platform")
    func everyPolicy() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        try await trader.post("/v1/members/\(clerk.account)/ban", #"{"reason":"Theft"}"#)
            .expect(200)
        try await clerk.get("/v1/organization").expect(401, "token-revoked")
        try await clerk.renew()
        var walked = 0
        for operation in operations where operation.scope == Member.name {
            try await operation.send(token: clerk.token, clerk.client)
                .expect(403, "member-banned")
            walked += 1
        }
        #expect(walked > 50)
        try await clerk.get("/v1/me").expect(200)

        let host = trader.server
        var helper = try await host.hire()
        try await host.admin.post("/v1/members/\(helper.account)/ban", #"{"reason":"Gossip"}"#)
            .expect(200)
        try await helper.renew()
        for operation in operations where operation.scope == PlatformMember.name {
            try await operation.send(token: helper.token, helper.client)
                .expect(403, "member-banned")
        }
    }

    @Test("a ban holds from its beginning to its end, and no token outlives either")
    func timeframe() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        func move(_ starts: String, _ ends: String) throws {
            _ = try trader.server.query(
                """
                update permissions.assignments set starts_at = now() + $3::interval,
                    ends_at = now() + $4::interval
                where organization_id = $1 and account_id = $2 and role = 'banned'
                """,
                [try uuid(of: trader.id), try uuid(of: clerk.account), starts, ends],
                in: trader.id)
        }
        let path = "/v1/members/\(clerk.account)"
        try await trader.post(
            "\(path)/ban", #"{"reason":"x","ends_at":"2001-01-01T00:00:00Z"}"#
        ).expect(422, "invalid-request")
        try await trader.post("\(path)/ban", #"{"reason":"x","ends_at":"2101-01-01T00:00:00Z"}"#)
            .expect(200)
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(403, "member-banned")
        let member = try await trader.get(path).expect(200)
        #expect(member["banned"]?.bool == true)
        #expect(try member.text("banned_until").hasPrefix("2101-01-01"))

        try move("-2 hours", "-1 hour")
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(200)
        #expect(try await trader.get(path).expect(200)["banned"]?.bool == false)

        try move("1 minute", "1 hour")
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(200)
        let begins = try trader.server.query(
            """
            select starts_at < now() + interval '2 minutes' and starts_at >= $3::timestamptz
            from permissions.assignments
            where organization_id = $1 and account_id = $2 and role = 'banned'
            """,
            [
                try uuid(of: trader.id), try uuid(of: clerk.account),
                try clerk.signedIn.text("expires_at"),
            ], in: trader.id)
        #expect(begins == [["t"]], "the token outlives the ban's beginning")

        try await trader.post("\(path)/unban").expect(200)
        try await trader.post("\(path)/unban").expect(409, "illegal-move")
        #expect(try trader.count("member_banned") == 1)
        #expect(try trader.count("member_unbanned") == 1)
    }

    @Test("leaving lifts no ban")
    func leaving() async throws {
        let trader = try await Trader.make("wholesaler")
        var clerk = try await trader.employ()
        try await trader.post("/v1/members/\(clerk.account)/ban", #"{"reason":"Theft"}"#)
            .expect(200)
        try await clerk.renew()
        try await clerk.post("/v1/memberships/leave", #"{"organization_id":"\#(trader.id)"}"#)
            .expect(204)
        _ = try trader.server.query(
            "update staff.invitations set letter_at = now() - interval '1 hour'", [],
            in: trader.id)
        try await trader.invite(clerk.email).expect(201)
        try await clerk.renew()
        try await clerk.accept(try await trader.secret(to: clerk.email)).expect(200)
        try await clerk.renew()
        try await clerk.get("/v1/organization").expect(403, "member-banned")
    }

    @Test("an account the platform bans is out everywhere at once, until the ban's end")
    func account() async throws {
        let trader = try await Trader.make("wholesaler")
        let admin = trader.server.admin
        let path = "/v1/platform/accounts/\(trader.person.account)"
        let signIn = #"{"email":"\#(trader.person.email)","password":"\#(Person.password)"}"#
        let banned = try await admin.post(
            "\(path)/ban", #"{"reason":"Chargebacks","until":"2101-01-01T00:00:00Z"}"#
        ).expect(200)
        #expect(try banned.text("banned_for") == "Chargebacks")
        try await trader.get("/v1/organization").expect(401, "token-revoked")
        try await trader.get("/v1/me").expect(401, "token-revoked")
        try await trader.person.client.send(
            .post, "/v1/sessions/refresh",
            json: #"{"refresh_token":"\#(trader.person.refreshToken)"}"#
        ).expect(403, "account-banned")
        try await trader.person.client.send(.post, "/v1/sessions", json: signIn)
            .expect(403, "account-banned")
        _ = try trader.server.query(
            """
            update identity.accounts set banned_at = now() - interval '2 hours',
                banned_until = now() - interval '1 hour' where id = $1
            """, [try uuid(of: trader.person.account)])
        try await trader.person.client.send(.post, "/v1/sessions", json: signIn).expect(201)
        #expect(try await admin.get(path).expect(200)["banned_at"] == .null)
        try await admin.post("\(path)/unban").expect(409, "illegal-move")
        try await admin.post("\(path)/ban", #"{"reason":"Again"}"#).expect(200)
        try await admin.post("\(path)/unban").expect(200)
        try await trader.person.client.send(.post, "/v1/sessions", json: signIn).expect(201)
        let own = try admin.signedIn.text("account.id")
        try await admin.post("/v1/platform/accounts/\(own)/ban", #"{"reason":"Me"}"#)
            .expect(403, "not-oneself")
        try await admin.post(
            "\(path)/ban", #"{"reason":"Back then","until":"2001-01-01T00:00:00Z"}"#
        ).expect(422, "invalid-request")
    }

    @Test("the platform finds accounts by how their address or name begins, and nobody else does")
    func search() async throws {
        let trader = try await Trader.make("wholesaler")
        let name = "Zoë \(Client.freshKey().suffix(10))"
        let person = try await Person.make(trader.server.client, name: name)
        let admin = trader.server.admin
        let byName = "zo%C3%AB%20\(name.suffix(10))"
        for query in [person.email, String(person.email.prefix(30)), byName] {
            let found = try await admin.get("/v1/platform/accounts?query=\(query)").expect(200)
            #expect(found["items"]?.items?.count == 1)
            #expect(try found.text("items.0.id") == person.account)
        }
        for query in ["%25", "_", "nobody-of-that-name"] {
            let found = try await admin.get("/v1/platform/accounts?query=\(query)").expect(200)
            #expect(found["items"]?.items?.isEmpty == true)
        }
        try await trader.get("/v1/platform/accounts?query=a").expect(404)
        let page = try await admin.get("/v1/platform/accounts?query=pat&limit=1").expect(200)
        #expect(page["items"]?.items?.count == 1)
    }

    @Test("a used refresh token ends its family under a ban too, whichever came first")
    func replay() async throws {
        let server = try await TestServer.shared
        var person = try await Person.make(server.client)
        let first = person.refreshToken
        try await person.renew()
        try await person.renew()
        try await server.admin.post(
            "/v1/platform/accounts/\(person.account)/ban", #"{"reason":"Fraud"}"#
        ).expect(200)
        func refresh(_ token: String) async throws -> Answer {
            try await server.client.send(
                .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(token)"}"#)
        }
        func ended() throws -> String? {
            try server.query(
                "select revoked_for from identity.sessions where id = $1::uuid",
                [try uuid(of: person.session)])[0][0]
        }
        try await refresh(first).expect(403, "account-banned")
        #expect(try ended() == "banned")
        // One that was opened in the instant of the ban.
        _ = try server.query(
            """
            update identity.sessions set revoked_at = null, revoked_for = null where id = $1::uuid
            """, [try uuid(of: person.session)])
        try await refresh(person.refreshToken).expect(403, "account-banned")
        #expect(try ended() == nil)
        try await refresh(first).expect(401, "refresh-token-reused")
        #expect(try ended() == "reuse")
        try await refresh(person.refreshToken).expect(403, "account-banned")
        try await server.admin.post("/v1/platform/accounts/\(person.account)/unban").expect(200)
        try await refresh(person.refreshToken).expect(401, "refresh-token-invalid")
    }
}
