import API
import Bedrock
import HTTP
import RawHTTP
import Testing
import Wire

@Suite("Rates are limited by who asks, from where, and for what")
struct RateLimitTests {
    private static let starting = Task {
        try await TestServer(with: [
            "DRAY_RATE_LIMITS": "on", "DRAY_TRUSTED_PROXIES": "127.0.0.1",
            "DRAY_RATE_ADDRESS_READ": "5/24h", "DRAY_RATE_ADDRESS_WRITE": "4/24h",
            "DRAY_RATE_ACCOUNT_READ": "6/24h", "DRAY_RATE_ACCOUNT_WRITE": "8/24h",
            "DRAY_RATE_ACCOUNT_IMPORT": "1/24h", "DRAY_RATE_SIGN_IN": "12/24h",
            "DRAY_RATE_SIGN_IN_GUESSES": "3/24h", "DRAY_RATE_SIGN_IN_STRANGERS": "5/24h",
            "DRAY_RATE_LETTERS": "2/24h", "DRAY_RATE_BUCKETS": "4096",
        ])
    }

    /// A client in a place of its own.
    private func client(at place: String = Self.freshPlace()) async throws -> Client {
        Client(port: try await Self.starting.value.port, at: place)
    }

    private static func freshPlace() -> String {
        let number = UInt32.random(in: 0..<1 << 24)
        return IPAddress(v4: 20 << 24 | number).text
    }

    private func hello(_ client: Client) async throws -> Answer {
        try await client.send(.get, "/v1/hello")
    }

    @Test("too many are told so, with the limit, what is left of it, and how long to wait")
    func shape() async throws {
        let client = try await client()
        for _ in 0..<5 { try await hello(client).expect(200) }
        let refused = try await hello(client).expect(429, "too-many-requests")
        let wait = try #require(refused.header("retry-after").flatMap { Int($0) })
        #expect((1...86_400 / 5).contains(wait))
        #expect(refused.header("ratelimit-policy") == #""address-read";q=5;w=86400"#)
        #expect(refused.header("ratelimit") == #""address-read";r=0;t=\#(wait)"#)
        #expect(try refused.text("detail").contains("5 in 86400 s"))
        for path in ["/healthz", "/metrics"] { try await client.send(.get, path).expect(200) }
        try await hello(try await self.client()).expect(200)
        let figures = try await client.send(.get, "/metrics")
        #expect(
            String(decoding: figures.body, as: UTF8.self)
                .contains(#"dray_rate_limited_total{limit="address-read"}"#))
    }

    @Test("refused requests count, whatever they carry")
    func refusals() async throws {
        let client = try await client()
        for _ in 0..<5 {
            try await client.send(.get, "/v1/me", json: "", token: "garbage").expect(401)
        }
        try await client.send(.get, "/v1/me", json: "", token: "garbage").expect(429)
        try await hello(client).expect(429)
    }

    @Test("each class of a signed-in caller has its own limit, wherever the caller is")
    func classes() async throws {
        let person = try await Person.make(try await client())
        for _ in 0..<3 { try await person.get("/v1/me").expect(200) }
        let elsewhere = try await client()
        for _ in 0..<3 {
            try await elsewhere.send(.get, "/v1/me", json: "", token: person.token).expect(200)
        }
        for client in [person.client, elsewhere] {
            let refused = try await client.send(.get, "/v1/me", json: "", token: person.token)
                .expect(429, "too-many-requests")
            #expect(refused.header("ratelimit-policy")?.hasPrefix(#""account-read";q=6"#) == true)
        }
        let path = try await person.post("/v1/onboardings", #"{"business_type":"retailer"}"#)
            .expect(201).text("id")
        for _ in 0..<7 {
            let answer = try await person.put(
                "/v1/onboardings/\(path)/details", Trader.details(named: "Slow"), ifMatch: "*")
            #expect(answer.status == 200)
        }
        let refused = try await person.put(
            "/v1/onboardings/\(path)/details", Trader.details(named: "Slow"), ifMatch: "*")
            .expect(429)
        #expect(refused.header("ratelimit-policy")?.hasPrefix(#""account-write";q=8"#) == true)
        // Somebody else behind the same address goes on.
        let other = try await Person.make(person.client)
        try await other.get("/v1/me").expect(200)
    }

    @Test("the limit is told before the body is sent")
    func beforeTheBody() async throws {
        let server = try await Self.starting.value
        let place = Self.freshPlace()
        let client = try await client(at: place)
        for _ in 0..<4 {
            try await client.send(
                .post, "/v1/sessions/refresh", json: #"{"refresh_token":"x"}"#
            ).expect(401)
        }
        let raw = try server.connect()
        raw.send(
            """
            POST /v1/sessions/refresh HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: \(place)\r
            Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n
            """)
        #expect(try raw.answer().status == 429)
    }

    @Test("what a client writes in front of the chain changes nothing")
    func spoofed() async throws {
        let place = Self.freshPlace()
        for number in 0..<5 {
            try await hello(try await client(at: "6.6.6.\(number), \(place)")).expect(200)
        }
        try await hello(try await client(at: "6.6.6.7, \(place)")).expect(429)
        try await hello(try await client(at: "127.0.0.1, \(place)")).expect(429)
    }

    @Test("without trusted proxies, what requests say of their address is not believed")
    func noProxies() async throws {
        let server = try await TestServer(with: [
            "DRAY_RATE_LIMITS": "on", "DRAY_RATE_ADDRESS_READ": "3/24h",
        ])
        for number in 0..<3 {
            try await hello(Client(port: server.port, at: "20.0.0.\(number)")).expect(200)
        }
        try await hello(Client(port: server.port, at: "20.0.0.99")).expect(429)
        #expect(server.logged().contains(#""remote":"127.0.0.1""#))
        await server.stop()
    }

    @Test("the way in has a limit of its own, that reading does not use up")
    func signIn() async throws {
        let client = try await client()
        let person = try await Person.make(client)
        for _ in 0..<9 { _ = try await person.again() }
        let refused = try await attempt(person, Person.password, client).expect(429)
        #expect(refused.header("ratelimit-policy") == #""sign-in";q=12;w=86400"#)
        try await hello(client).expect(200)
        try await person.get("/v1/me").expect(200)
    }

    private func attempt(
        _ person: Person, _ password: String, _ client: Client
    ) async throws -> Answer {
        try await client.send(
            .post, "/v1/sessions", json: #"{"email":"\#(person.email)","password":"\#(password)"}"#)
    }

    @Test("a place that guesses a password is held up, and its owner elsewhere is not")
    func guesses() async throws {
        let person = try await Person.make(try await client())
        let guesser = try await client()
        for number in 0..<3 {
            try await attempt(person, "guess \(number)", guesser).expect(401, "credentials-wrong")
        }
        let refused = try await attempt(person, Person.password, guesser).expect(429)
        #expect(refused.header("ratelimit-policy")?.hasPrefix(#""sign-in-guesses";q=3"#) == true)
        // Neither another place, nor another person in the place of the guesser.
        try await attempt(person, Person.password, try await client()).expect(201)
        let neighbour = try await Person.make(try await client())
        try await attempt(neighbour, Person.password, guesser).expect(201)
    }

    @Test("an address without an account is held up like any other")
    func unknown() async throws {
        let client = try await client()
        let nobody = #"{"email":"no-\#(Client.freshKey())@example.com","password":"guess"}"#
        for _ in 0..<3 {
            try await client.send(.post, "/v1/sessions", json: nobody).expect(401)
        }
        try await client.send(.post, "/v1/sessions", json: nobody).expect(429)
    }

    @Test("many places that guess together are held up, and the place of the owner is not")
    func strangers() async throws {
        let home = try await client()
        let person = try await Person.make(home)
        for number in 0..<5 {
            try await attempt(person, "guess \(number)", try await client()).expect(401)
        }
        let refused = try await attempt(person, Person.password, try await client()).expect(429)
        #expect(refused.header("ratelimit-policy")?.hasPrefix(#""sign-in-strangers""#) == true)
        try await attempt(person, Person.password, home).expect(201)
    }

    @Test("guesses that come at once are counted before any of them is checked")
    func atOnce() async throws {
        let person = try await Person.make(try await client())
        let guesser = try await client()
        let statuses = try await concurrently(10) { number in
            try await self.attempt(person, "guess \(number)", guesser).status
        }
        #expect(statuses.filter { $0 == 401 }.count == 3)
        #expect(statuses.filter { $0 == 429 }.count == 7)
    }

    @Test("codes that are guessed count as passwords do")
    func codes() async throws {
        let client = try await client()
        let email = "new-\(Client.freshKey())@example.com"
        try await client.send(
            .post, "/v1/accounts",
            json: #"{"name":"New","email":"\#(email)","password":"\#(Person.password)"}"#
        ).expect(201)
        let code = try await Person.code(client, to: email)
        let wrong = code == "000000" ? "000001" : "000000"
        for _ in 0..<3 {
            try await client.send(
                .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(wrong)"}"#
            ).expect(422, "code-wrong")
        }
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(429)
    }

    @Test("nobody is sent letter after letter, whoever asks")
    func letters() async throws {
        let email = "mailbox-\(Client.freshKey())@example.com"
        let body = #"{"name":"New","email":"\#(email)","password":"\#(Person.password)"}"#
        for _ in 0..<2 {
            try await client().send(.post, "/v1/accounts", json: body).expect(201)
        }
        let refused = try await client().send(.post, "/v1/accounts", json: body).expect(429)
        #expect(refused.header("ratelimit-policy")?.hasPrefix(#""letters";q=2"#) == true)
        try await client().send(
            .post, "/v1/accounts/resend-code", json: #"{"email":"\#(email)"}"#
        ).expect(429)
    }

    @Test("what was wrong at one server counts at the others, and so does where one signed in")
    func servers() async throws {
        let server = try await Self.starting.value
        let other = try await server.another()
        func at(_ place: String, _ isOther: Bool) -> Client {
            Client(port: isOther ? other.port : server.port, at: place)
        }
        let home = Self.freshPlace()
        let person = try await Person.make(at(home, false))
        let guessing = Self.freshPlace()
        for number in 0..<3 {
            try await attempt(person, "guess \(number)", at(guessing, number == 1))
                .expect(401, "credentials-wrong")
        }
        for isOther in [false, true] {
            let refused = try await attempt(person, Person.password, at(guessing, isOther))
                .expect(429)
            let policy = refused.header("ratelimit-policy") ?? ""
            #expect(policy.hasPrefix(#""sign-in-guesses";q=3"#))
            #expect(refused.header("retry-after").flatMap { Int($0) } ?? 0 > 0)
        }
        for number in 0..<2 {
            try await attempt(person, "guess \(number)", at(Self.freshPlace(), number == 1))
                .expect(401)
        }
        for isOther in [false, true] {
            let refused = try await attempt(person, Person.password, at(Self.freshPlace(), isOther))
                .expect(429)
            #expect(refused.header("ratelimit-policy")?.hasPrefix(#""sign-in-strangers""#) == true)
        }
        // At the other server nobody signed in from there yet.
        try await attempt(person, Person.password, at(home, true)).expect(201)
        let rows = try server.query("select owner::text from platform.guesses")
        #expect(!rows.isEmpty && rows.allSatisfy { $0[0]?.count == 66 })
        await other.stop()
    }
}
