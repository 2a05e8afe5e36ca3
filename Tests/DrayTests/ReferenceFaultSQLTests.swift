import Bedrock
import HTTP
import Platform
import Postgres
import Testing
import Wire

// As above, where the guard stands in the database: asked as the server's own role.
@Suite("What the reference got wrong, asked of the database itself")
struct ReferenceFaultSQLTests {
    /// An organization with its owner and somebody else who works there without any role.
    private struct Firm {
        let trader: Trader
        let member: Person
        let connection: AdminConnection

        static func make() async throws -> Firm {
            let trader = try await Trader.make("wholesaler", until: .setUp)
            let member = try await Person.make(trader.server.client)
            _ = try trader.server.query(
                """
                insert into organizations.memberships (organization_id, account_id)
                values ($1, $2)
                """, [try uuid(of: trader.id), try uuid(of: member.account)], in: trader.id)
            let connection = try AdminConnection(
                ConnectionSettings(trader.server.address, role: "dray_server"))
            _ = try connection.query(
                "select set_config('app.organization', $1, false)", [try uuid(of: trader.id)])
            return Firm(trader: trader, member: member, connection: connection)
        }

        /// Gives a role and answers the state that it was refused with.
        func assign(
            _ role: String, to account: String, by grantor: String,
            as id: String = ID<Session>.make().uuid.text, until end: String? = nil
        ) throws -> String? {
            try refusal(
                """
                select permissions.assign($1, $2, $3, $4, null, now(), $5::timestamptz, false, $6,
                    now())
                """,
                [
                    try uuid(of: trader.id), id, try uuid(of: account), role, end,
                    try uuid(of: grantor),
                ])
        }

        func refusal(_ sql: String, _ parameters: [String?]) throws -> String? {
            do throws(DatabaseError) {
                _ = try connection.query(sql, parameters)
                return nil
            } catch .server(let error) {
                return error.sqlstate
            } catch {
                throw error
            }
        }
    }

    @Test("roles assigned without checking assignability: those of the system are never handed out")
    func assignability() async throws {
        let firm = try await Firm.make()
        let owner = firm.trader.person.account
        let catalog = firm.trader.server.catalog
        #expect(catalog.roles.count > 10)
        for role in catalog.roles where !role.assignable || role.denies {
            let state = try firm.assign(role.name, to: firm.member.account, by: owner)
            #expect(state == "DR201", "\(role.name)")
        }
        #expect(try firm.assign("nothing_known", to: firm.member.account, by: owner) == "DR202")
        #expect(try firm.assign("staff", to: firm.member.account, by: owner) == nil)
    }

    @Test("roles assigned without the actor's own privileges: nobody gives what they don't hold")
    func actorsPrivileges() async throws {
        let firm = try await Firm.make()
        let owner = firm.trader.person.account, member = firm.member.account
        #expect(try firm.assign("staff", to: member, by: member) == "DR205")
        #expect(try firm.assign("staff", to: owner, by: member) == "DR205")
        #expect(try firm.assign("staff", to: member, by: owner) == nil)
    }

    @Test("an expiry that couldn't be extended: a later end holds, an earlier one too")
    func timeframes() async throws {
        let firm = try await Firm.make()
        let owner = firm.trader.person.account, member = firm.member.account
        let id = ID<Session>.make().uuid.text
        let state = try firm.assign(
            "staff", to: member, by: owner, as: id, until: "2100-01-01T00:00:00Z")
        #expect(state == nil)
        for end in ["2200-01-01T00:00:00Z", "2050-01-01T00:00:00Z", nil] {
            let refused = try firm.refusal(
                """
                select permissions.reschedule($1, $2, now() - interval '1 day', $3::timestamptz,
                    false, null, $4, now())
                """, [try uuid(of: firm.trader.id), id, end, try uuid(of: owner)])
            #expect(refused == nil)
            let held = try firm.connection.query(
                "select ends_at is not distinct from $2::timestamptz from permissions.assignments "
                    + "where organization_id = $3 and id = $1",
                [id, end, try uuid(of: firm.trader.id)])
            #expect(held == [["t"]])
        }
    }

    /// What may be asked for nobody in particular: who is open to all, who may guess, the letters.
    private static let answersAnybody: Set<String> = [
        "organizations.sellers", "organizations.retailers", "platform.may_guess",
        "platform.read_mails",
    ]

    @Test("an empty condition that meant all rows: a function told nothing does nothing")
    func functionsOfNothing() async throws {
        let server = try await TestServer.shared
        _ = try await SharedTrader.wholesaler
        let connection = try AdminConnection(
            ConnectionSettings(server.address, role: "dray_server"))
        let functions = try connection.query(
            """
            select n.nspname || '.' || p.proname, p.proretset,
                array_to_string(array(select 'null::' || format_type(t, null)
                    from unnest(p.proargtypes) t), ', ')
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where p.prokind = 'f' and has_function_privilege(p.oid, 'execute')
                and n.nspname not in ('pg_catalog', 'information_schema') and p.pronargs > 0
                and p.prorettype <> 'trigger'::regtype
            order by 1
            """)
        #expect(functions.count > 30)
        let changes = """
            select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
            from pg_stat_xact_user_tables
            """
        var carriedOut = 0
        for function in functions {
            guard let name = function[0], let arguments = function[2] else { continue }
            try connection.execute("begin")
            let before = try connection.query(changes)
            let answer = try? connection.query("select * from \(name)(\(arguments)) limit 3")
            if let answer {
                carriedOut += 1
                #expect(try connection.query(changes) == before, "\(name) changed something")
                let isSet = function[1] == "t"
                if isSet, !Self.answersAnybody.contains(name) {
                    let empty = answer.allSatisfy { $0.allSatisfy { $0 == nil || $0 == "closed" } }
                    #expect(empty, "\(name) answers \(answer)")
                }
            }
            try connection.execute("rollback")
        }
        #expect(carriedOut > 20)
    }

    @Test("a read that deleted: every read answers the same where nothing can be written")
    func readsOnly() async throws {
        let server = try await TestServer()
        let trade = try await Victim.make(on: server)
        let admin = try await server.admin.again()
        func statuses() async throws -> [String: Int] {
            var statuses: [String: Int] = [:]
            for operation in Contract.shared.operations where operation.route.method == .get {
                let person = operation.scope == PlatformMember.name ? admin : trade.seller.person
                let shapes = RequestShapes(operation: operation, theirs: [:], own: trade.names)
                let answer = try await server.client.call(
                    operation, shapes.all[0].path, [], token: person.token)
                statuses[operation.id] = answer.status
            }
            return statuses
        }
        let before = try await statuses()
        #expect(before.filter { $0.value == 200 }.count > 20)
        try await server.set("default_transaction_read_only = on")
        let connection = try AdminConnection(
            ConnectionSettings(server.address, role: "dray_server"))
        #expect(try connection.query("show transaction_read_only") == [["on"]])
        #expect(try await statuses() == before)
        await server.stop()
    }

    @Test("get-or-create without a unique key: at once from many, there is one of each")
    func onceEach() async throws {
        let server = try await TestServer.shared
        let email = "once-\(Client.freshKey())@example.com"
        let body = #"{"email":"\#(email)","name":"Once","password":"\#(Person.password)"}"#
        _ = try await concurrently(12) { _ in
            try await server.client.send(.post, "/v1/accounts", json: body).expect(201)
        }
        let accounts = try server.query(
            "select count(*) from identity.accounts where email = $1", [email])
        #expect(accounts == [["1"]])

        let seller = try await Seller.make()
        let buyer = try await Trader.make("retailer")
        let asked = try await concurrently(12) { _ in
            try await buyer.post("/v1/suppliers", #"{"seller_id":"\#(seller.id)"}"#).status
        }
        #expect(asked.contains(201) && asked.allSatisfy { $0 == 201 || $0 == 409 })
        #expect(try await buyer.get("/v1/suppliers")["items"]?.items?.count == 1)
        let named = try await concurrently(12) { _ in
            try await buyer.post("/v1/brands", #"{"name":"The one"}"#).status
        }
        #expect(named.filter { $0 == 201 }.count == 1, "\(named)")
    }
}
