import Catalog
import Exchange
import Glibc
import Fulfillment
import Identity
import Images
import Inventory
import Ledger
import Levies
import Orders
import Organizations
import Permissions
import Platform
import Postgres
import Pricing
import Quotes
import Returns
import SMTP
import Search
import Staff
import StandingOrders
import Storage
import Testing

@Suite("The database holds what the design asks of it")
struct SchemaTests {
    struct Listed: PreparableStatement {
        let name = ""
        let sql: String
        let parameterTypes: [PostgresType]
    }

    /// Every statement that every module shows.
    static let statements: [Listed] = {
        var statements: [Listed] = []
        let visit: (String, [PostgresType]) -> Void = { sql, types in
            statements.append(Listed(sql: sql, parameterTypes: types))
        }
        PlatformStatements.prepare(visit)
        SMTP.prepare(visit)
        ObjectStatements.prepare(visit)
        Images.prepare(visit)
        Identity.prepare(visit)
        Organizations.prepare(visit)
        Staff.prepare(visit)
        Ledger.prepare(visit)
        Fulfillment.prepare(visit)
        Quotes.prepare(visit)
        StandingOrders.prepare(visit)
        Returns.prepare(visit)
        Permissions.prepare(visit)
        Exchange.prepare(visit)
        Levies.prepare(visit)
        Catalog.prepare(visit)
        Pricing.prepare(visit)
        Inventory.prepare(visit)
        Orders.prepare(visit)
        Search.prepare(visit)
        return statements
    }()

    private func tenantTables(_ server: TestServer) throws -> [String] {
        try server.query(Catalogue.tenantTables).compactMap { $0[0] }
    }

    @Test("every statement prepares against the migrated schema, as the server's own role")
    func prepare() async throws {
        let server = try await TestServer.shared
        let connection = try AdminConnection(
            ConnectionSettings(server.address, role: "dray_server"))
        #expect(Self.statements.count > 120)
        for statement in Self.statements {
            do {
                let description = try connection.describe(statement)
                #expect(
                    description.parameters.map(\.oid) == statement.parameterTypes.map(\.oid),
                    "\(statement.sql)")
            } catch {
                Issue.record("\(error): \(statement.sql)")
            }
        }
    }

    @Test("every statement of the sources is among those that are prepared")
    func allAreListed() throws {
        let known = Self.statements.count
        var declared = 0
        for file in try SourceFile.all(under: "Sources") {
            guard file.path.contains("/Statements/") || file.path.hasPrefix("Sources/Platform")
            else { continue }
            declared += file.lines.filter { line in
                line.contains("static let") && line.contains("Statement<")
            }.count
        }
        #expect(known >= declared, "\(declared) are declared, \(known) are prepared")
    }

    @Test("every statement on an organization's rows names the organization")
    func predicates() async throws {
        let tables = try tenantTables(try await TestServer.shared)
        for statement in Self.statements where !statement.sql.contains("insert into") {
            let touched = tables.filter { table in
                statement.sql.split { " \n(),".contains($0) }.contains { $0 == table }
            }
            if touched.isEmpty { continue }
            #expect(statement.sql.contains("organization_id = $"), "\(statement.sql)")
        }
    }

    @Test("no statement asks for every column there may ever be")
    func columnsAreNamed() {
        for statement in Self.statements {
            #expect(!statement.sql.contains("select *"), "\(statement.sql)")
            #expect(!statement.sql.contains("returning *"), "\(statement.sql)")
        }
    }

    @Test("every table of organizations has forced row-level security, and leads with its tenant")
    func rowLevelSecurity() async throws {
        let server = try await TestServer.shared
        let tables = try tenantTables(server)
        #expect(tables.count >= 20)
        for table in tables {
            let facts = try server.query(
                """
                select c.relrowsecurity, c.relforcerowsecurity,
                    (select string_agg(distinct a.attname, ' ') from pg_index i
                    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                    where i.indrelid = c.oid and i.indisunique),
                    (select count(*) from pg_policy p where p.polrelid = c.oid)
                from pg_class c where c.oid = $1::regclass
                """, [table])
            #expect(facts[0][0] == "t" && facts[0][1] == "t", "\(table) is not guarded")
            #expect(facts[0][2] == "organization_id", "\(table): \(facts[0][2] ?? "")")
            #expect(facts[0][3] != "0", "\(table) has no policy")
        }
    }

    @Test("every foreign key between organizations' tables carries the organization")
    func foreignKeys() async throws {
        let loose = try await TestServer.shared.query(
            """
            select k.conrelid::regclass || ' ' || k.conname
            from pg_constraint k
            join pg_attribute a on a.attrelid = k.confrelid and a.attname = 'organization_id'
            where k.contype = 'f' and not (a.attnum = any(k.confkey))
                and k.confrelid <> 'organizations.onboardings'::regclass
            """)
        #expect(loose.isEmpty, "\(loose)")
    }

    @Test("what is pointed to without a foreign key stays, keeps its key, and has one writer")
    func keptParents() async throws {
        let server = try await TestServer.shared
        for change in [
            "delete from orders.orders", "update orders.orders set id = id",
            "truncate orders.orders cascade", "delete from inventory.stock_levels",
            "update inventory.stock_levels set variant_id = variant_id",
            "delete from organizations.companies", "update organizations.companies set id = id",
        ] {
            // Asked of no rows: it is refused by what it is.
            let none = change.hasPrefix("truncate") ? "" : " where false"
            #expect(throws: (any Error).self, "\(change)") { try server.query(change + none) }
        }
        func writers(_ table: String) throws -> [String] {
            try server.query(
                """
                select p.oid::regproc::text from pg_proc p
                where p.prosrc ~ ('insert into ' || $1 || '[[:space:]]') order by 1
                """, [table]
            ).compactMap { $0[0] }
        }
        #expect(try writers("orders.orders") == ["orders.place"])
        #expect(try writers("orders.order_lines") == ["fulfillment.edit_order", "orders.place"])
        let granted = try server.query(
            """
            select has_table_privilege('dray_server', 'orders.orders', 'insert, update, delete'),
                has_table_privilege('dray_server', 'orders.order_lines', 'insert, update, delete')
            """)
        #expect(granted == [["f", "f"]])
    }

    @Test("the server's role owns nothing, bypasses nothing and is no superuser")
    func serverRole() async throws {
        let server = try await TestServer.shared
        let role = try server.query(
            """
            select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb,
                (select count(*) from pg_class where relowner = r.oid)
                + (select count(*) from pg_proc where proowner = r.oid)
                + (select count(*) from pg_namespace where nspowner = r.oid)
            from pg_roles r where rolname = 'dray_server'
            """)
        #expect(role == [["f", "0"]])
        let loose = try server.query(
            """
            select p.oid::regprocedure::text from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
                and (not coalesce(p.proconfig::text like '%search_path%', false)
                    or has_function_privilege('public', p.oid, 'execute')
                        and p.prorettype <> 'trigger'::regtype)
            """)
        #expect(loose.isEmpty, "definer functions without a pinned path, or open to all: \(loose)")
    }

    @Test("without an organization entered, nothing is seen")
    func failClosed() async throws {
        let server = try await TestServer.shared
        _ = try await SharedTrader.wholesaler
        let connection = try AdminConnection(
            ConnectionSettings(server.address, role: "dray_server"))
        for table in try tenantTables(server) {
            let rows = try? connection.query("select count(*) from \(table)")
            if let rows { #expect(rows == [["0"]], "\(table)") }
        }
    }
}
