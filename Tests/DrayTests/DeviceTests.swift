import HTTP
import Testing
import Wire

@Suite("Sessions, devices and security events")
struct DeviceTests {
    private func signIn(_ person: Person, _ more: String) async throws -> Answer {
        try await person.client.send(
            .post, "/v1/sessions",
            json: #"{"email":"\#(person.email)","password":"\#(person.password)"\#(more)}"#
        ).expect(201)
    }

    private func letters(_ person: Person) async throws -> [JSON] {
        try await person.client.send(.get, "/dev/mailbox?to=\(person.email)").expect(200)["items"]?
            .items ?? []
    }

    @Test("one session is ended by another of the same account, and by nobody else")
    func revoke() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let other = try await person.again()
        let stranger = try await Person.make(client)
        try await stranger.delete("/v1/sessions/\(other.session)").expect(404, "not-found")
        try await other.get("/v1/me").expect(200)
        try await person.delete("/v1/sessions/\(other.session)").expect(204)
        try await other.get("/v1/me").expect(401, "token-revoked")
        try await client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(other.refreshToken)"}"#
        ).expect(401, "refresh-token-invalid")
        try await person.delete("/v1/sessions/\(other.session)").expect(404, "not-found")
        try await person.delete("/v1/sessions/nonsense").expect(422)
        let list = try await person.get("/v1/sessions").expect(200)
        #expect(list["items"]?.items?.count == 1)
        #expect(list["items.0.current"]?.bool == true)
    }

    @Test("a session's device has a name, which its owner may change")
    func names() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let till = try await signIn(person, #","device":"Till 4""#).text("session_id")
        var list = try await person.get("/v1/sessions").expect(200)
        #expect(try list.text("items.0.id") == till)
        #expect(try list.text("items.0.device") == "Till 4")
        #expect(try list.text("items.0.address") == "127.0.0.1")
        #expect(list["items.0.current"]?.bool == false)
        try await person.put("/v1/sessions/\(till)/device", #"{"device":"By the door"}"#)
            .expect(204)
        list = try await person.get("/v1/sessions").expect(200)
        #expect(try list.text("items.0.device") == "By the door")
        let stranger = try await Person.make(person.client)
        try await stranger.put("/v1/sessions/\(till)/device", #"{"device":"Mine"}"#)
            .expect(404, "not-found")
    }

    @Test("a device not seen before is told to the owner by letter, once, with when and where")
    func newDevice() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let before = try await letters(person).count
        _ = try await person.again()
        #expect(try await letters(person).count == before)
        for _ in 0..<2 { _ = try await signIn(person, #","device":"Phone of somebody""#) }
        let after = try await letters(person)
        #expect(after.count == before + 1)
        #expect(after[0]["subject"]?.text == "Your account was used on a new device")
        let body = try #require(after[0]["body"]?.text)
        #expect(body.contains("Phone of somebody"))
        #expect(body.contains("From: 127.0.0.1"))
        #expect(body.contains("When: 2"))
        // By its own id a device is known whatever it calls itself.
        let id = #","device_id":"0123456789-abcdef""#
        for name in ["A", "B"] { _ = try await signIn(person, id + #","device":"\#(name)""#) }
        #expect(try await letters(person).count == before + 2)
    }

    @Test("what happened to an account is listed, newest first, page by page, to its owner alone")
    func events() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        for _ in 0..<2 {
            try await client.send(
                .post, "/v1/sessions",
                json: #"{"email":"\#(person.email)","password":"not this one"}"#
            ).expect(401, "credentials-wrong")
        }
        let other = try await person.again()
        try await other.delete("/v1/sessions/current").expect(204)
        var types: [String] = []
        var sessions: [String?] = []
        var path = "/v1/me/security-events?limit=2"
        while true {
            let page = try await person.get(path).expect(200)
            for item in page["items"]?.items ?? [] {
                types.append(item["type"]?.text ?? "")
                sessions.append(item["session_id"]?.text)
                #expect(item["address"]?.text == "127.0.0.1")
                #expect(item["request_id"]?.text?.isEmpty == false)
            }
            guard let cursor = page["next_cursor"]?.text else { break }
            path = "/v1/me/security-events?limit=2&cursor=\(cursor)"
        }
        #expect(
            types == [
                "signed_out", "signed_in", "password_refused", "password_refused", "signed_in",
                "account_verified",
            ])
        #expect(sessions[0] == other.session && sessions[1] == other.session)
        #expect(sessions[2] == nil && sessions[4] == person.session)
        let stranger = try await Person.make(client)
        let theirs = try await stranger.get("/v1/me/security-events").expect(200)
        #expect(!theirs.bodyText.contains(person.session))
    }

    @Test("the wrong password that is followed by a pause is told apart")
    func pauses() async throws {
        let server = try await TestServer(
            with: ["DRAY_RATE_LIMITS": "on", "DRAY_RATE_SIGN_IN_GUESSES": "3/24h"])
        let person = try await Person.make(server.client)
        let wrong = #"{"email":"\#(person.email)","password":"not this one"}"#
        for _ in 0..<3 {
            try await server.client.send(.post, "/v1/sessions", json: wrong)
                .expect(401, "credentials-wrong")
        }
        for _ in 0..<2 {
            try await server.client.send(.post, "/v1/sessions", json: wrong)
                .expect(429, "too-many-requests")
        }
        let events = try await person.get("/v1/me/security-events?limit=4").expect(200)
        #expect(
            events["items"]?.items?.compactMap { $0["type"]?.text } == [
                "sign_in_paused", "password_refused", "password_refused", "password_refused",
            ])
        await server.stop()
    }

    @Test("a used refresh token leaves an event with the account")
    func reuse() async throws {
        var person = try await Person.make(try await TestServer.shared.client)
        let first = person.refreshToken
        try await person.renew()
        try await person.renew()
        try await person.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(first)"}"#
        ).expect(401, "refresh-token-reused")
        let back = try await person.again()
        let events = try await back.get("/v1/me/security-events").expect(200)
        #expect(try events.text("items.1.type") == "session_reuse_detected")
        #expect(try events.text("items.1.session_id") == person.session)
    }
}
