import Bedrock
import HTTP
import Platform
import Testing
import Wire

@Suite("Support acts for somebody with both names, for a time, and within limits")
struct ImpersonationTests {
    /// Somebody of the platform who acts for a trader's person.
    private struct Acting {
        var trader: Trader
        let id: String
        let answer: Answer
        var person: Person

        static func begin(minutes: Int = 30) async throws -> Acting {
            let trader = try await Trader.make("wholesaler")
            let answer = try await ask(trader, minutes: minutes).expect(201)
            var person = trader.person
            person.token = try answer.text("access_token")
            return Acting(
                trader: trader, id: try answer.text("id"), answer: answer, person: person)
        }

        static func ask(
            _ trader: Trader, minutes: Int = 30, organization: String? = nil
        ) async throws -> Answer {
            try await trader.server.admin.post(
                "/v1/platform/impersonations", """
                {"account_id":"\(trader.person.account)","reason":"Ticket 4711",
                "organization_id":"\(organization ?? trader.id)","minutes":\(minutes)}
                """)
        }
    }

    @Test("every event carries both names, where it came from, and the organization is told")
    func bothNames() async throws {
        let acting = try await Acting.begin()
        let admin = acting.trader.server.admin
        let actor = try admin.signedIn.text("account.id")
        let made = try await acting.person.post("/v1/brands", #"{"name":"By support"}"#)
            .expect(201)
        let request = try #require(made.header("x-request-id"))
        let entries = try await acting.trader.get("/v1/audit-entries?request_id=\(request)")
            .expect(200)
        #expect(entries["items"]?.items?.count == 1)
        #expect(try entries.text("items.0.account_id") == acting.trader.person.account)
        #expect(try entries.text("items.0.acting_account_id") == actor)
        #expect(try entries.text("items.0.session_id") == acting.id)
        #expect(try entries.text("items.0.address") == "127.0.0.1")
        #expect(try entries.text("items.0.app_id") == acting.trader.app)

        let list = try await acting.trader.get("/v1/impersonations").expect(200)
        #expect(try list.text("items.0.reason") == "Ticket 4711")
        #expect(try list.text("items.0.acting_account_id") == actor)
        #expect(list["items.0.ended_at"] == .null)
        let letter = try await admin.client.send(
            .get, "/dev/mailbox?to=\(acting.trader.person.email)")
        #expect(try letter.text("items.0.body").contains("Ticket 4711"))

        try await admin.delete("/v1/platform/impersonations/\(acting.id)").expect(204)
        try await acting.person.get("/v1/organization").expect(401, "token-revoked")
        try await admin.delete("/v1/platform/impersonations/\(acting.id)").expect(204)
        for type in ["impersonation_begun", "impersonation_ended"] {
            #expect(try acting.trader.count(type) == 1)
            let told = try await acting.trader.get("/v1/audit-entries?type=\(type)").expect(200)
            #expect(try told.text("items.0.acting_account_id") == actor)
            #expect(try told.text("items.0.account_id") == acting.trader.person.account)
        }
        let own = try await admin.get(
            "/v1/audit-entries?subject_id=\(acting.id)&account_id=\(actor)"
        ).expect(200)
        #expect(own["items"]?.items?.count == 2)
    }

    @Test("what is the person's own is refused to whoever acts for them, route by route")
    func personal() async throws {
        let acting = try await Acting.begin()
        var walked: [String] = []
        for operation in Contract.shared.operations where operation.isInPerson {
            // The platform's routes are none of an organization's at all.
            let platform = operation.scope == PlatformMember.name
            try await operation.send(token: acting.person.token, acting.person.client)
                .expect(platform ? 404 : 403, platform ? "not-found" : "in-person-only")
            walked.append(operation.id)
        }
        let expected: Set = [
            "sign_out", "sign_out_everywhere", "list_sessions", "offer_ownership",
            "accept_ownership", "accept_invitation", "leave_organization", "begin_impersonation",
        ]
        #expect(expected.isSubset(of: walked))
        for operation in Contract.shared.operations
        where operation.scope == AccountHolder.name && operation.isCommand {
            #expect(operation.isInPerson, "\(operation.id) is an account's own")
        }
        try await acting.person.get("/v1/me").expect(200)
        try await acting.trader.get("/v1/organization").expect(200)
    }

    @Test("it ends with its time box, and its tokens are renewed within it by the actor alone")
    func timeBox() async throws {
        let acting = try await Acting.begin(minutes: 1)
        let admin = acting.trader.server.admin
        #expect(try acting.answer.text("expires_at") <= acting.answer.text("ends_at"))
        #expect(acting.answer["refresh_token"] == nil)
        let path = "/v1/platform/impersonations/\(acting.id)/token"
        let next = try await admin.post(path).expect(201)
        #expect(try next.text("ends_at") == acting.answer.text("ends_at"))
        #expect(try next.text("expires_at") <= next.text("ends_at"))
        var person = acting.person
        person.token = try next.text("access_token")
        try await person.get("/v1/organization").expect(200)
        try await acting.trader.post(path).expect(404)
        _ = try acting.trader.server.query(
            "update identity.sessions set expires_at = now() - interval '1 second' where id = $1",
            [try uuid(of: acting.id)])
        try await admin.post(path).expect(404)
        let list = try await acting.trader.get("/v1/impersonations").expect(200)
        #expect(list["items.0.ended_at"]?.text != nil)
        for minutes in [0, 61] { try await Acting.ask(acting.trader, minutes: minutes).expect(422) }
    }

    @Test("the end of its time is told too")
    func due() async throws {
        let acting = try await Acting.begin()
        _ = try acting.trader.server.query(
            "update identity.sessions set expires_at = now() - interval '1 second' where id = $1",
            [try uuid(of: acting.id)])
        _ = try acting.trader.server.query(
            """
            select identity.end_impersonations_due(now(), array(select gen_random_uuid()
                from generate_series(1, 50)), array(select gen_random_uuid()
                from generate_series(1, 50)), 'Ended', 'Ended')
            """)
        #expect(try acting.trader.count("impersonation_ended") == 1)
        try await acting.person.get("/v1/organization").expect(401, "token-revoked")
        try await acting.trader.server.admin.delete(
            "/v1/platform/impersonations/\(acting.id)").expect(204)
        #expect(try acting.trader.count("impersonation_ended") == 1)
    }

    @Test("it takes a member of that organization, which is not the platform's own")
    func refusals() async throws {
        let trader = try await Trader.make("wholesaler")
        let other = try await SharedTrader.wholesaler
        let admin = trader.server.admin
        let platform = try admin.signedIn.text("organization.id")
        try await Acting.ask(trader, organization: other.id).expect(422, "invalid-request")
        try await Acting.ask(trader, organization: platform).expect(422, "invalid-request")
        try await admin.post(
            "/v1/platform/impersonations", """
            {"account_id":"\(try admin.signedIn.text("account.id"))","reason":"Myself",
            "organization_id":"\(platform)","minutes":5}
            """
        ).expect(422, "invalid-request")
        try await trader.post(
            "/v1/platform/impersonations", """
            {"account_id":"\(other.person.account)","reason":"Curious",
            "organization_id":"\(other.id)","minutes":5}
            """
        ).expect(404)
        try await admin.post(
            "/v1/platform/impersonations", """
            {"account_id":"\(trader.person.account)","organization_id":"\(trader.id)"}
            """
        ).expect(422, "invalid-request")
    }

    @Test("it ends when the person signs out everywhere, and when either of the two is banned")
    func ending() async throws {
        for way in ["actor", "person", "out"] {
            let trader = try await Trader.make("wholesaler")
            let admin = trader.server.admin
            let actor = try await trader.server.hire("support")
            let answer = try await actor.post(
                "/v1/platform/impersonations", """
                {"account_id":"\(trader.person.account)","reason":"Ticket 4711",
                "organization_id":"\(trader.id)","minutes":5}
                """
            ).expect(201)
            var person = trader.person
            person.token = try answer.text("access_token")
            try await person.get("/v1/organization").expect(200)
            switch way {
            case "actor", "person":
                let banned = way == "actor" ? actor.account : trader.person.account
                try await admin.post(
                    "/v1/platform/accounts/\(banned)/ban", #"{"reason":"Fraud"}"#
                ).expect(200)
            default: try await trader.person.delete("/v1/sessions").expect(204)
            }
            try await person.get("/v1/organization").expect(401, "token-revoked")
        }
    }

    @Test("support may act for others, and not ban whom it finds")
    func support() async throws {
        let actor = try await TestServer.shared.hire("support")
        let other = try await SharedTrader.wholesaler.person.account
        try await actor.get("/v1/platform/accounts/\(other)").expect(200)
        try await actor.post("/v1/platform/accounts/\(other)/ban", #"{"reason":"No"}"#)
            .expect(403, "privilege-missing")
    }
}
