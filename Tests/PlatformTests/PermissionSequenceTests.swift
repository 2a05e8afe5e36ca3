import Glibc
import Postgres
import Testing

@Suite("No sequence of administrative calls gives what no grantor held")
struct PermissionSequenceTests {
    typealias Model = PermissionModel

    @Test("walking every sequence of up to six calls of a small world")
    func exhaustive() {
        var seen: Set<Model> = [Model()]
        var edge: [Model] = [Model()]
        var steps = 0
        for _ in 0..<6 {
            var next: [Model] = []
            for state in edge {
                for call in Model.Call.few {
                    for actor in Model.accounts {
                        var after = state
                        steps += 1
                        guard after.carryOut(call, by: actor).isEmpty, after != state else {
                            continue
                        }
                        if Model.isBreach(state, call, by: actor, after) {
                            Issue.record("\(call) by \(actor) in \(state)")
                        }
                        if seen.insert(after).inserted { next.append(after) }
                    }
                }
            }
            edge = next
        }
        print("\(seen.count) states, \(steps) calls")
        #expect(seen.count > 1_000)
    }

    @Test("a model without the closure would be caught")
    func sensitivity() {
        // Account 2 holds nothing; what a call of theirs may not do is known as a breach.
        var state = Model()
        #expect(state.carryOut(.createRole, by: 2).isEmpty)
        var unguarded = state
        #expect(unguarded.carryOut(.assign(2, .helper, .future), by: 2) == "DR205")
        #expect(unguarded.carryOut(.assign(2, .helper, .future), by: 0).isEmpty)
        #expect(Model.isBreach(state, .assign(2, .helper, .future), by: 2, unguarded))
        #expect(!Model.isBreach(state, .assign(2, .helper, .future), by: 0, unguarded))
    }

    @Test("the database does as the model does, over thousands of random sequences of six calls")
    func random() throws {
        let count = getenv("DRAY_PERMISSION_SEQUENCES").flatMap { Int(String(cString: $0)) }
            ?? 2_000
        let seed = getenv("DRAY_SEED").flatMap { UInt64(String(cString: $0)) }
            ?? UInt64.random(in: 0...999_999)
        print("\(count) sequences of permission calls from DRAY_SEED=\(seed)")
        var random = SeededRandom(seed: seed)
        let world = try SequenceWorld()
        for number in 0..<count {
            var model = Model()
            try world.begin()
            for step in 0..<6 {
                let call = Model.Call.all[Int(random.next() % UInt64(Model.Call.all.count))]
                // Mostly the one who can do something, or else most calls would be refused.
                let actor = [0, 0, 0, 1, 1, 2][Int(random.next() % 6)]
                let before = model
                let expected = model.carryOut(call, by: actor)
                let refusal = try world.carryOut(call, by: actor)
                let held = try world.held()
                let holds = Model.accounts.map { model.held($0) }
                let willHold = Model.accounts.map { model.held($0, ever: true) }
                guard refusal == expected, held.now == holds, held.ever == willHold else {
                    Issue.record(
                        """
                        DRAY_SEED=\(seed), sequence \(number), step \(step): \(call) by \(actor) \
                        is \(refusal), not \(expected); held \(held), not \(holds) \(willHold)
                        """)
                    return
                }
                #expect(!Model.isBreach(before, call, by: actor, model))
            }
        }
    }
}

/// The model's world in the database, in a transaction that is never kept.
private struct SequenceWorld {
    private let connection: AdminConnection
    private static let organization = "'00000000-0000-7000-8000-00000000aaaa'"
    private static let app = "'00000000-0000-7000-8000-00000000bbbb'"

    private static func account(_ number: Int) -> String {
        "'00000000-0000-7000-8000-00000000000\(number)'"
    }

    init() throws {
        connection = try PermissionWorld.shared.enter()
        let organization = Self.organization, app = Self.app
        try connection.execute(
            """
            select set_config('app.organization', \(organization), true);
            create function pg_temp.refusal(p_sql text) returns text language plpgsql as $$
            begin
                execute p_sql;
                return '';
            exception when others then
                return sqlstate;
            end $$;
            insert into identity.hard_privileges values ('seq.one', 801, ''), ('seq.two', 802, '');
            insert into identity.hard_roles values ('seq_boss', false, false, ''),
                ('seq_helper', true, false, '');
            insert into identity.hard_cells values ('seq_boss', 'seq.one', true, true),
                ('seq_boss', 'seq.two', true, false), ('seq_helper', 'seq.one', true, false);
            insert into organizations.organizations (organization_id, name, business_type, state,
                country, currency, created_at)
            values (\(organization), 'Sequences', 'retailer', 'approved', 'US', 'USD', now());
            insert into organizations.apps (organization_id, id, kind, name, main, created_at)
            values (\(organization), \(app), 'console', 'Console', true, now());
            insert into identity.accounts (id, email, name, password_hash)
            select ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'seq' || n || '@x.example',
                'S', '' from generate_series(0, 2) n;
            insert into organizations.memberships (organization_id, account_id)
            select \(organization), a.id from identity.accounts a
            where a.email like 'seq_@x.example';
            insert into permissions.assignments (organization_id, id, account_id, role, starts_at,
                source, created_at)
            select \(organization), gen_random_uuid(), \(Self.account(0)), r.role, now(), 'system',
                now() from unnest(array['owner', 'seq_boss']) r (role);
            savepoint beginning;
            """)
    }

    func begin() throws { try connection.execute("rollback to savepoint beginning") }

    /// The three privileges that each account holds, as the model's bits: now and in the future.
    func held() throws -> (now: [Int], ever: [Int]) {
        let names = "array['seq.one', 'seq.two', 'app.own']"
        let rows = try connection.query(
            """
            select (select sum(case when p.name = any (g.granted) then 1 << (p.place - 1)::integer
                else 0 end) from unnest(\(names)) with ordinality p (name, place))
            from generate_series(0, 2) n
            cross join (values (0), (20)) d (days)
            cross join lateral (select permissions.granted(\(Self.organization), \(Self.app),
                permissions.held(\(Self.organization), \(Self.app),
                    ('00000000-0000-7000-8000-00000000000' || n)::uuid,
                    now() + make_interval(days => d.days))) as granted) g
            order by d.days, n
            """)
        let sets = rows.map { Int($0[0] ?? "0") ?? 0 }
        return (Array(sets[..<3]), Array(sets[3...]))
    }

    func carryOut(_ call: PermissionModel.Call, by actor: Int) throws -> String {
        let sql = "select permissions.\(Self.sql(call, Self.account(actor)))"
        return try connection.query("select pg_temp.refusal($1)", [sql])[0][0] ?? "?"
    }

    private static func name(_ role: PermissionModel.Role) -> String {
        switch role {
        case .owner: "'owner'"
        case .boss: "'seq_boss'"
        case .helper: "'seq_helper'"
        case .own: "'app.own'"
        }
    }

    private static func name(_ privilege: PermissionModel.Privilege) -> String {
        switch privilege {
        case .one: "'seq.one'"
        case .two: "'seq.two'"
        case .own: "'app.own'"
        }
    }

    private static func frame(_ frame: PermissionModel.Frame) -> String {
        switch frame {
        case .always: "now(), null"
        case .future: "now() + interval '10 days', null"
        case .past: "now() - interval '10 days', now() - interval '5 days'"
        }
    }

    private static func id(_ account: Int, _ slot: PermissionModel.Slot) -> String {
        """
        (select id from permissions.assignments where organization_id = \(organization)
            and account_id = \(self.account(account)) and role = \(name(slot.role))
            and app_id is not distinct from \(slot == .helperEverywhere ? "null" : app))
        """
    }

    private static func sql(_ call: PermissionModel.Call, _ actor: String) -> String {
        let place = "\(organization), \(app)"
        switch call {
        case .createRole: return "create_role(\(place), 'app.own', '', now())"
        case .deleteRole: return "delete_role(\(place), 'app.own')"
        case .createPrivilege: return "create_privilege(\(place), 'app.own', '', \(actor), now())"
        case .deletePrivilege: return "delete_privilege(\(place), 'app.own')"
        case .switchCell(let role, let privilege, let on):
            let cell = "\(name(role)), \(name(privilege)), \(on)"
            return "switch_cell(\(place), \(cell), \(actor), now())"
        case .clearCell(let role, let privilege):
            return "clear_cell(\(place), \(name(role)), \(name(privilege)), \(actor), now())"
        case .assign(let account, let slot, let frame):
            let role = "\(name(slot.role)), \(slot == .helperEverywhere ? "null" : app)"
            return """
                assign(\(organization), gen_random_uuid(), \(self.account(account)), \(role),
                    \(self.frame(frame)), false, \(actor), now())
                """
        case .assignBoss(let account):
            return """
                assign(\(organization), gen_random_uuid(), \(self.account(account)), 'seq_boss',
                    null, now(), null, false, \(actor), now())
                """
        case .revoke(let account, let slot):
            return "revoke(\(organization), \(id(account, slot)), \(actor), now())"
        case .reschedule(let account, let slot, let frame):
            return """
                reschedule(\(organization), \(id(account, slot)), \(self.frame(frame)), false,
                    null, \(actor), now())
                """
        }
    }
}
