import Cryptography
import HTTP
import Testing
import Wire

@Suite("Machines act by API key, within what their maker is allowed")
struct ApiKeyTests {
    private func make(
        _ trader: Trader, _ privileges: [String] = ["catalog.read"], more: String = "",
        key: String = Client.freshKey()
    ) async throws -> Answer {
        let names = privileges.map { #""\#($0)""# }.joined(separator: ",")
        return try await trader.person.post(
            "/v1/api-keys", #"{"name":"Till","privileges":[\#(names)]\#(more)}"#, key: key)
    }

    private func secret(_ answer: Answer) throws -> String {
        try answer.expect(201).text("secret")
    }

    private func get(_ path: String, _ trader: Trader, by secret: String) async throws -> Answer {
        try await trader.server.client.send(.get, path, json: "", token: secret)
    }

    @Test("a key does what it was made for, and nothing else")
    func uses() async throws {
        let trader = try await Trader.make("wholesaler")
        let key = try secret(try await make(trader))
        let client = trader.server.client
        for _ in 0..<3 { try await get("/v1/products", trader, by: key).expect(200) }
        try await client.send(.post, "/v1/brands", json: #"{"name":"No"}"#, token: key)
            .expect(403, "privilege-missing")
        try await get("/v1/orders", trader, by: key).expect(403, "privilege-missing")
        for path in ["/v1/me", "/v1/sessions", "/v1/api-keys"] {
            try await get(path, trader, by: key).expect(403, "in-person-only")
        }
        try await client.send(.delete, "/v1/sessions", json: "", token: key)
            .expect(403, "in-person-only")
        try await make(trader).expect(201)
        try await trader.get("/v1/me").expect(200)
    }

    @Test("a key whose first request has a body, or is an upload, is verified before it is read")
    func bodies() async throws {
        let trader = try await Trader.make("wholesaler")
        let client = trader.server.client
        let json = try secret(try await make(trader, ["catalog.write"]))
        try await client.send(
            .post, "/v1/brands", json: #"{"name":"By machine"}"#, token: json
        ).expect(201)
        let file = try secret(try await make(trader, ["catalog.write"]))
        for _ in 0..<2 {
            try await client.send(
                .post, "/v1/imports/products", Array("sku,name\nm-1,Rum\n".utf8),
                headers: [
                    ("Authorization", "Bearer \(file)"), ("Idempotency-Key", Client.freshKey()),
                    ("Content-Type", "text/csv"),
                ]
            ).expect(201)
        }
        let wrong = "dk_" + json.dropFirst(3).prefix(17) + String(repeating: "A", count: 43)
        try await client.send(
            .post, "/v1/brands", json: #"{"name":"\#(String(repeating: "x", count: 600_000))"}"#,
            token: wrong
        ).expect(401, "api-key-invalid")
        try await client.send(
            .post, "/v1/brands", json: #"{"name":"\#(String(repeating: "x", count: 600_000))"}"#,
            token: try secret(try await make(trader, ["catalog.write"]))
        ).expect(422)
    }

    @Test("a secret is told once, and kept nowhere")
    func secrecy() async throws {
        let trader = try await Trader.make("wholesaler")
        let promise = Client.freshKey()
        let first = try await make(trader, key: promise)
        let key = try secret(first)
        let again = try await make(trader, key: promise).expect(201)
        #expect(again.body == first.body)
        let id = try first.text("id")
        let listed = try await trader.get("/v1/api-keys").expect(200)
        let read = try await trader.get("/v1/api-keys/\(id)").expect(200)
        let tail = String(key.suffix(43))
        for answer in [listed, read] { #expect(!answer.bodyText.contains(tail)) }
        #expect(try read.text("prefix") == String(key.dropFirst(3).prefix(16)))
        let bytes = Hexadecimal.encode(Array(tail.utf8))
        for table in [
            "identity.api_keys", "platform.idempotency_keys", "platform.events",
        ] {
            let rows = try trader.server.query(
                "select count(*) from \(table) t where t::text like $1 or t::text like $2",
                ["%\(tail)%", "%\(bytes)%"], in: trader.id)
            #expect(rows == [["0"]], "\(table)")
        }
        #expect(!trader.server.logged().contains(tail))
    }

    @Test("a key works in its maker's business unit")
    func unit() async throws {
        let trader = try await Trader.make("wholesaler")
        let warehouse = try await trader.post(
            "/v1/warehouses", #"{"name":"Back room","address":"3 Side Street"}"#
        ).expect(201).text("id")
        let unit = try await trader.post(
            "/v1/business-units", #"{"name":"Shop","warehouse_id":"\#(warehouse)"}"#
        ).expect(201).text("id")
        let prefix = try await make(trader).expect(201).text("prefix")
        func stock() throws -> [[String?]] {
            try trader.server.query(
                "select warehouse_id, channel_id from identity.find_api_key($1, now())", [prefix])
        }
        let channel = try uuid(of: trader.channel)
        #expect(try stock() == [[try uuid(of: trader.warehouse), channel]])
        try await trader.person.put(
            "/v1/members/\(trader.person.account)/business-unit",
            #"{"business_unit_id":"\#(unit)"}"#
        ).expect(200)
        #expect(try stock() == [[try uuid(of: warehouse), channel]])
    }

    @Test("what is done by a key says by which, and the audit finds it")
    func audited() async throws {
        let trader = try await Trader.make("wholesaler")
        let made = try await make(trader, ["catalog.write"])
        let id = try made.expect(201).text("id")
        try await trader.server.client.send(
            .post, "/v1/brands", json: #"{"name":"By machine"}"#, token: try secret(made)
        ).expect(201)
        try await trader.post("/v1/brands", #"{"name":"By hand"}"#).expect(201)
        let found = try await trader.get("/v1/audit-entries?api_key_id=\(id)").expect(200)
        #expect(found["items"]?.items?.count == 1)
        #expect(try found.text("items.0.type") == "brand_created")
        #expect(try found.text("items.0.api_key_id") == id)
        let all = try await trader.get("/v1/audit-entries?type=brand_created").expect(200)
        #expect(all["items"]?.items?.filter { $0["api_key_id"]?.text == nil }.count == 1)
        let file = try await trader.get("/v1/audit-entries/export?api_key_id=\(id)").expect(200)
        #expect(file.bodyText.contains(id))
        let other = try await Trader.make("wholesaler")
        let nothing = try await other.get("/v1/audit-entries?api_key_id=\(id)").expect(200)
        #expect(nothing["items"]?.items?.isEmpty == true)
    }

    @Test("nobody makes a key that allows more than they are allowed themselves")
    func grantClosure() async throws {
        let trader = try await Trader.make("wholesaler")
        let refused = try await make(trader, ["catalog.read", "businesses.approve"])
            .expect(403, "api-key-beyond-maker")
        #expect(try refused.text("detail").contains("businesses.approve"))
        #expect(try !refused.text("detail").contains("catalog.read"))
        try await make(trader, ["catalog.read", "nothing.such"]).expect(422)
        try await make(trader, []).expect(422)
        try await make(trader, more: #","expires_at":"2020-01-01T00:00:00Z""#).expect(422)
        try await make(trader, more: #","requests_per_minute":0"#).expect(422)
        let other = try await Trader.make("wholesaler")
        let app = try other.person.signedIn.text("app.id")
        try await make(trader, more: #","app_id":"\#(app)""#).expect(422)
    }

    @Test("what its maker loses, a key loses in that instant, and nothing before")
    func shrinking() async throws {
        let trader = try await Trader.make("wholesaler")
        let key = try secret(try await make(trader, ["catalog.read", "organization.read"]))
        try await get("/v1/products", trader, by: key).expect(200)
        _ = try trader.server.query(
            "select permissions.revoke_by_system($1, $2, 'wholesaler')",
            [try uuid(of: trader.id), try uuid(of: trader.person.account)], in: trader.id)
        try await get("/v1/products", trader, by: key).expect(403, "privilege-missing")
        try await get("/v1/organization", trader, by: key).expect(200)
        _ = try trader.server.query(
            "update identity.accounts set banned_at = now(), epoch = epoch + 1 where id = $1",
            [try uuid(of: trader.person.account)])
        try await get("/v1/organization", trader, by: key).expect(403, "member-banned")
    }

    @Test("a disabled organization's keys are refused by name")
    func disabled() async throws {
        let trader = try await Trader.make("wholesaler")
        let key = try secret(try await make(trader))
        try await get("/v1/products", trader, by: key).expect(200)
        _ = try trader.server.query(
            """
            update organizations.organizations set state = 'disabled', epoch = epoch + 1
            where organization_id = $1
            """, [try uuid(of: trader.id)], in: trader.id)
        try await get("/v1/products", trader, by: key).expect(403, "organization-disabled")
    }

    @Test("after its revocation was answered, nothing a key asks for has an effect")
    func revocation() async throws {
        let trader = try await Trader.make("wholesaler")
        let made = try await make(trader, ["catalog.write", "catalog.read"])
        let key = try secret(made)
        let id = try made.text("id")
        let client = trader.server.client
        let statuses = try await concurrently(9) { place in
            if place == 8 {
                try await trader.person.delete("/v1/api-keys/\(id)").expect(204)
                return [try await get("/v1/products", trader, by: key).status]
            }
            var statuses: [Int] = []
            repeat {
                let answer = try await client.send(
                    .post, "/v1/brands", json: #"{"name":"\#(Client.freshKey())"}"#, token: key)
                statuses.append(answer.status)
            } while statuses.last == 201
            return statuses
        }
        for last in statuses.map(\.last) { #expect(last == 401) }
        let rows = try trader.server.query(
            "select count(*) from catalog.brands where organization_id = $1",
            [try uuid(of: trader.id)], in: trader.id)
        #expect(rows == [["\(statuses.joined().filter { $0 == 201 }.count)"]])
        try await get("/v1/products", trader, by: key).expect(401, "api-key-invalid")
        try await trader.person.delete("/v1/api-keys/\(id)").expect(204)
        let view = try await trader.get("/v1/api-keys/\(id)").expect(200)
        #expect(view["revoked_at"]?.text != nil)
        let events = try trader.server.query(
            "select count(*) from platform.events where organization_id = $1 and type = $2",
            [try uuid(of: trader.id), "api_key_revoked"], in: trader.id)
        #expect(events == [["1"]])
    }

    @Test("a key ends when it expires, also where it was just used")
    func expiry() async throws {
        let trader = try await Trader.make("wholesaler")
        let made = try await make(trader, more: #","expires_at":"2099-01-01T00:00:00Z""#)
        let key = try secret(made)
        try await get("/v1/products", trader, by: key).expect(200)
        _ = try trader.server.query(
            """
            update identity.api_keys set created_at = now() - interval '2 hours',
                expires_at = now() - interval '1 second' where id = $1
            """, [try uuid(of: try made.text("id"))])
        try await get("/v1/products", trader, by: key).expect(401, "api-key-invalid")
    }

    @Test(
        "what is no key is refused as one",
        arguments: [
            "dk_", "dk_x", "dk_0123456789abcdef", "dk_0123456789abcdef_",
            "dk_0123456789abcdef_" + String(repeating: "A", count: 42),
            "dk_0123456789abcdef_" + String(repeating: "A", count: 43),
            "dk_0123456789ABCDEF_" + String(repeating: "A", count: 43),
            "dk_0123456789abcdef-" + String(repeating: "A", count: 43),
            "dk_0123456789abcdef_" + String(repeating: "%", count: 43),
            "dk_" + String(repeating: "'", count: 60), "dk_" + String(repeating: "é", count: 30),
            "dk_0123456789abcdef_" + String(repeating: "A", count: 5_000),
        ])
    func malformed(text: String) async throws {
        let client = try await TestServer.shared.client
        for path in ["/v1/products", "/v1/me", "/v1/hello"] {
            try await client.send(.get, path, json: "", token: text)
                .expect(401, "api-key-invalid")
        }
    }

    @Test("a token doesn't become a key by its looks, nor a key's secret another key's")
    func confusion() async throws {
        let trader = try await Trader.make("wholesaler")
        let one = try secret(try await make(trader)), two = try secret(try await make(trader))
        for mixed in [one.prefix(20) + two.suffix(43), "dk_" + trader.person.token.prefix(60)] {
            try await get("/v1/products", trader, by: String(mixed)).expect(401, "api-key-invalid")
        }
        try await get("/v1/products", trader, by: String(one.dropFirst(3)))
            .expect(401, "token-invalid")
        try await trader.server.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(one)"}"#
        ).expect(401, "refresh-token-invalid")
    }

    @Test("a key's own limit holds beside the others, and its uses are counted")
    func limitsAndUses() async throws {
        let server = try await TestServer()
        let trader = try await Trader.make("wholesaler", on: server)
        let made = try await make(trader, more: #","requests_per_minute":5"#)
        let key = try secret(made)
        for _ in 0..<5 { try await get("/v1/products", trader, by: key).expect(200) }
        let refused = try await get("/v1/products", trader, by: key).expect(429)
        #expect(refused.header("ratelimit-policy") == #""key-own";q=5;w=60"#)
        try await trader.get("/v1/products").expect(200)
        await server.stop()
        let rows = try server.query(
            """
            select uses, last_used_from, last_used_at is not null, salt is null
            from identity.api_keys where id = $1
            """, [try uuid(of: try made.text("id"))])
        #expect(rows == [["5", "127.0.0.1", "t", "t"]])
    }

    @Test("once a key was used, repeating the request that made it doesn't tell its secret again")
    func told() async throws {
        let trader = try await Trader.make("wholesaler")
        let promise = Client.freshKey()
        let made = try await make(trader, key: promise)
        _ = try secret(made)
        _ = try trader.server.query(
            """
            select identity.count_api_key_uses(array[$1::uuid], array[1::bigint], array[now()],
                array['203.0.113.9'])
            """, [try uuid(of: try made.text("id"))])
        try await make(trader, key: promise).expect(409, "api-key-told")
        let view = try await trader.get("/v1/api-keys/\(try made.text("id"))")
        #expect(try view.integer("uses") == 1)
        #expect(try view.text("last_used_from") == "203.0.113.9")
    }
}
