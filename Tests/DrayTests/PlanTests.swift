import HTTP
import Platform
import Postgres
import Testing
import Wire

// A sequential scan is made so dear that PostgreSQL takes one only where no index helps at all:
// what is then still read from end to end will be, however large the table grows.
@Suite("No statement reads a large table from end to end")
struct PlanTests {
    /// Tables of a few rows for ever: the hard half of the permission model, and the migrations.
    private static let small: Set<String> = [
        "identity.hard_catalog", "identity.hard_cells", "identity.hard_privileges",
        "identity.hard_roles", "migrations.applied", "organizations.hard_business_types",
        "organizations.hard_requirements", "organizations.hard_requirements_catalog",
    ]

    @Test("the generic plan of every statement reaches its tables by an index")
    func generic() async throws {
        let server = try await TestServer.shared
        let connection = try AdminConnection(
            ConnectionSettings(server.address, role: "dray_server"))
        try connection.execute(
            """
            set enable_seqscan = off;
            set plan_cache_mode = force_generic_plan;
            set app.organization = '0b000000-0000-7000-8000-00000000000b'
            """)
        var asked = 0
        for statement in SchemaTests.statements {
            let oids = statement.parameterTypes.map { "\($0.oid)" }.joined(separator: ",")
            let types = try connection.query(
                "select string_agg(format_type(t::oid, null), ', ' order by place) "
                    + "from unnest($1::bigint[]) with ordinality u (t, place)", ["{\(oids)}"])
            let declared = types[0][0].map { "(\($0))" } ?? ""
            let given = statement.parameterTypes.map { _ in "null" }.joined(separator: ", ")
            try connection.execute("prepare planned \(declared) as \(statement.sql)")
            let plan = try connection.query(
                "explain execute planned" + (given.isEmpty ? "" : "(\(given))"))
            try connection.execute("deallocate planned")
            for line in plan.compactMap({ $0[0] }) where line.contains("Seq Scan on ") {
                Issue.record("\(line)\n\(statement.sql)")
            }
            asked += 1
        }
        #expect(asked > 120)
    }

    @Test("every route, and every function it calls, reaches its tables by an index")
    func routes() async throws {
        let server = try await TestServer()
        try await server.set("enable_seqscan = off")
        func scans() throws -> [String: Int] {
            let rows = try server.query(
                """
                select schemaname || '.' || relname, seq_scan from pg_stat_user_tables
                """)
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0[0] ?? "", Int($0[1] ?? "") ?? 0) })
        }
        let before = try scans()
        let trade = try await Victim.make(on: server)
        for person in [trade.seller.person, trade.buyer.person, server.admin] {
            var person = person
            for operation in Contract.shared.operations {
                let shapes = RequestShapes(operation: operation, theirs: [:], own: trade.names)
                for _ in 0..<2 {
                    let isAnonymous = operation.scope == Anonymous.name
                    let answer = try await server.client.call(
                        operation, shapes.all[0].path, shapes.all[0].body,
                        token: isAnonymous ? nil : person.token)
                    #expect(answer.status < 500)
                    guard answer.problem == "token-revoked" else { break }
                    person = try await person.again()
                }
            }
        }
        await server.stop()
        try server.endConnections()
        for (table, count) in try scans() where !Self.small.contains(table) {
            let read = count - (before[table] ?? 0)
            #expect(read == 0, "\(table) was read from end to end \(read) times")
        }
    }
}
