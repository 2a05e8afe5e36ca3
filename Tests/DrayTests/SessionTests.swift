import Bedrock
import Cryptography
import HTTP
import Identity
import Platform
import Testing
import Wire

@Suite("Accounts and sessions")
struct SessionTests {
    @Test("an account signs in once its address is verified")
    func verification() async throws {
        let client = try await TestServer.shared.client
        let email = "new-\(Client.freshKey())@example.com"
        let secret = #""email":"\#(email)","password":"\#(Person.password)""#
        let made = try await client.send(
            .post, "/v1/accounts", json: #"{"name":"New",\#(secret)}"#
        ).expect(201)
        #expect(made["verified"]?.bool == false)
        try await client.send(.post, "/v1/sessions", json: "{\(secret)}")
            .expect(403, "email-not-verified")
        let code = try await Person.code(client, to: email)
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(204)
        try await client.send(.post, "/v1/sessions", json: "{\(secret)}").expect(201)
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(422, "code-wrong")
    }

    @Test("after five wrong codes the right one is worth nothing")
    func tries() async throws {
        let client = try await TestServer.shared.client
        let email = "tries-\(Client.freshKey())@example.com"
        try await client.send(
            .post, "/v1/accounts",
            json: #"{"name":"New","email":"\#(email)","password":"\#(Person.password)"}"#
        ).expect(201)
        let code = try await Person.code(client, to: email)
        let wrong = code == "000000" ? "000001" : "000000"
        for attempt in [wrong, wrong, wrong, wrong, wrong, code] {
            try await client.send(
                .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(attempt)"}"#
            ).expect(422, "code-wrong")
        }
    }

    @Test("registering a known address says nothing to whoever asks, and a letter to its owner")
    func enumeration() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let answer = try await person.client.send(
            .post, "/v1/accounts",
            json: #"{"name":"Thief","email":"\#(person.email)","password":"another password"}"#
        ).expect(201)
        #expect(try answer.text("id") != person.account)
        let letters = try await person.client.send(.get, "/dev/mailbox?to=\(person.email)")
        #expect(try letters.text("items.0.subject") == "You have an account already")
        _ = try await person.again()
    }

    @Test("a wrong password and an unknown address are refused in the same words")
    func wrongPassword() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let wrong = try await person.client.send(
            .post, "/v1/sessions", json: #"{"email":"\#(person.email)","password":"not this one"}"#
        ).expect(401, "credentials-wrong")
        let unknown = try await person.client.send(
            .post, "/v1/sessions", json: #"{"email":"nobody@example.com","password":"whatever!"}"#
        ).expect(401, "credentials-wrong")
        #expect(wrong["detail"] == unknown["detail"])
    }

    @Test("the refresh token just rotated leads to the same successor; an older one ends it all")
    func rotation() async throws {
        var person = try await Person.make(try await TestServer.shared.client)
        let first = person.refreshToken
        try await person.renew()
        let second = person.refreshToken
        #expect(first != second)
        let body = #"{"refresh_token":"\#(first)"}"#
        let twin = try await person.client.send(.post, "/v1/sessions/refresh", json: body)
            .expect(200)
        #expect(try twin.text("refresh_token") == second)
        try await person.renew()
        try await person.client.send(.post, "/v1/sessions/refresh", json: body)
            .expect(401, "refresh-token-reused")
        try await person.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(person.refreshToken)"}"#
        ).expect(401)
        try await person.get("/v1/me").expect(401, "token-revoked")
    }

    @Test("signing out ends the session's tokens and no other session's")
    func signOut() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let other = try await person.again()
        try await person.delete("/v1/sessions/current").expect(204)
        try await person.get("/v1/me").expect(401, "token-revoked")
        try await person.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(person.refreshToken)"}"#
        ).expect(401)
        let sessions = try await other.get("/v1/sessions").expect(200)
        #expect(sessions["items"]?.items?.count == 1)
        #expect(try sessions.text("items.0.id") == other.session)
    }

    @Test("signing out everywhere ends every session")
    func signOutEverywhere() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        let other = try await person.again()
        try await other.delete("/v1/sessions").expect(204)
        try await person.get("/v1/me").expect(401, "token-revoked")
        try await other.get("/v1/me").expect(401, "token-revoked")
        _ = try await person.again()
    }

    @Test("a token that expired, was forged or is of another kind is refused")
    func tokens() async throws {
        let server = try await TestServer.shared
        let person = try await Person.make(server.client)
        let keys = try KeyRing<HMACKey>(text: TestServer.tokenKeys)
        let other = Base64URL.encode(Array("another key that is not theirs at all".utf8))
        let foreign = try KeyRing<HMACKey>(text: "test:\(other)")
        let version = server.catalog.version
        let caller = try AccessTokens(keys: keys, catalogVersion: version)
            .caller(of: person.token, at: .now())
        func token(_ keys: KeyRing<HMACKey>, _ version: Int, at time: Instant) throws -> String {
            try AccessTokens(keys: keys, catalogVersion: version).issue(caller, at: time).token
        }
        let past = Instant.now().advanced(by: .seconds(-3_600))
        let parts = person.token.split(separator: ".")
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0"
        let refused: [(String, String)] = [
            (try token(keys, version, at: past), "token-expired"),
            (try token(foreign, version, at: .now()), "token-invalid"),
            (try token(keys, version + 1, at: .now()), "token-invalid"),
            ("\(none).\(parts[1]).", "token-invalid"),
            ("\(none).\(parts[1]).\(parts[2])", "token-invalid"),
            ("\(parts[0]).\(parts[1])", "token-invalid"),
            (person.refreshToken, "token-invalid"), (" ", "token-invalid"),
            (String(person.token.dropLast(2)), "token-invalid"),
        ]
        for (token, problem) in refused {
            try await server.client.send(.get, "/v1/me", json: "", token: token)
                .expect(401, problem)
        }
        try await server.client.send(.get, "/v1/me", json: "").expect(401, "sign-in-required")
        try await server.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(person.token)"}"#
        ).expect(401, "refresh-token-invalid")
    }
}
