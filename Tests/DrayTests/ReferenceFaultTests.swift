import HTTP
import Platform
import Postgres
import Testing
import Wire

// The permission model was first built elsewhere. Each of its faults has a test here, which walks
// every route or function it could come back in.
@Suite("What the reference got wrong")
struct ReferenceFaultTests {
    private var operations: [DeclaredOperation] { Contract.shared.operations }

    /// An operation asked for with ids of a trade's own.
    private func ask(
        _ operation: DeclaredOperation, _ trade: Victim, token: String
    ) async throws -> Answer {
        let shape = RequestShapes(operation: operation, theirs: [:], own: trade.names).all.last!
        return try await trade.server.client.call(
            operation, shape.path, shape.body, token: token)
    }

    @Test("an owner check that was never awaited: without its privilege no route does anything")
    func checkIsMade() async throws {
        let trade = try await Victim.make()
        let server = trade.server
        let catalog = server.catalog
        let member = try ForgedToken(trade.seller.person.token)
        let admin = try ForgedToken(try await server.admin.again().token)
        let before = try trade.rows()
        var asked = 0
        for operation in operations where operation.scope != Anonymous.name {
            let whole = operation.scope == PlatformMember.name ? admin : member
            for missing in operation.privileges {
                var privileges = PrivilegeSet()
                for (ordinal, privilege) in catalog.privileges.enumerated()
                where privilege.name != missing.name { privileges.insert(ordinal) }
                try await ask(operation, trade, token: whole.with(privileges).text())
                    .expect(403, "privilege-missing")
                asked += 1
            }
        }
        #expect(asked > 50)
        #expect(try trade.rows() == before)
    }

    @Test("bans that only two features looked at: every route refuses a banned account's tokens")
    func accountBans() async throws {
        let trade = try await Victim.make()
        let person = trade.seller.person
        _ = try trade.server.query(
            "update identity.accounts set banned_at = now(), epoch = epoch + 1 where id = $1",
            [try uuid(of: person.account)])
        let before = try trade.rows()
        for operation in operations where operation.scope != Anonymous.name {
            let answer = try await ask(operation, trade, token: person.token)
            #expect((400..<500).contains(answer.status), "\(operation.id): \(answer.status)")
        }
        #expect(try trade.rows() == before)
        for body in [
            #"{"email":"\#(person.email)","password":"\#(Person.password)"}"#,
            #"{"refresh_token":"\#(person.refreshToken)"}"#,
        ] {
            let path = body.contains("refresh") ? "/v1/sessions/refresh" : "/v1/sessions"
            try await trade.server.client.send(.post, path, json: body)
                .expect(403, "account-banned")
        }
    }

    @Test("bans that only two features looked at: every route of members refuses a banned member")
    func memberBans() async throws {
        let trade = try await Victim.make()
        var person = trade.seller.person
        _ = try trade.server.query(
            """
            select permissions.grant_by_system($1, gen_random_uuid(), $2, 'banned', now(), null,
                null, now())
            """, [try uuid(of: trade.seller.id), try uuid(of: person.account)],
            in: trade.seller.id)
        try await person.get("/v1/products").expect(401, "token-revoked")
        try await person.renew()
        for operation in operations where operation.scope == Member.name {
            try await ask(operation, trade, token: person.token).expect(403, "member-banned")
        }
    }

    @Test("required keys that a schema let be missing: each one's absence is named, on any route")
    func requiredKeys() async throws {
        let trade = try await Victim.make()
        let everything = trade.server.catalog.privileges(
            of: trade.server.catalog.roles.map(\.name))
        let member = try ForgedToken(trade.seller.person.token).with(everything).text()
        let admin = try ForgedToken(try await trade.server.admin.again().token)
            .with(everything).text()
        var asked = 0
        for operation in operations where operation.intake == .json {
            let input = operation.describeInput()
            guard let schema = input.body, let example = try? JSON.parse(input.bodyExample)
            else { continue }
            let shapes = RequestShapes(operation: operation, theirs: [:], own: trade.names)
            let path = shapes.all[0].path
            for (pointer, body) in schema.withoutRequired(example, input.components, at: "") {
                let token = operation.scope == PlatformMember.name ? admin : member
                let answer = try await trade.server.client.call(
                    operation, path, body.bytes, token: token)
                answer.expect(422, "invalid-request")
                #expect(answer.pointers.contains(pointer), "\(operation.id) without \(pointer)")
                asked += 1
            }
        }
        #expect(asked > 60)
    }

    @Test("an empty condition that meant all rows: an empty filter is refused or finds nothing")
    func emptyFilters() async throws {
        let trade = try await Victim.make()
        let token = trade.seller.person.token
        for operation in operations
        where operation.route.method == .get && operation.scope != PlatformMember.name {
            for parameter in operation.describeInput().parameters where parameter.place == .query {
                let shapes = RequestShapes(operation: operation, theirs: [:], own: trade.names)
                let bare = String(shapes.all[0].path.prefix { $0 != "?" })
                let answer = try await trade.server.client.call(
                    operation, "\(bare)?\(parameter.name)=", [], token: token)
                let found = answer["items"]?.items?.count ?? 0
                #expect(answer.status == 422 || found == 0, "\(operation.id)?\(parameter.name)=")
            }
        }
    }

    @Test("refresh tokens that never rotated: each is another, and an old one ends the session")
    func rotation() async throws {
        var person = try await Person.make(try await TestServer.shared.client)
        var seen = [person.refreshToken]
        for _ in 0..<5 {
            try await person.renew()
            #expect(!seen.contains(person.refreshToken))
            seen.append(person.refreshToken)
        }
        try await person.client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(seen[1])"}"#
        ).expect(401, "refresh-token-reused")
        try await person.get("/v1/me").expect(401, "token-revoked")
    }

    @Test("a sign-in link usable as a refresh token: a letter's code is good for its purpose alone")
    func letters() async throws {
        let client = try await TestServer.shared.client
        let email = "letter-\(Client.freshKey())@example.com"
        try await client.send(
            .post, "/v1/accounts",
            json: #"{"name":"New","email":"\#(email)","password":"\#(Person.password)"}"#
        ).expect(201)
        let code = try await Person.code(client, to: email)
        try await client.send(
            .post, "/v1/sessions/refresh", json: #"{"refresh_token":"\#(code)"}"#
        ).expect(401, "refresh-token-invalid")
        try await client.send(.get, "/v1/me", json: "", token: code).expect(401, "token-invalid")
        try await client.send(
            .post, "/v1/sessions", json: #"{"email":"\#(email)","password":"\#(code)0000"}"#
        ).expect(401, "credentials-wrong")
        try await client.send(
            .post, "/v1/accounts/verify", json: #"{"email":"\#(email)","code":"\#(code)"}"#
        ).expect(204)
        let person = try await Person.signIn(client, email: email, password: Person.password)
        for secret in [person.refreshToken, person.token] {
            try await client.send(
                .post, "/v1/accounts/verify",
                json: #"{"email":"\#(email)","code":"\#(secret)"}"#
            ).expect(422)
        }
    }

    /// The code in the last letter to an address, of those that open something.
    private func code(_ client: Client, to email: String) async throws -> String {
        let letters = try await client.send(.get, "/dev/mailbox?to=\(email)")
        return String(try letters.text("items.0.subject").prefix(11))
    }

    @Test("a sign-in link usable as a refresh token: each code opens what it was sent for")
    func codes() async throws {
        let client = try await TestServer.shared.client
        let person = try await Person.make(client)
        let new = "new-\(person.email)"
        let email = #""email":"\#(person.email)""#
        try await client.send(.post, "/v1/password-resets", json: "{\(email)}").expect(204)
        let reset = try await code(client, to: person.email)
        try await client.send(.post, "/v1/sign-in-codes", json: "{\(email)}").expect(204)
        let signIn = try await code(client, to: person.email)
        let change = #"{"email":"\#(new)","password":"\#(Person.password)"}"#
        try await person.post("/v1/me/email-changes", change).expect(204)
        let changing = try await code(client, to: new)
        #expect(Set([reset, signIn, changing]).count == 3)
        let places: [(path: String, right: String, body: @Sendable (String) -> String)] = [
            (
                "/v1/password-resets/confirm", reset,
                { #"{\#(email),"code":"\#($0)","password":"another long one"}"# }
            ),
            ("/v1/sessions/by-code", signIn, { #"{\#(email),"code":"\#($0)"}"# }),
            ("/v1/me/email-changes/confirm", changing, { #"{"code":"\#($0)"}"# }),
            ("/v1/sessions/refresh", "", { #"{"refresh_token":"\#($0)"}"# }),
            ("/v1/accounts/verify", "", { #"{\#(email),"code":"\#($0)"}"# }),
        ]
        for place in places {
            for wrong in [reset, signIn, changing] where wrong != place.right {
                let isOwn = place.path.hasPrefix("/v1/me")
                let answer = try await client.send(
                    .post, place.path, json: place.body(wrong),
                    token: isOwn ? person.token : nil)
                #expect([401, 422].contains(answer.status), "\(place.path): \(answer.status)")
                try await client.send(.get, "/v1/me", json: "", token: wrong)
                    .expect(401, "token-invalid")
            }
        }
        try await client.send(.post, places[1].path, json: places[1].body(signIn)).expect(201)
        try await client.send(.post, places[1].path, json: places[1].body(signIn))
            .expect(422, "code-wrong")
        try await client.send(.post, places[0].path, json: places[0].body(reset)).expect(204)
    }

    /// Contexts whose routes prove the caller otherwise: by a password, a code, a signature.
    private static let provesItself: Set<String> = ["Identity"]

    @Test("webhooks whose signature check was optional: what takes no token proves its caller")
    func unsigned() throws {
        let sources = try SourceFile.all(under: "Sources")
        for operation in operations where operation.scope == Anonymous.name {
            let words = operation.id.split(separator: "_")
            let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            let file = sources.first { $0.text.contains("struct \(name): ") }
            let context = file?.path.split(separator: "/").dropFirst().first.map(String.init)
            #expect(Self.provesItself.contains(context ?? ""), "\(operation.id) takes no token")
        }
    }

    @Test("an expiry that couldn't be extended: using a session moves its end")
    func sessionExpiry() async throws {
        let server = try await TestServer.shared
        var person = try await Person.make(server.client)
        let id = try uuid(of: person.session)
        _ = try server.query(
            "update identity.sessions set expires_at = now() + interval '1 hour' where id = $1",
            [id])
        try await person.renew()
        let longer = try server.query(
            "select expires_at > now() + interval '1 day' from identity.sessions where id = $1",
            [id])
        #expect(longer == [["t"]])
    }
}

extension Schema {
    /// The body without each member that it must have, and where that would stand.
    fileprivate func withoutRequired(
        _ example: JSON, _ components: [String: Schema], at pointer: String
    ) -> [(pointer: String, body: JSON)] {
        let schema = reference.flatMap { components[$0] } ?? self
        var found = schema.required.filter { example[$0] != nil }.map { name in
            (pointer: "\(pointer)/\(name)", body: example.with(name, nil))
        }
        for property in schema.properties {
            guard let value = example[property.name] else { continue }
            let here = "\(pointer)/\(property.name)"
            let inner = property.schema.reference.flatMap { components[$0] } ?? property.schema
            for (deeper, body) in inner.withoutRequired(value, components, at: here) {
                found.append((deeper, example.with(property.name, body)))
            }
            guard let items = inner.items, let first = value.items?.first else { continue }
            for (deeper, body) in items.withoutRequired(first, components, at: "\(here)/0") {
                found.append((deeper, example.with(property.name, .array([body]))))
            }
        }
        return found
    }
}
