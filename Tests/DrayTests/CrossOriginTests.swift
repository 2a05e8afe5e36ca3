import HTTP
import Testing
import Wire

@Suite("Web pages read what their app's origins may, and nothing with a browser's own credentials")
struct CrossOriginTests {
    /// An organization whose main app names a fresh origin.
    private func trader(_ origin: String) async throws -> Trader {
        let trader = try await Trader.make("wholesaler")
        try name([origin], trader)
        return trader
    }

    private func name(_ origins: [String], _ trader: Trader) throws {
        let list = "{\(origins.map { #""\#($0)""# }.joined(separator: ","))}"
        _ = try trader.server.query(
            "update organizations.apps set origins = $2::text[] where organization_id = $1",
            [try uuid(of: trader.id), list], in: trader.id)
    }

    private func freshOrigin() -> String { "https://\(Client.freshKey().dropFirst(4)).example" }

    private func send(
        _ client: Client, _ path: String, from origin: String?, token: String? = nil,
        _ method: HTTP.Method = .get, _ more: [(String, String)] = []
    ) async throws -> Answer {
        var headers = more
        if let origin { headers.append(("Origin", origin)) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        return try await client.send(method, path, headers: headers)
    }

    private func allowed(_ answer: Answer) -> String? {
        #expect(answer.header("access-control-allow-credentials") == nil)
        #expect(answer.headers.contains { $0.name == "vary" && $0.value.contains("Origin") })
        return answer.header("access-control-allow-origin")
    }

    private let asking = [
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization,idempotency-key"),
    ]

    @Test("a browser that asks for an app's origin is told what a page may send")
    func preflight() async throws {
        let origin = freshOrigin()
        let trader = try await trader(origin)
        let client = trader.server.client
        let answer = try await send(
            client, "/v1/brands", from: origin, .options, asking)
        #expect(answer.status == 204)
        #expect(allowed(answer) == origin)
        let methods = answer.header("access-control-allow-methods") ?? ""
        #expect(methods.contains("POST") && methods.contains("GET"))
        let headers = answer.header("access-control-allow-headers") ?? ""
        for name in ["Authorization", "Idempotency-Key", "If-Match", "Content-Type"] {
            #expect(headers.contains(name))
        }
        for other in [freshOrigin(), "null", "https://", "*", origin.uppercased(), origin + "/"] {
            let refused = try await send(client, "/v1/brands", from: other, .options, asking)
            #expect(refused.status == 204)
            #expect(allowed(refused) == nil, "\(other)")
            #expect(refused.header("access-control-allow-methods") == nil, "\(other)")
        }
    }

    @Test("answers are for pages of the token's own app, problems too")
    func answers() async throws {
        let origin = freshOrigin()
        let trader = try await trader(origin)
        let client = trader.server.client
        let token = trader.person.token
        for _ in 0..<2 {
            let answer = try await send(client, "/v1/products", from: origin, token: token)
            answer.expect(200)
            #expect(allowed(answer) == origin)
            #expect(answer.header("access-control-expose-headers")?.contains("ETag") == true)
            let refused = try await send(client, "/v1/me", from: origin).expect(401)
            #expect(allowed(refused) == origin)
            let broken = try await send(client, "/v1/me", from: origin, token: "x").expect(401)
            #expect(allowed(broken) == origin)
        }
        let other = try await self.trader(freshOrigin())
        let foreign = try await send(
            client, "/v1/products", from: origin, token: other.person.token)
        foreign.expect(200)
        #expect(allowed(foreign) == nil)
        let none = try await send(client, "/v1/products", from: nil, token: token).expect(200)
        #expect(allowed(none) == nil)
        let unknown = try await send(client, "/v1/products", from: freshOrigin(), token: token)
        #expect(allowed(unknown) == nil)
    }

    @Test("a first request with a body is carried out once its origin is known")
    func bodies() async throws {
        let origin = freshOrigin()
        let trader = try await trader(origin)
        let headers = [
            ("Origin", origin), ("Authorization", "Bearer \(trader.person.token)"),
            ("Idempotency-Key", Client.freshKey()), ("Content-Type", "application/json"),
        ]
        let made = try await trader.server.client.send(
            .post, "/v1/brands", Array(#"{"name":"From a page"}"#.utf8), headers: headers
        ).expect(201)
        #expect(allowed(made) == origin)
        let again = try await trader.server.client.send(
            .post, "/v1/brands", Array(#"{"name":"From a page"}"#.utf8), headers: headers
        ).expect(201)
        #expect(again.body == made.body && allowed(again) == origin)
    }

    @Test("an archived app's origins are nobody's, and what is no origin never becomes one")
    func archived() async throws {
        let origin = freshOrigin()
        let trader = try await trader(origin)
        func apps(_ origin: String) throws -> String? {
            try trader.server.query("select organizations.apps_of_origin($1)", [origin])[0][0]
        }
        #expect(try apps(origin) != "{}")
        for column in ["archived_at", "disabled_at"] {
            _ = try trader.server.query(
                """
                update organizations.apps set main = false, \(column) = now()
                where organization_id = $1
                """, [try uuid(of: trader.id)], in: trader.id)
            #expect(try apps(origin) == "{}")
            _ = try trader.server.query(
                "update organizations.apps set \(column) = null where organization_id = $1",
                [try uuid(of: trader.id)], in: trader.id)
            #expect(try apps(origin) != "{}")
        }
        let bad = ["*", "null", "https://*.example", "https://a.example/x", "javascript:1"]
        try name(bad, trader)
        for text in bad + [origin] { #expect(try apps(text) == "{}", "\(text)") }
    }

    @Test("origins that are made up fill no memory and fail no request")
    func madeUp() async throws {
        let client = try await TestServer.shared.client
        _ = try await concurrently(8) { _ in
            for _ in 0..<40 {
                try await self.send(client, "/v1/hello", from: self.freshOrigin()).expect(200)
            }
        }
        for text in ["https://\(String(repeating: "a", count: 3_000))", "https://a, https://b"] {
            let answer = try await send(client, "/v1/hello", from: text).expect(200)
            #expect(allowed(answer) == nil)
        }
    }
}
