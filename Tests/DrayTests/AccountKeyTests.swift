import HTTP
import Testing
import Wire

@Suite("Passwords, addresses and codes by letter")
struct AccountKeyTests {
    /// The code at the beginning of the last letter's subject.
    private func letterCode(_ client: Client, to email: String) async throws -> String {
        let letters = try await client.send(.get, "/dev/mailbox?to=\(email)")
        return String(try letters.text("items.0.subject").prefix(11))
    }

    private func subjects(_ client: Client, to email: String) async throws -> [String] {
        let letters = try await client.send(.get, "/dev/mailbox?to=\(email)").expect(200)
        return letters["items"]?.items?.compactMap { $0["subject"]?.text } ?? []
    }

    private func wrong(_ code: String) -> String {
        String((code.first == "0" ? "1" : "0") + code.dropFirst())
    }

    /// A minute goes by for the letters of an account.
    private func letAMinutePass(_ person: Person) async throws {
        _ = try await TestServer.shared.query(
            "update identity.codes set expires_at = expires_at - interval '61 s' "
                + "where account_id = $1", [try uuid(of: person.account)])
    }

    private func reset(
        _ person: Person, _ code: String, to password: String
    ) async throws -> Answer {
        try await person.client.send(
            .post, "/v1/password-resets/confirm",
            json: #"{"email":"\#(person.email)","code":"\#(code)","password":"\#(password)"}"#)
    }

    private func requestReset(_ person: Person) async throws {
        try await person.client.send(
            .post, "/v1/password-resets", json: #"{"email":"\#(person.email)"}"#
        ).expect(204)
    }

    @Test("a forgotten password is replaced by a code; every session ends; the owner is told")
    func reset() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let other = try await person.again()
        try await requestReset(person)
        let code = try await letterCode(person.client, to: person.email)
        try await reset(person, code, to: "short").expect(422, "invalid-request")
        try await reset(person, code.lowercased().replacing("-", with: " "), to: "another long one")
            .expect(204)
        for session in [person, other] {
            try await session.get("/v1/me").expect(401, "token-revoked")
            try await session.client.send(
                .post, "/v1/sessions/refresh",
                json: #"{"refresh_token":"\#(session.refreshToken)"}"#
            ).expect(401, "refresh-token-invalid")
        }
        try await person.client.send(
            .post, "/v1/sessions",
            json: #"{"email":"\#(person.email)","password":"\#(person.password)"}"#
        ).expect(401, "credentials-wrong")
        let back = try await Person.signIn(
            person.client, email: person.email, password: "another long one")
        #expect(
            try await subjects(person.client, to: person.email)[0] == "Your password was changed")
        try await reset(person, code, to: "yet another one").expect(422, "code-wrong")
        let types = try await back.get("/v1/me/security-events").expect(200)["items"]?.items?
            .compactMap { $0["type"]?.text } ?? []
        #expect(
            Set(types).isSuperset(
                of: ["signed_in", "password_refused", "password_reset", "signed_out_everywhere",
                    "reset_password_requested", "account_verified"]))
    }

    @Test("letters link to the page of the setting, with the code where no server sees it")
    func links() async throws {
        let page = "https://shop.example/letters"
        let server = try await TestServer(with: ["DRAY_LINK_URL": page])
        let person = try await Person.make(server.client)
        func link() async throws -> String {
            let letters = try await server.client.send(.get, "/dev/mailbox?to=\(person.email)")
            let body = try letters.text("items.0.body")
            return body.split(separator: "\n").first { $0.hasPrefix(page) }.map(String.init) ?? ""
        }
        #expect(try await link().hasPrefix("\(page)#purpose=verify_email&email=pat-"))
        for (path, purpose) in [
            ("/v1/password-resets", "reset_password"), ("/v1/sign-in-codes", "sign_in"),
        ] {
            try await server.client.send(.post, path, json: #"{"email":"\#(person.email)"}"#)
                .expect(204)
            let code = try await letterCode(server.client, to: person.email)
            let email = person.email.replacing("@", with: "%40")
            #expect(
                try await link() == "\(page)#purpose=\(purpose)&email=\(email)&code=\(code)")
        }
        await server.stop()
    }

    @Test("after five wrong codes the right one is worth nothing, nor after ten minutes")
    func tries() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        try await requestReset(person)
        let code = try await letterCode(person.client, to: person.email)
        for _ in 0..<5 { try await reset(person, wrong(code), to: "long enough 1").expect(422) }
        try await reset(person, code, to: "long enough 1").expect(422, "code-wrong")
        try await letAMinutePass(person)
        try await requestReset(person)
        let late = try await letterCode(person.client, to: person.email)
        #expect(late != code)
        _ = try await TestServer.shared.query(
            "update identity.codes set expires_at = now() where account_id = $1",
            [try uuid(of: person.account)])
        try await reset(person, late, to: "long enough 1").expect(422, "code-wrong")
        _ = try await person.again()
    }

    @Test("one letter a minute goes out, and nobody learns whether there is such an account")
    func quiet() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let before = try await subjects(client, to: person.email).count
        for path in ["/v1/password-resets", "/v1/sign-in-codes"] {
            var answers: [Answer] = []
            for email in [person.email, person.email, "nobody-\(Client.freshKey())@example.com"] {
                answers.append(
                    try await client.send(.post, path, json: #"{"email":"\#(email)"}"#))
            }
            for answer in answers {
                answer.expect(204)
                #expect(answer.body == answers[0].body)
                #expect(answer.headers.map(\.name) == answers[0].headers.map(\.name))
            }
        }
        #expect(try await subjects(client, to: person.email).count == before + 2)
        try await letAMinutePass(person)
        try await requestReset(person)
        #expect(try await subjects(client, to: person.email).count == before + 3)
    }

    @Test("a code of one purpose or person is worth nothing for another, nor as a refresh token")
    func confusion() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let other = try await Person.make(client)
        try await client.send(
            .post, "/v1/sign-in-codes", json: #"{"email":"\#(person.email)"}"#
        ).expect(204)
        let code = try await letterCode(client, to: person.email)
        try await reset(person, code, to: "long enough 1").expect(422, "code-wrong")
        for email in [other.email, "nobody@example.com"] {
            try await client.send(
                .post, "/v1/sessions/by-code",
                json: #"{"email":"\#(email)","code":"\#(code)"}"#
            ).expect(422, "code-wrong")
        }
        try await client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(code)"}"#
        ).expect(401, "refresh-token-invalid")
        try await client.send(.get, "/v1/me", json: "", token: code).expect(401, "token-invalid")
        try await client.send(
            .post, "/v1/accounts/verify",
            json: #"{"email":"\#(person.email)","code":"123456"}"#
        ).expect(422, "code-wrong")
        try await client.send(
            .post, "/v1/sessions/by-code",
            json: #"{"email":"\#(person.email)","code":"\#(code)"}"#
        ).expect(201)
    }

    @Test("a code signs in once, however many use it at once, and not at all when it is wrong")
    func signInByCode() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        try await client.send(
            .post, "/v1/sign-in-codes", json: #"{"email":"\#(person.email)"}"#
        ).expect(204)
        let code = try await letterCode(client, to: person.email)
        let body = #"{"email":"\#(person.email)","code":"\#(code)","device":"Phone"}"#
        // A request that can't be met does not use the code up.
        try await client.send(
            .post, "/v1/sessions/by-code",
            json: """
                {"email":"\(person.email)","code":"\(code)",
                "organization_id":"org_00000000000000000000000000"}
                """
        ).expect(422, "invalid-request")
        let answers = try await concurrently(8) { _ in
            try await client.send(.post, "/v1/sessions/by-code", json: body)
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        for answer in answers where answer.status != 201 { answer.expect(422, "code-wrong") }
    }

    @Test("a changed password ends the other sessions and not this one; the old one must be known")
    func changePassword() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let other = try await person.again()
        try await person.put(
            "/v1/me/password", #"{"current_password":"not it","password":"a new long one"}"#
        ).expect(403, "password-wrong")
        try await other.get("/v1/me").expect(200)
        try await person.put(
            "/v1/me/password",
            #"{"current_password":"\#(person.password)","password":"a new long one"}"#
        ).expect(204)
        try await other.get("/v1/me").expect(401, "token-revoked")
        try await person.get("/v1/me").expect(200)
        _ = try await Person.signIn(
            person.client, email: person.email, password: "a new long one")
        #expect(
            try await subjects(person.client, to: person.email)[0] == "Your password was changed")
    }

    @Test("an account moves to an address that its owner reads; the old address is told")
    func changeEmail() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let email = "moved-\(Client.freshKey())@example.com"
        try await person.post(
            "/v1/me/email-changes", #"{"email":"\#(email)","password":"not it"}"#
        ).expect(403, "password-wrong")
        let body = #"{"email":"\#(email)","password":"\#(person.password)"}"#
        try await person.post("/v1/me/email-changes", body).expect(204)
        try await person.post("/v1/me/email-changes", body).expect(429, "too-many-requests")
        let code = try await letterCode(client, to: email)
        try await person.post("/v1/me/email-changes/confirm", #"{"code":"\#(wrong(code))"}"#)
            .expect(422, "code-wrong")
        let stranger = try await Person.make(client)
        try await stranger.post("/v1/me/email-changes/confirm", #"{"code":"\#(code)"}"#)
            .expect(422, "code-wrong")
        try await person.post("/v1/me/email-changes/confirm", #"{"code":"\#(code)"}"#).expect(204)
        try await person.post("/v1/me/email-changes/confirm", #"{"code":"\#(code)"}"#).expect(422)
        #expect(try await person.get("/v1/me").text("account.email") == email)
        #expect(
            try await subjects(client, to: person.email)[0] == "Your account has another address")
        _ = try await Person.signIn(client, email: email, password: person.password)
        try await client.send(
            .post, "/v1/sessions",
            json: #"{"email":"\#(person.email)","password":"\#(person.password)"}"#
        ).expect(401, "credentials-wrong")
    }

    @Test("an address that became somebody's before it was confirmed stays theirs")
    func lostEmail() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let email = "contended-\(Client.freshKey())@example.com"
        try await person.post(
            "/v1/me/email-changes", #"{"email":"\#(email)","password":"\#(person.password)"}"#
        ).expect(204)
        let code = try await letterCode(client, to: email)
        try await client.send(
            .post, "/v1/accounts",
            json: #"{"name":"First","email":"\#(email)","password":"\#(Person.password)"}"#
        ).expect(201)
        let theirs = try await Person.code(client, to: email)
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(theirs)"}"#
        ).expect(204)
        try await person.post("/v1/me/email-changes/confirm", #"{"code":"\#(code)"}"#)
            .expect(422, "code-wrong")
        #expect(try await person.get("/v1/me").text("account.email") == person.email)
        _ = try await Person.signIn(client, email: email, password: Person.password)
    }

    @Test("whoever changes an account's keys at once with somebody else, one of them wins")
    func racingChanges() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let answers = try await concurrently(6) { place in
            try await person.put(
                "/v1/me/password",
                #"{"current_password":"\#(person.password)","password":"new password \#(place)"}"#)
        }
        #expect(answers.filter { $0.status == 204 }.count == 1)
        for answer in answers where answer.status != 204 {
            // Too many wrong ones at once is an answer too.
            #expect(["password-wrong", "too-many-requests"].contains(answer.problem))
        }
    }

    @Test("somebody else's address gets a letter without a code, and the asker learns nothing")
    func takenEmail() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let owner = try await Person.make(client)
        try await person.post(
            "/v1/me/email-changes",
            #"{"email":"\#(owner.email)","password":"\#(person.password)"}"#
        ).expect(204)
        #expect(
            try await subjects(client, to: owner.email)[0] == "You have an account already")
        _ = try await owner.again()
    }
}
