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
        let ends = Instant.now().advanced(by: .seconds(120)).rfc3339
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
}
