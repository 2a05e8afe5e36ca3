import Cryptography
import HTTP
import Platform
import Testing
import Wire

// Every case is signed or forged here, and asked of the server over the wire. What decides is never
// in the token: the route fixes algorithm, kind and audience.
@Suite("No token passes for another", .serialized)
struct TokenConfusionTests {
    /// One way to spell a part of a token; the first of a list is the genuine one.
    private struct Way: Sendable {
        let name: String
        let change: @Sendable (inout ForgedToken) -> Void

        static func header(_ name: String, _ value: JSON?) -> Way {
            Way(name: "\(name) \(value?.compact ?? "missing")") {
                $0.header = $0.header.with(name, value)
            }
        }

        static func claim(_ name: String, _ value: JSON?) -> Way {
            Way(name: "\(name) \(value?.compact ?? "missing")") {
                $0.claims = $0.claims.with(name, value)
            }
        }
    }

    private static let genuine = Way(name: "genuine") { _ in }

    private static let kinds: [Way] = [
        genuine, .header("typ", .string("JWT")), .header("typ", .string("AT+JWT")),
        .header("typ", .string("refresh+jwt")), .header("typ", nil),
    ]
    private static let keyIDs: [Way] = [
        genuine, .header("kid", .string("other")), .header("kid", .string("../../dev/null")),
        .header("kid", nil),
    ]
    private static let audiences: [Way] = [
        genuine, .claim("aud", .string("partner")), .claim("aud", .string("")),
        .claim("aud", .array([.string("dray"), .string("partner")])), .claim("aud", nil),
    ]
    private static let expiries: [Way] = [
        genuine, .claim("exp", .integer(1_700_000_000)), .claim("exp", .integer(-1)),
        .claim("exp", .string("9999999999")), .claim("exp", nil),
    ]

    /// An algorithm as the header names it, and what stands for the signature.
    private struct Signing: Sendable {
        let algorithm: String?
        let sign: @Sendable ([UInt8]) -> [UInt8]
    }

    private static let pair = Ed25519Key(seed: ForgedToken.secret)!
    private static let ownKey = HMACKey(ForgedToken.secret)
    /// The confusion of keys: what is public of a pair, taken for a secret.
    private static let publicAsSecret = HMACKey(pair.publicKey)

    private static let signings: [Signing] = [
        Signing(algorithm: "HS256") { ownKey.code(over: $0) },
        Signing(algorithm: "HS256") { publicAsSecret.code(over: $0) },
        Signing(algorithm: "HS256") { pair.signature(over: $0) },
        Signing(algorithm: "HS256") { _ in [] },
        Signing(algorithm: "none") { _ in [] },
        Signing(algorithm: "none") { ownKey.code(over: $0) },
        Signing(algorithm: "HS512") { ownKey.code(over: $0) + ownKey.code(over: $0) },
        Signing(algorithm: "EdDSA") { pair.signature(over: $0) },
        Signing(algorithm: "EdDSA") { publicAsSecret.code(over: $0) },
        Signing(algorithm: "RS256") { publicAsSecret.code(over: $0) },
        Signing(algorithm: "hs256") { ownKey.code(over: $0) },
        Signing(algorithm: nil) { ownKey.code(over: $0) },
    ]

    /// A token in one way of each list, and whether all of them are the genuine ones.
    private struct Case: Sendable {
        let name: String
        let text: String
        let isGenuine: Bool
    }

    private static func cases(_ base: ForgedToken) -> [Case] {
        var tokens: [(ways: [Way], token: ForgedToken)] = [([], base)]
        for list in [kinds, keyIDs, audiences, expiries] {
            tokens = tokens.flatMap { ways, token in
                list.map { way in
                    var changed = token
                    way.change(&changed)
                    return (ways + [way], changed)
                }
            }
        }
        return tokens.flatMap { ways, token in
            signings.enumerated().map { place, signing in
                var signedToken = token
                signedToken.header = token.header.with(
                    "alg", signing.algorithm.map { .string($0) })
                let signed = signedToken.signed
                let names = ways.map(\.name)
                return Case(
                    name: (names + ["signing \(place)"]).joined(separator: ", "),
                    text: "\(signed).\(Base64URL.encode(signing.sign(Array(signed.utf8))))",
                    isGenuine: place == 0 && names.allSatisfy { $0 == "genuine" })
            }
        }
    }

    private static func ask(
        _ client: KeepAliveClient, _ request: String, token: String
    ) throws -> Int {
        let head = "\(request) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        return try client.exchange(Array("\(head)\(token)\r\n\r\n".utf8)) { $0.status }
    }

    @Test("kind × endpoint × audience × algorithm × key id × expiry: one of all passes")
    func matrix() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let admin = try await trader.server.admin.again()
        let endpoints = [
            ("GET /v1/me", trader.person), ("GET /v1/organization", trader.person),
            ("GET /v1/platform/onboardings", admin), ("GET /v1/hello", trader.person),
        ]
        for (request, person) in endpoints {
            let cases = Self.cases(try ForgedToken(person.token))
            #expect(cases.count == 5 * 4 * 5 * 5 * 12 && cases.filter(\.isGenuine).count == 1)
            try await onThread {
                let client = KeepAliveClient(port: trader.server.port)
                for one in cases {
                    let status = try Self.ask(client, request, token: one.text)
                    let expected = one.isGenuine ? 200 : 401
                    if status != expected { Issue.record("\(request): \(one.name): \(status)") }
                }
            }
        }
    }

    @Test("a token that was cut, changed or spliced is refused, 20,000 times")
    func mutated() async throws {
        let one = try await Trader.make("wholesaler", until: .setUp)
        let other = try await Trader.make("wholesaler", until: .setUp)
        let seed = UInt64.random(in: 0...UInt64.max)
        print("mutated tokens: seed \(seed)")
        try await onThread {
            let client = KeepAliveClient(port: one.server.port)
            let token = one.person.token
            for count in 0..<token.utf8.count {
                let status = try Self.ask(client, "GET /v1/me", token: String(token.prefix(count)))
                #expect(status == 401, "the first \(count)")
            }
            var random = SeededRandom(seed: seed)
            for _ in 0..<20_000 {
                let text = Self.mutation(of: token, with: other.person.token, &random)
                let status = try Self.ask(client, "GET /v1/me", token: text)
                if status != 401 { Issue.record("\(status) for \(text)") }
            }
            #expect(try Self.ask(client, "GET /v1/me", token: token) == 200)
        }
    }

    /// Another text than either token, made of them by a few changes.
    private static func mutation(
        of one: String, with other: String, _ random: inout SeededRandom
    ) -> String {
        let token = Array(one.utf8), theirs = Array(other.utf8)
        let letters = Array("AZaz09-_.=+/~!\"{}%".utf8)
        var changed = token
        while changed == token || changed == theirs {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: changed[place] = letters.randomElement(using: &random)!
                case 1: changed.insert(letters.randomElement(using: &random)!, at: place)
                case 2: changed.remove(at: place)
                case 3: changed.swapAt(place, Int.random(in: 0..<changed.count, using: &random))
                case 4: changed = Array(changed[..<place]) + theirs.dropFirst(place)
                default: changed += changed[..<min(place, 200)]
                }
            }
        }
        return String(decoding: changed, as: UTF8.self)
    }

    @Test("every claim that decides is needed: without one of them a signed token is refused")
    func claims() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let token = try ForgedToken(trader.person.token)
        let client = KeepAliveClient(port: trader.server.port)
        let names = token.claims.members?.map(\.name) ?? []
        #expect(names.count >= 8)
        for name in ["aud", "sub", "sid", "exp", "cat", "epo", "prv"] {
            #expect(names.contains(name))
            for value in [nil, .null, .string(""), .array([]), .object([])] as [JSON?] {
                let forged = token.with(name, value)
                if name == "prv", value == .string("") { continue }
                let status = try Self.ask(client, "GET /v1/organization", token: forged.text())
                #expect(status == 401, "\(name) \(value?.compact ?? "missing")")
            }
        }
        for name in names {
            let forged = token.with(name, .object([]))
            let status = try Self.ask(client, "GET /v1/organization", token: forged.text())
            #expect(status < 500, "\(name)")
        }
    }

    /// Whatever a person holds or could get hold of, by what it is called.
    private func things(_ person: Person, _ code: String, _ key: String) -> [(String, String)] {
        [
            ("access token", person.token), ("refresh token", person.refreshToken),
            ("code", code), ("key", key), ("session", person.session),
            ("account", person.account), ("password", Person.password), ("email", person.email),
        ]
    }

    @Test("nothing but an access token is taken where one belongs")
    func elsewhere() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let key = "a-key-\(trader.canary)"
        try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key).expect(201)
        let client = KeepAliveClient(port: trader.server.port)
        for (name, thing) in things(trader.person, "123456", key) where name != "access token" {
            for scheme in ["Bearer ", "bearer ", "Basic ", "", "Bearer Bearer "] {
                let request = "GET /v1/me HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: \(scheme)\(thing)\r\n\r\n"
                let status = try client.exchange(Array(request.utf8)) { $0.status }
                #expect(status == 401, "\(scheme)\(name)")
            }
        }
    }

    @Test("nothing but the right secret opens a session, in whatever field of whatever route")
    func secrets() async throws {
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let person = trader.person
        let key = "a-key-\(trader.canary)"
        try await trader.post("/v1/brands", #"{"name":"One"}"#, key: key).expect(201)
        var opened: [String] = []
        for operation in Contract.shared.operations
        where operation.scope == Anonymous.name && operation.route.method != .get {
            let input = operation.describeInput()
            guard let example = try? JSON.parse(input.bodyExample) else { continue }
            let plain = JSON.object(
                (example.members ?? []).filter { $0.value.text.flatMap(JSON.idPrefix) == nil })
            for member in plain.members ?? [] where member.value.text != nil {
                for (name, thing) in things(person, "123456", key) {
                    var body = plain.with(member.name, .string(thing))
                    if member.name != "email", plain["email"] != nil {
                        body = body.with("email", .string(person.email))
                    }
                    let answer = try await trader.server.client.send(
                        operation.route.method, operation.route.path, json: body.compact)
                    #expect(answer.status < 500)
                    let isOpened = answer.bodyText.contains("access_token")
                    if isOpened { opened.append("\(operation.id) \(member.name): \(name)") }
                }
            }
        }
        #expect(
            Set(opened) == [
                "sign_in password: password", "refresh_session refresh_token: refresh token",
            ])
        try await person.get("/v1/me").expect(200)
    }
}
