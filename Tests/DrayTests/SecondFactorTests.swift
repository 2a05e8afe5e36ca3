import Bedrock
import Cryptography
import HTTP
import Testing
import Wire

@Suite("A second factor")
struct SecondFactorTests {
    /// Somebody with a second factor.
    private struct Guarded: Sendable {
        let person: Person
        let secret: [UInt8]
        let recovery: [String]

        static func make() async throws -> Guarded {
            let person = try await Person.make(try await TestServer.shared.client)
            let secret = try await begin(person)
            let done = try await person.post(
                "/v1/me/second-factor/confirm", #"{"code":"\#(code(secret))"}"#
            ).expect(200)
            let recovery = done["recovery_codes"]?.items?.compactMap(\.text) ?? []
            return Guarded(person: person, secret: secret, recovery: recovery)
        }

        static func begin(_ person: Person) async throws -> [UInt8] {
            let begun = try await person.post(
                "/v1/me/second-factor", #"{"password":"\#(person.password)"}"#
            ).expect(200)
            let text = try begun.text("secret")
            #expect(try begun.text("url").contains("secret=\(text)&issuer=Dray"))
            return try #require(decoded(text))
        }

        /// The secret of its text: base32.
        private static func decoded(_ text: String) -> [UInt8]? {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            var bits: [Int] = []
            for character in text {
                guard let digit = alphabet.firstIndex(of: character) else { return nil }
                bits += (0..<5).map { digit >> (4 - $0) & 1 }
            }
            return stride(from: 0, to: bits.count - 7, by: 8).map { start in
                UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
            }
        }

        /// The code of now, or of so many half minutes from now.
        static func code(_ secret: [UInt8], _ steps: Int64 = 0) -> String {
            let step = OneTimePassword.step(at: Instant.now().seconds) + steps
            return OneTimePassword(secret: secret).password(at: step)
        }

        func code(_ steps: Int64 = 0) -> String { Guarded.code(secret, steps) }

        func signIn(_ code: String?) async throws -> Answer {
            let more = code.map { #","second_factor":"\#($0)""# } ?? ""
            return try await person.client.send(
                .post, "/v1/sessions",
                json: #"{"email":"\#(person.email)","password":"\#(person.password)"\#(more)}"#)
        }

        /// The half minutes and pauses until now are over.
        func letTimePass() async throws {
            _ = try await TestServer.shared.query(
                "update identity.second_factors set last_step = 0, blocked_until = null "
                    + "where account_id = $1", [try uuid(of: person.account)])
        }

        func state() async throws -> Answer {
            try await person.get("/v1/me/second-factor").expect(200)
        }
    }

    @Test("signing in takes the code of now once it was confirmed, and not before")
    func signIn() async throws {
        let person = try await Person.make(try await TestServer.shared.client)
        try await person.post("/v1/me/second-factor", #"{"password":"not it"}"#)
            .expect(403, "password-wrong")
        try await person.post("/v1/me/second-factor/confirm", #"{"code":"123456"}"#)
            .expect(409, "second-factor-missing")
        let first = try await Guarded.begin(person)
        let secret = try await Guarded.begin(person)
        #expect(first != secret)
        _ = try await person.again()
        try await person.post(
            "/v1/me/second-factor/confirm", #"{"code":"\#(Guarded.code(first, 50))"}"#
        ).expect(422, "code-wrong")
        let used = Guarded.code(secret)
        let done = try await person.post(
            "/v1/me/second-factor/confirm", #"{"code":"\#(used)"}"#
        ).expect(200)
        let recovery = done["recovery_codes"]?.items?.compactMap(\.text) ?? []
        #expect(Set(recovery).count == 10)
        let guarded = Guarded(person: person, secret: secret, recovery: recovery)
        try await guarded.signIn(nil).expect(401, "second-factor-required")
        // The one that confirmed it was used; the next is good.
        try await guarded.signIn(used).expect(401, "second-factor-wrong")
        try await guarded.signIn(guarded.code(1)).expect(201)
        try await guarded.letTimePass()
        for wrong in [guarded.code(40), guarded.code(-40), "abcdef", "000000000000"] {
            try await guarded.signIn(wrong).expect(401, "second-factor-wrong")
        }
        try await guarded.signIn(guarded.code()).expect(201)
        #expect(try await guarded.state()["enabled"]?.bool == true)
        try await person.post("/v1/me/second-factor", #"{"password":"\#(person.password)"}"#)
            .expect(409, "second-factor-exists")
        // A wrong password says nothing of it.
        try await person.client.send(
            .post, "/v1/sessions", json: #"{"email":"\#(person.email)","password":"not it"}"#
        ).expect(401, "credentials-wrong")
    }

    @Test("of many sign-ins with one code at once, one is let in")
    func replay() async throws {
        let guarded = try await Guarded.make()
        try await guarded.letTimePass()
        let code = guarded.code()
        let answers = try await concurrently(4) { _ in try await guarded.signIn(code) }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        for answer in answers where answer.status != 201 {
            answer.expect(401, "second-factor-wrong")
        }
    }

    @Test("five wrong codes in a row are followed by a pause, in which the right one waits too")
    func pause() async throws {
        let guarded = try await Guarded.make()
        try await guarded.letTimePass()
        for _ in 0..<5 {
            try await guarded.signIn(guarded.code(99)).expect(401, "second-factor-wrong")
        }
        let paused = try await guarded.signIn(guarded.code()).expect(429, "too-many-requests")
        let wait = Int(paused.header("retry-after") ?? "") ?? 0
        #expect((290...301).contains(wait))
        try await guarded.letTimePass()
        for _ in 0..<5 { try await guarded.signIn("nonsense").expect(401) }
        let longer = try await guarded.signIn(guarded.recovery[0]).expect(429)
        #expect((590...601).contains(Int(longer.header("retry-after") ?? "") ?? 0))
        try await guarded.letTimePass()
        try await guarded.signIn(guarded.code()).expect(201)
    }

    @Test("many guesses at once get five tries in all")
    func crowd() async throws {
        let guarded = try await Guarded.make()
        try await guarded.letTimePass()
        let answers = try await concurrently(20) { place in
            try await guarded.signIn(guarded.code(100 + Int64(place)))
        }
        #expect(answers.filter { $0.problem == "second-factor-wrong" }.count == 5)
        #expect(answers.filter { $0.status == 429 }.count == 15)
    }

    @Test("each recovery code stands in once, however it is typed; new ones void the old")
    func recovery() async throws {
        let guarded = try await Guarded.make()
        try await guarded.signIn(guarded.recovery[0]).expect(201)
        try await guarded.signIn(guarded.recovery[0]).expect(401, "second-factor-wrong")
        let typed = guarded.recovery[1].lowercased().replacing("-", with: " ")
        try await guarded.signIn(typed).expect(201)
        #expect(try await guarded.state().integer("recovery_codes_left") == 8)
        try await guarded.person.post("/v1/me/second-factor/recovery-codes", "{}")
            .expect(422, "invalid-request")
        let renewed = try await guarded.person.post(
            "/v1/me/second-factor/recovery-codes", #"{"password":"\#(guarded.person.password)"}"#
        ).expect(200)
        let codes = renewed["recovery_codes"]?.items?.compactMap(\.text) ?? []
        #expect(codes.count == 10 && Set(codes).isDisjoint(with: guarded.recovery))
        try await guarded.signIn(guarded.recovery[2]).expect(401, "second-factor-wrong")
        try await guarded.signIn(codes[0]).expect(201)
        let rows = try await TestServer.shared.query(
            "select encode(code_hash, 'escape') from identity.recovery_codes")
        #expect(!rows.contains { row in codes.contains { row[0]?.contains($0) == true } })
    }

    @Test("it is removed with the password or a code, and the owner is told")
    func remove() async throws {
        for byCode in [true, false] {
            let guarded = try await Guarded.make()
            let person = guarded.person
            try await guarded.letTimePass()
            let path = "/v1/me/second-factor/remove"
            try await person.post(path, #"{"code":"\#(guarded.code(70))"}"#)
                .expect(422, "code-wrong")
            try await person.post(path, #"{"password":"not it"}"#).expect(403, "password-wrong")
            let proof = byCode
                ? #"{"code":"\#(guarded.code())"}"# : #"{"password":"\#(person.password)"}"#
            try await person.post("/v1/me/second-factor/remove", proof).expect(204)
            try await person.post(
                "/v1/me/second-factor/remove", #"{"password":"\#(person.password)"}"#
            ).expect(409, "second-factor-missing")
            #expect(try await guarded.state()["enabled"]?.bool == false)
            _ = try await person.again()
            let letters = try await person.client.send(.get, "/dev/mailbox?to=\(person.email)")
            #expect(
                try letters.text("items.0.subject")
                    == "A second factor was removed from your account")
            #expect(
                try letters.text("items.1.subject") == "A second factor was added to your account")
        }
    }

    @Test("a password reset leaves it, and a code by letter needs it too")
    func otherWays() async throws {
        let guarded = try await Guarded.make()
        let client = guarded.person.client
        let email = guarded.person.email
        func code(_ path: String) async throws -> String {
            try await client.send(.post, path, json: #"{"email":"\#(email)"}"#).expect(204)
            let letters = try await client.send(.get, "/dev/mailbox?to=\(email)")
            return String(try letters.text("items.0.subject").prefix(11))
        }
        let reset = try await code("/v1/password-resets")
        try await client.send(
            .post, "/v1/password-resets/confirm",
            json: """
                {"email":"\(email)","code":"\(reset)","password":"\(guarded.person.password)"}
                """
        ).expect(204)
        try await guarded.signIn(nil).expect(401, "second-factor-required")
        let letter = try await code("/v1/sign-in-codes")
        let body = #"{"email":"\#(email)","code":"\#(letter)""#
        try await client.send(.post, "/v1/sessions/by-code", json: body + "}")
            .expect(401, "second-factor-required")
        try await client.send(
            .post, "/v1/sessions/by-code",
            json: body + #","second_factor":"\#(guarded.recovery[5])"}"#
        ).expect(201)
    }

    @Test("the secret is nowhere in the database as it is")
    func sealed() async throws {
        let guarded = try await Guarded.make()
        let row = try await TestServer.shared.query(
            """
            select encode(sealed_secret, 'hex') from identity.second_factors where account_id = $1
            """, [try uuid(of: guarded.person.account)])
        let hex = guarded.secret.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        let sealed = try #require(row[0][0])
        #expect(!sealed.contains(hex))
        #expect(sealed.hasPrefix("01") && sealed.count == 2 * (1 + 12 + 20 + 16))
    }
}
