import Glibc
import Platform
import Postgres
import Testing

// The merge exists three times: as a reference a few lines long, in SQL and in the token's bitset.
@Suite("The merge is one, in its three forms")
struct PermissionMergeTests {
    /// What one cell may be: what the hard table says, and what the app says.
    struct CellState: Sendable {
        let hard: (active: Bool, immutable: Bool)?
        let app: Bool?

        /// All fifteen.
        static let all: [CellState] = {
            let hards: [(active: Bool, immutable: Bool)?] = [
                nil, (false, false), (false, true), (true, false), (true, true),
            ]
            return hards.flatMap { hard in
                [nil, false, true].map { CellState(hard: hard, app: $0) }
            }
        }()

        /// The merge as one would tell it.
        var merged: (active: Bool, source: String) {
            if let hard, hard.immutable { return (hard.active, "hard_immutable") }
            if let app { return (app, "app") }
            return (hard?.active ?? false, "hard_mutable")
        }
    }

    /// Roles by privileges; every cell in one of its states.
    struct Table: Sendable {
        var roles: [String] = []
        /// A row per role, in the order of the privileges.
        var cells: [[CellState]] = []

        /// The reference: what the roles grant together.
        func granted(_ held: [Int]) -> [Bool] {
            cells[0].indices.map { privilege in
                held.contains { cells[$0][privilege].merged.active }
            }
        }

        func hardCells(_ privileges: [String]) -> [PrivilegeCatalog.Cell] {
            visit(privileges) { role, privilege, state in
                state.hard.map {
                    .init(
                        role: role, privilege: privilege, active: $0.active,
                        immutable: $0.immutable)
                }
            }
        }

        func appCells(_ privileges: [String]) -> [PrivilegeCatalog.AppCell] {
            visit(privileges) { role, privilege, state in
                state.app.map { .init(role: role, privilege: privilege, active: $0) }
            }
        }

        private func visit<Value>(
            _ privileges: [String], _ make: (String, String, CellState) -> Value?
        ) -> [Value] {
            var values: [Value] = []
            for (role, row) in zip(roles, cells) {
                for (privilege, state) in zip(privileges, row) {
                    if let value = make(role, privilege, state) { values.append(value) }
                }
            }
            return values
        }
    }

    private func catalog(_ privileges: [String], _ cells: [PrivilegeCatalog.Cell])
        -> PrivilegeCatalog
    {
        PrivilegeCatalog(
            version: 1, privileges: privileges.map { (name: $0, summary: "") }, roles: [],
            cells: cells)
    }

    /// A database's hard table and one app's cells, in a transaction that is never kept.
    private func withTables(
        _ tables: [Table], _ privileges: [String],
        _ body: (AdminConnection, _ organization: String, _ app: String) throws -> Void
    ) throws {
        let world = try PermissionWorld.shared
        let connection = try world.enter()
        let organization = world.organization, app = world.app
        _ = try connection.query(
            """
            insert into identity.hard_privileges (name, ordinal, summary)
            select name, $2::integer + place, ''
            from unnest($1::text[]) with ordinality p (name, place)
            """, [list(privileges), String(900 + 10 * privileges.count)])
        _ = try connection.query(
            """
            insert into identity.hard_roles (name, assignable, denies, summary)
            select name, true, false, '' from unnest($1::text[]) r (name)
            """, [list(tables.flatMap(\.roles))])
        let hard = tables.flatMap { $0.hardCells(privileges) }
        _ = try connection.query(
            """
            insert into identity.hard_cells (role, privilege, active, immutable)
            select * from unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[])
            """,
            [
                list(hard.map(\.role)), list(hard.map(\.privilege)),
                list(hard.map { "\($0.active)" }), list(hard.map { "\($0.immutable)" }),
            ])
        let own = tables.flatMap { $0.appCells(privileges) }
        _ = try connection.query(
            """
            insert into permissions.cells
                (organization_id, app_id, role, privilege, active, changed_at)
            select $1::uuid, $2::uuid, c.role, c.privilege, c.active, now()
            from unnest($3::text[], $4::text[], $5::boolean[]) c (role, privilege, active)
            """,
            [
                organization, app, list(own.map(\.role)), list(own.map(\.privilege)),
                list(own.map { "\($0.active)" }),
            ])
        // As autovacuum would, had it been here for longer than a moment.
        try connection.execute("analyze identity.hard_cells; analyze permissions.cells")
        try body(connection, organization, app)
    }

    private func list(_ names: some Sequence<String>) -> String {
        "{\(names.joined(separator: ","))}"
    }

    @Test("over every state of two roles by two privileges: 50,625 tables, and each cell's source")
    func exhaustive() throws {
        let states = CellState.all
        let privileges = ["merge.p", "merge.q"]
        let rows = states.flatMap { one in states.map { [one, $0] } }
        // Every first role beside every second one: each pair of rows is a table.
        let first = Table(roles: rows.indices.map { "merge_a\($0)" }, cells: rows)
        let second = Table(roles: rows.indices.map { "merge_b\($0)" }, cells: rows)
        let catalog = catalog(
            privileges, first.hardCells(privileges) + second.hardCells(privileges))
        var expected: [String] = []
        for one in rows.indices {
            for two in rows.indices {
                let pair = Table(
                    roles: [first.roles[one], second.roles[two]], cells: [rows[one], rows[two]])
                let granted = pair.granted([0, 1])
                let names = zip(privileges, granted).filter(\.1).map(\.0)
                let merged = catalog.merge(pair.roles, pair.appCells(privileges)).privileges
                if catalog.names(of: merged) != names { Issue.record("\(rows[one]) \(rows[two])") }
                expected.append(names.joined(separator: " "))
            }
        }
        try withTables([first, second], privileges) { connection, organization, app in
            let found = try connection.query(
                """
                select array_to_string(permissions.granted($1, $2, array[a.role, b.role]), ' ')
                from unnest($3::text[]) with ordinality a (role, place)
                cross join unnest($4::text[]) with ordinality b (role, place)
                order by a.place, b.place
                """, [organization, app, list(first.roles), list(second.roles)])
            #expect(found.count == 50_625)
            #expect(found.map { $0[0] ?? "" } == expected)
            let cells = try connection.query(
                "select role, privilege, active, source from permissions.merged($1, $2, $3)",
                [organization, app, list(first.roles)])
            var told: [String: [String?]] = [:]
            for cell in cells { told["\(cell[0] ?? "") \(cell[1] ?? "")"] = cell }
            for (role, row) in zip(first.roles, rows) {
                for (privilege, state) in zip(privileges, row) {
                    let cell = told["\(role) \(privilege)"]
                    let merged = state.merged
                    #expect(cell?[2] ?? "f" == (merged.active ? "t" : "f"), "\(state)")
                    #expect(cell?[3] ?? "hard_mutable" == merged.source, "\(state)")
                }
            }
        }
    }

    private static var seed: UInt64 {
        getenv("DRAY_SEED").flatMap { UInt64(String(cString: $0)) }
            ?? UInt64.random(in: 0...999_999)
    }

    private static func table(
        _ prefix: String, _ random: inout SeededRandom, privileges: Int
    ) -> Table {
        let roles = 1 + Int(random.next() % 5)
        let states = CellState.all
        return Table(
            roles: (0..<roles).map { "\(prefix)\($0)" },
            cells: (0..<roles).map { _ in
                (0..<privileges).map { _ in states[Int(random.next() % 15)] }
            })
    }

    @Test("over a million random larger tables, reference and bitset")
    func random() async throws {
        let count = getenv("DRAY_PERMISSION_TABLES").flatMap { Int(String(cString: $0)) }
            ?? 1_000_000
        let seed = Self.seed
        print("\(count) permission tables from DRAY_SEED=\(seed)")
        let parts = 4
        let faults = try await concurrently(parts) { part -> [String] in
            var random = SeededRandom(seed: seed &+ UInt64(part) << 32)
            var faults: [String] = []
            var catalog = PrivilegeCatalog(version: 1, privileges: [], roles: [], cells: [])
            var table = Table()
            for number in 0..<(count / parts) {
                // The same hard table meets many apps, as it does outside.
                if number % 50 == 0 {
                    table = Self.table("r", &random, privileges: 3 + Int(random.next() % 4))
                    catalog = Self.catalog(of: table)
                }
                Self.switchCells(of: &table, &random)
                if !Self.agree(table, catalog, random.next()) {
                    faults.append("\(part) \(number)")
                }
            }
            return faults
        }
        #expect(faults.flatMap { $0 }.isEmpty, "DRAY_SEED=\(seed): \(faults.flatMap { $0 })")
    }

    private static let names = (0...6).map { count in
        (0..<count).map { "merge.r\($0)" }
    }

    private static func catalog(of table: Table) -> PrivilegeCatalog {
        let privileges = names[table.cells[0].count]
        return PrivilegeCatalog(
            version: 1, privileges: privileges.map { (name: $0, summary: "") }, roles: [],
            cells: table.hardCells(privileges))
    }

    /// Another app's cells beside the same hard ones.
    private static func switchCells(of table: inout Table, _ random: inout SeededRandom) {
        let apps: [Bool?] = [nil, false, true]
        for role in table.cells.indices {
            for place in table.cells[role].indices {
                table.cells[role][place] = CellState(
                    hard: table.cells[role][place].hard, app: apps[Int(random.next() % 3)])
            }
        }
    }

    /// Whether the bitset grants what the reference does, to who holds some of the roles.
    private static func agree(
        _ table: Table, _ catalog: PrivilegeCatalog, _ choice: UInt64
    ) -> Bool {
        let privileges = names[table.cells[0].count]
        let held = table.roles.indices.filter { choice >> UInt64($0) & 1 == 1 }
        let merged = catalog.merge(
            held.map { table.roles[$0] }, table.appCells(privileges)
        ).privileges
        let granted = table.granted(held)
        return granted.indices.allSatisfy { merged.contains($0) == granted[$0] }
    }

    @Test("over ten thousand random larger tables, reference and SQL")
    func randomInSQL() throws {
        let count = getenv("DRAY_PERMISSION_SQL_TABLES").flatMap { Int(String(cString: $0)) }
            ?? 10_000
        let seed = Self.seed
        print("\(count) permission tables in SQL from DRAY_SEED=\(seed)")
        var random = SeededRandom(seed: seed)
        for begun in stride(from: 0, to: count, by: 10_000) {
            try compareInSQL(min(10_000, count - begun), &random, seed)
        }
    }

    private func compareInSQL(
        _ count: Int, _ random: inout SeededRandom, _ seed: UInt64
    ) throws {
        let privileges = Self.names[6]
        let tables = (0..<count).map { number in
            Self.table("merge_t\(number)_", &random, privileges: 6)
        }
        try withTables(tables, privileges) { connection, organization, app in
            let held = tables.map { table in "\"\(list(table.roles))\"" }
            let found = try connection.query(
                """
                select array_to_string(permissions.granted($1, $2, t.roles::text[]), ' ')
                from unnest($3::text[]) with ordinality t (roles, place) order by t.place
                """, [organization, app, "{\(held.joined(separator: ","))}"])
            #expect(found.count == tables.count)
            for (table, row) in zip(tables, found) {
                let names = zip(privileges, table.granted(Array(table.roles.indices)))
                    .filter(\.1).map(\.0)
                if row[0] != names.joined(separator: " ") {
                    Issue.record("DRAY_SEED=\(seed): \(table.roles) \(row)")
                }
            }
        }
    }
}
