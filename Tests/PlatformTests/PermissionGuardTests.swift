import Bedrock
import Cryptography
import Identity
import Platform
import Postgres
import Testing

// Asks the database itself, as the server's own role: what a route forgot to check, it refuses.
@Suite("The guards of permissions are where they are written")
struct PermissionGuardTests {
    /// The server's role inside one organization, in a transaction that is never kept.
    private struct Door {
        let connection: AdminConnection
        let organization: String
        let app: String
        let owner: String
        let other: String

        init() throws {
            let world = try PermissionWorld.shared
            connection = try world.enter(role: "dray_server")
            organization = world.organization
            app = world.app
            owner = world.owner
            other = world.other
        }

        /// Runs it; answers the SQLSTATE that it was refused with, and the detail.
        @discardableResult
        func run(_ sql: String) throws -> (state: String, detail: String) {
            try connection.execute("savepoint here")
            do throws(DatabaseError) {
                try connection.execute(filled(sql))
                try connection.execute("release savepoint here")
                return ("", "")
            } catch {
                try connection.execute("rollback to savepoint here")
                return (error.server?.sqlstate ?? "?", error.server?.detail ?? "")
            }
        }

        func value(_ sql: String) throws -> String? { try connection.query(filled(sql))[0][0] }

        private func filled(_ sql: String) -> String {
            sql.replacing("ORG", with: "'\(organization)'").replacing("APP", with: "'\(app)'")
                .replacing("OWNER", with: "'\(owner)'").replacing("OTHER", with: "'\(other)'")
        }

        /// An assignment's id from its place in a row of ids.
        static func id(_ number: Int) -> String {
            "'00000000-0000-7000-8000-0000000000\(number + 10)'"
        }

        func assign(
            _ number: Int, _ role: String, app: String = "null", by grantor: String = "OWNER",
            from: String = "now()", until: String = "null"
        ) throws -> (state: String, detail: String) {
            try run(
                """
                select permissions.assign(ORG, \(Door.id(number)), OTHER, '\(role)', \(app),
                    \(from), \(until), false, \(grantor), now())
                """)
        }
    }

    @Test("an immutable cell takes no other value, from nobody")
    func immutable() throws {
        let door = try Door()
        for call in [
            "switch_cell(ORG, APP, 'owner', 'organization.read', false, OWNER, now())",
            "switch_cell(ORG, APP, 'owner', 'organization.read', true, OWNER, now())",
            "clear_cell(ORG, APP, 'owner', 'organization.read', OWNER, now())",
        ] {
            #expect(try door.run("select permissions.\(call)").state == "DR207", "\(call)")
        }
    }

    @Test("the tables can't be written around the functions, nor the functions taken apart")
    func around() throws {
        let door = try Door()
        for statement in [
            "insert into permissions.cells values (ORG, APP, 'staff', 'x', true, OWNER, now())",
            "delete from permissions.assignments", "update permissions.assignments set role = 'x'",
            "delete from permissions.roles", "delete from permissions.privileges",
            "insert into permissions.app_days values (ORG, APP, now()::date, 1, 1)",
            "select permissions.begin_change(ORG)", "select permissions.end_tokens_of(OWNER)",
            "select permissions.movable(ORG, OWNER, OWNER, now())",
            "select permissions.enter_to_disable(ORG)",
            "insert into identity.hard_cells values ('staff', 'stock.write', true, true)",
            "select * from identity.accounts",
        ] {
            #expect(try door.run(statement).state == "42501", "\(statement)")
        }
    }

    @Test("what the system gave moves only by the system")
    func systems() throws {
        let door = try Door()
        let id = try door.value(
            "select id from permissions.assignments where organization_id = ORG and role = 'owner'")
        let given = "'\(id ?? "")'"
        #expect(
            try door.run("select permissions.revoke(ORG, \(given), OWNER, now())").state == "DR206")
        #expect(
            try door.run(
                """
                select permissions.reschedule(ORG, \(given), now(), now() + interval '1 day',
                    false, null, OWNER, now())
                """
            ).state == "DR206")
    }

    // In the model's first home roles were assigned without looking whether they may be, or at
    // what the one who assigned them holds.
    @Test("roles that are not handed out, and what the grantor lacks, are refused")
    func closure() throws {
        let door = try Door()
        for role in ["owner", "wholesaler", "applicant", "technician", "authenticated", "banned"] {
            #expect(try door.assign(0, role).state == "DR201", "\(role)")
        }
        #expect(try door.assign(0, "app.unknown", app: "APP").state == "DR202")
        #expect(try door.assign(0, "reviewer").state == "DR205")
        #expect(try door.assign(0, "manager", by: "OTHER").state == "DR205")
        #expect(try door.assign(0, "cashier").state == "")
        let beyond = try door.assign(1, "warehouse_hand", by: "OTHER")
        #expect(beyond.state == "DR205" && beyond.detail.contains("."))
        #expect(try door.run("select permissions.revoke(ORG, \(Door.id(0)), OTHER, now())").state
            == "")
        let cell = "ORG, APP, 'staff', 'stock.read', true, OTHER, now()"
        #expect(try door.run("select permissions.switch_cell(\(cell))").state == "DR205")
    }

    // A role whose cells were switched off in one app still has them in the others.
    @Test("a role for all apps is granted by who holds all of it in each of them")
    func everyApp() throws {
        let door = try Door()
        try door.run(
            """
            select permissions.create_app(ORG, \(Door.id(5)), 'pos', 'Second', '{}', '{}', now())
            """)
        try door.run(
            """
            select permissions.switch_cell(ORG, \(Door.id(5)), 'wholesaler', 'stock.write', false,
                OWNER, now())
            """)
        #expect(try door.assign(0, "warehouse_hand").detail == "stock.write")
        #expect(try door.assign(0, "warehouse_hand", app: Door.id(5)).state == "DR205")
        #expect(try door.assign(0, "warehouse_hand", app: "APP").state == "")
    }

    @Test("a timeframe begins before it ends")
    func timeframes() throws {
        let door = try Door()
        let past = "now() - interval '1 day'"
        #expect(try door.assign(0, "staff", until: "now()").state == "23514")
        #expect(try door.assign(0, "staff", until: past).state == "23514")
        #expect(try door.assign(0, "staff", from: past, until: "now()").state == "")
        let back = "\(Door.id(0)), now(), \(past), false, 1, OWNER, now()"
        #expect(try door.run("select permissions.reschedule(ORG, \(back))").state == "23514")
    }

    // In the model's first home an expiry could not be extended.
    @Test("an expiry can be extended, also once it is over, and shortened")
    func extended() throws {
        let door = try Door()
        let held = """
            select 'staff' = any (permissions.held(ORG, APP, OTHER, now() + interval '3 days'))
            """
        #expect(try door.assign(0, "staff", until: "now() + interval '1 day'").state == "")
        #expect(try door.value(held) == "f")
        for (version, until, expected) in [(1, "now() + interval '9 days'", "t"), (2, "null", "t"),
            (3, "now() + interval '2 days'", "f")] {
            let call = "\(Door.id(0)), now(), \(until), false, \(version), OWNER, now()"
            try door.run("select permissions.reschedule(ORG, \(call))")
            #expect(try door.value(held) == expected, "\(until)")
        }
        let stale = "\(Door.id(0)), now(), null, false, 1, OWNER, now()"
        #expect(try door.run("select permissions.reschedule(ORG, \(stale))").state == "DR211")
    }

    @Test("a deleted role takes its cells and assignments along, a privilege its cells")
    func deleting() throws {
        let door = try Door()
        let rows = """
            select (select count(*) from permissions.cells where organization_id = ORG) || ' ' ||
                (select count(*) from permissions.assignments where organization_id = ORG
                    and account_id = OTHER)
            """
        try door.run("select permissions.create_role(ORG, APP, 'app.r', 'R', now())")
        try door.run("select permissions.create_privilege(ORG, APP, 'app.p', 'P', OWNER, now())")
        for privilege in ["app.p", "stock.read"] {
            let cell = "ORG, APP, 'app.r', '\(privilege)', true, OWNER, now()"
            #expect(try door.run("select permissions.switch_cell(\(cell))").state == "")
        }
        #expect(try door.assign(0, "app.r", app: "APP").state == "")
        #expect(try door.assign(1, "app.r").state == "DR202", "it is no role of all apps")
        #expect(try door.value(rows) == "3 1")
        try door.run("select permissions.delete_role(ORG, APP, 'app.r')")
        #expect(try door.value(rows) == "1 0")
        try door.run("select permissions.create_role(ORG, APP, 'app.r', 'R', now())")
        #expect(try door.value("select permissions.granted(ORG, APP, '{app.r}')::text") == "{}")
        try door.run("select permissions.delete_privilege(ORG, APP, 'app.p')")
        #expect(try door.value(rows) == "0 0")
    }

    @Test("a token is at most one kilobyte with every field at its largest")
    func largestToken() throws {
        let longest = String(repeating: "k", count: 32)
        let keys = try KeyRing<HMACKey>(
            text: "\(longest):MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY")
        let tokens = AccessTokens(keys: keys, catalogVersion: 999_999)
        var caller = Caller()
        caller.account = .make()
        caller.organization = .make()
        caller.session = .make()
        caller.app = .make()
        caller.actor = .make()
        caller.channel = .make()
        caller.warehouse = .make()
        caller.epoch = .max
        caller.denies = Denies(rawValue: .max)
        caller.isPlatform = true
        // As many as a catalog may have and as many as an app may add; more of either is refused
        // where it is declared, or made (DR212).
        for ordinal in 0..<PolicyFiles.mostPrivileges { caller.privileges.insert(ordinal) }
        caller.ownPrivileges = Array(0..<64)
        let now = Instant.now()
        let token = try tokens.issue(caller, at: now).token
        #expect(token.utf8.count <= 1_024)
        let read = try tokens.caller(of: token, at: now)
        #expect(read.ownPrivileges == caller.ownPrivileges)
        #expect(read.privileges == caller.privileges && read.actor == caller.actor)
        #expect(read.privileges.ordinals.count == 1_024)
        // Past what fits a token is not made at all, rather than made too long.
        for ordinal in 1_024..<2_048 { caller.privileges.insert(ordinal) }
        #expect(throws: TokenError.tooLong) { try tokens.issue(caller, at: now) }
    }

    @Test("a catalog has at most as many privileges as a token takes")
    func mostPrivileges() throws {
        func catalog(_ count: Int) -> PrivilegeCatalog {
            PrivilegeCatalog(
                version: 1,
                privileges: (0..<count).map { (name: "p\($0).read", summary: "One.") }, roles: [],
                cells: [])
        }
        #expect(PolicyFiles.check(catalog(1_024)) == [])
        #expect(PolicyFiles.check(catalog(1_025)) == ["there are more than 1024 privileges"])
    }
}
