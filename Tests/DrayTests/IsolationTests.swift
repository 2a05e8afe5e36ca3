import HTTP
import Platform
import Testing
import Wire

// Walks the route table itself: a new route is covered the moment it is declared.
@Suite("No organization reaches another's rows")
struct IsolationTests {
    /// What others may do with an organization's id alone: ask it to trade.
    private static let open: Set<String> = ["request_supplier"]
    /// What says line by line that it knows no such thing.
    private static let saysInside: Set<String> = ["check_prices"]

    private func send(
        _ operation: DeclaredOperation, _ shape: RequestShape, token: String?, _ client: Client
    ) async throws -> Answer {
        try await client.call(operation, shape.path, shape.body, token: token)
    }

    private var operations: [DeclaredOperation] { Contract.shared.operations }

    @Test("without a token, and with one that means nothing, every route but the open ones is 401")
    func strangers() async throws {
        let victim = try await Victim.make()
        for operation in operations {
            let shapes = RequestShapes(operation: operation, theirs: victim.names, own: [:])
            let shape = shapes.all[0]
            let none = try await send(operation, shape, token: nil, victim.server.client)
            let garbage = try await send(
                operation, shape, token: "garbage", victim.server.client)
            #expect(garbage.status == 401, "\(operation.id)")
            if operation.scope == Anonymous.name {
                #expect(none.status < 500, "\(operation.id)")
            } else {
                none.expect(401, "sign-in-required")
            }
            #expect(!none.bodyText.contains(victim.seller.trader.canary), "\(operation.id)")
        }
    }

    @Test(
        "with a token of another organization, every id of theirs is as good as none",
        arguments: ["wholesaler", "retailer"])
    func others(type: String) async throws {
        let victim = try await Victim.make()
        let mine: Names
        var attacker: Person
        if type == "wholesaler" {
            let own = try await Victim.make()
            mine = own.names
            attacker = own.seller.person
        } else {
            let own = try await Victim.make()
            mine = own.names
            attacker = own.buyer.person
        }
        let before = try victim.rows()
        for operation in operations
        where !Self.open.contains(operation.id) && !operation.id.hasPrefix("sign_out") {
            let shapes = RequestShapes(operation: operation, theirs: victim.names, own: mine)
            for shape in shapes.all {
                let answer = try await send(
                    operation, shape, token: attacker.token, victim.server.client)
                check(answer, shape, operation, victim)
            }
        }
        try await attacker.get("/v1/me").expect(200)
        let after = try victim.rows()
        for (table, rows) in before {
            #expect(after[table] == rows, "rows of \(table) changed")
        }
    }

    private func check(
        _ answer: Answer, _ shape: RequestShape, _ operation: DeclaredOperation,
        _ victim: Victim
    ) {
        let body = String(decoding: shape.body.prefix(1_000), as: UTF8.self)
        let what = "\(answer.request) \(body) → \(answer.status) \(answer.bodyText)"
        #expect(answer.status < 500, "\(what)")
        if shape.namesTheirs, !Self.saysInside.contains(operation.id) {
            #expect((400..<500).contains(answer.status), "\(what)")
        }
        // A SKU that was sent may be named again in what is wrong with it.
        let text = String(decoding: answer.body, as: UTF8.self)
            .split { "\",".contains($0) || $0.isNewline }.filter { $0 != victim.names["sku"] ?? "" }
            .joined(separator: "\"")
        #expect(!text.contains(victim.seller.trader.canary), "\(what)")
    }

    @Test("asking a seller to trade shows nothing but its name")
    func asking() async throws {
        let victim = try await Victim.make()
        let trader = try await Trader.make("retailer", on: victim.server)
        let answer = try await trader.post(
            "/v1/suppliers", #"{"seller_id":"\#(victim.seller.id)"}"#).expect(201)
        #expect(!answer.bodyText.contains(victim.seller.trader.canary))
        let list = try await trader.get("/v1/suppliers").expect(200)
        #expect(list["items"]?.items?.count == 1)
        try await trader.get("/v1/companies/\(try answer.text("company_id"))").expect(404)
        try await trader.get("/v1/sellers/\(victim.seller.id)/offers").expect(403)
        try await trader.post(
            "/v1/companies/\(try answer.text("company_id"))/approve").expect(404)
    }

    @Test("a session turns only to organizations of its account")
    func turning() async throws {
        let victim = try await SharedTrader.wholesaler
        let trader = try await Trader.make("wholesaler", until: .setUp)
        let client = trader.person.client
        let refreshed = try await client.send(
            .post, "/v1/sessions/refresh",
            json: """
                {"refresh_token":"\(trader.person.refreshToken)",
                "organization_id":"\(victim.id)"}
                """)
        #expect((400..<500).contains(refreshed.status))
        let signedIn = try await client.send(
            .post, "/v1/sessions",
            json: """
                {"email":"\(trader.person.email)","password":"\(Person.password)",
                "organization_id":"\(victim.id)"}
                """)
        #expect((400..<500).contains(signedIn.status))
    }

    @Test("until it is approved, an organization is refused every route that trades, by name")
    func unapproved() async throws {
        let victim = try await Victim.make()
        let trader = try await Trader.make("wholesaler", on: victim.server, until: .submitted)
        for operation in operations where operation.denies.contains(.awaitingApproval) {
            let shapes = RequestShapes(
                operation: operation, theirs: victim.names, own: victim.names)
            try await send(
                operation, shapes.all[0], token: trader.person.token, victim.server.client
            ).expect(403, "trading-not-approved")
        }
    }

    @Test("a token of a session that was signed out is worth nothing on any route")
    func revoked() async throws {
        let own = try await Victim.make()
        try await own.seller.person.delete("/v1/sessions/current").expect(204)
        for operation in operations where operation.scope != Anonymous.name {
            let shapes = RequestShapes(operation: operation, theirs: own.names, own: own.names)
            for shape in shapes.all {
                let answer = try await send(
                    operation, shape, token: own.seller.person.token, own.server.client)
                #expect(
                    [400, 401, 403, 404, 422].contains(answer.status),
                    "\(answer.request): \(answer.status) \(answer.bodyText)")
                #expect(!answer.bodyText.contains("\(own.seller.trader.canary)\","))
            }
        }
    }
}

/// Questions to PostgreSQL's own catalogue.
enum Catalogue {
    /// Every table that has an organization's rows; what is searched lies behind functions instead,
    /// because no index serves a text's operators under a policy.
    static let tenantTables = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
            and (n.nspname, c.relname) not in (('identity', 'sessions'),
                ('identity', 'api_keys'), ('identity', 'account_events'),
                ('organizations', 'onboardings'), ('search', 'documents'),
                ('search', 'vocabulary'))
        order by 1
        """
}
