import Platform
import Postgres

/// What each role may do with a row of every table, as whoever it has entered: asked of
/// PostgreSQL, not read from the migrations.
///
/// Each table gets one row in a transaction that is undone. Constraints and triggers are dropped in
/// it first, so that a new table needs no factory here: what is left to refuse are rights and
/// policies.
struct RowAccess: Sendable {
    /// A table, a role, whoever it has entered, and the letters of what it may do then: `select`,
    /// `insert`, `update`, `delete`.
    struct Cell: Sendable {
        let table: String
        let role: String
        let stance: String
        let allowed: String
    }

    static let roles = ["dray_owner", "dray_server"]

    let cells: [Cell]
    /// The tables whose every row is an organization's.
    let tenantTables: Set<String>
    /// The tables whose rows name their buyer.
    let tradeTables: Set<String>

    private static let asking = Task { try RowAccess() }

    /// Asked once for all tests.
    static var shared: RowAccess {
        get async throws { try await asking.value }
    }

    private init() throws {
        let connection = try AdminConnection(ConnectionSettings(try TestDatabase.migrated()))
        try connection.execute(RowAccessScript.text)
        let stances = try Self.stances(connection)
        let tables = try connection.query(RowAccessScript.tables).compactMap { $0[0] }
        var cells: [Cell] = []
        for table in tables {
            try connection.execute("begin")
            let insert = try connection.query("select pg_temp.make_row($1)", [table])[0][0]
            for role in Self.roles {
                for (stance, settings) in stances {
                    let allowed = try connection.query(
                        "select pg_temp.allowed($1, $2, $3, $4)", [table, role, settings, insert])
                    cells.append(
                        Cell(table: table, role: role, stance: stance, allowed: allowed[0][0]!))
                }
            }
            try connection.execute("rollback")
        }
        self.cells = cells
        tenantTables = Set(try connection.query(Catalogue.tenantTables).compactMap { $0[0] })
        tradeTables = Set(
            try connection.query(RowAccessScript.tradeTables).compactMap { $0[0] })
    }

    /// Nobody, the row's organization, its trading partner, another one; the row's account, another
    /// one; and one stance for every other setting that a policy looks at.
    private static func stances(
        _ connection: AdminConnection
    ) throws -> [(name: String, settings: String)] {
        let others = try connection.query(RowAccessScript.settings).compactMap { $0[0] }
            .filter { $0 != "organization" && $0 != "account" }
        var stances = [
            ("nobody", "{}"), ("theirs", #"{"organization":"\#(RowAccessScript.theirs)"}"#),
            ("party", #"{"organization":"\#(RowAccessScript.party)"}"#),
            ("stranger", #"{"organization":"\#(RowAccessScript.stranger)"}"#),
            ("account", #"{"account":"\#(RowAccessScript.account)"}"#),
            ("other_account", #"{"account":"\#(RowAccessScript.stranger)"}"#),
        ]
        stances += others.map { ($0, #"{"\#($0)":"on"}"#) }
        return stances.map { (name: $0.0, settings: $0.1) }
    }

    /// One line a table and role, one column a stance.
    var matrix: String {
        var stances: [String] = []
        for cell in cells where !stances.contains(cell.stance) { stances.append(cell.stance) }
        var text = "table,role,\(stances.joined(separator: ","))\n"
        for start in stride(from: 0, to: cells.count, by: stances.count) {
            let row = cells[start..<(start + stances.count)].map {
                $0.allowed.isEmpty ? "-" : $0.allowed
            }
            text += "\(cells[start].table),\(cells[start].role),\(row.joined(separator: ","))\n"
        }
        return text
    }
}

/// What is asked of PostgreSQL.
private enum RowAccessScript {
    static let theirs = "0b000000-0000-7000-8000-00000000000b"
    static let stranger = "0a000000-0000-7000-8000-00000000000a"
    static let party = "0c000000-0000-7000-8000-00000000000c"
    static let account = "0d000000-0000-7000-8000-00000000000d"

    static let tables = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition
            and n.nspname not in ('pg_catalog', 'information_schema')
        order by 1
        """

    static let tradeTables = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and a.attname = 'buyer_organization_id'
        """

    /// The settings that policies look at.
    static let settings = #"""
        select distinct m[1] from pg_policy, regexp_matches(
            concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)),
            'current_setting\(''app\.([a-z_]+)''', 'g') m
        order by 1
        """#

    static let text = """
        -- Leaves the table without anything that refuses but its policies, and with one row.
        create function pg_temp.make_row(t regclass) returns text
        language plpgsql as $$
        declare
            v_guarded boolean := (select relrowsecurity from pg_class where oid = t);
            v_line text;
        begin
            for v_line in select conname from pg_constraint
                where conrelid = t and contype in ('c', 'f') and conislocal
            loop
                execute format('alter table %s drop constraint %I', t, v_line);
            end loop;
            for v_line in select attname from pg_attribute
                where attrelid = t and attnum > 0 and attnotnull and attidentity = ''
            loop
                begin
                    execute format('alter table %s alter column %I drop not null', t, v_line);
                exception when others then null;
                end;
            end loop;
            execute format('alter table %s disable trigger user', t);
            execute format('alter table %s disable row level security', t);
            select format('insert into %s (%s) values (%s)', t,
                string_agg(quote_ident(name), ', ' order by place),
                string_agg(quote_nullable(value), ', ' order by place))
            into v_line
            from (
                select a.attname as name, a.attnum as place, case
                    when attname = 'organization_id' then '\(theirs)'
                    when attname = 'buyer_organization_id' then '\(party)'
                    when attname = 'account_id' then '\(account)'
                    when attname = 'state' then 'approved'
                    when not a.attnotnull then null
                    else case format_type(a.atttypid, null)
                        when 'uuid' then gen_random_uuid()::text
                        when 'timestamp with time zone' then now()::text
                        when 'date' then current_date::text
                        when 'boolean' then 'true'
                        when 'bytea' then '\\x00'
                        else '1' end
                    end as value
                from pg_attribute a
                where a.attrelid = t and a.attnum > 0 and not a.attisdropped
                    and a.attgenerated = '' and a.attidentity <> 'a'
            ) columns;
            begin
                execute v_line;
            exception when integrity_constraint_violation then null;
            end;
            if v_guarded then
                execute format('alter table %s enable row level security', t);
            end if;
            return v_line;
        end $$;

        -- Whether a statement reaches a row; it is undone in any case.
        create function pg_temp.reaches(p_sql text) returns boolean
        language plpgsql as $$
        declare
            v_count bigint;
        begin
            execute p_sql;
            get diagnostics v_count = row_count;
            raise exception using errcode = 'DR999', message = v_count;
        exception
            when sqlstate 'DR999' then return sqlerrm <> '0';
            when insufficient_privilege then return false;
            when integrity_constraint_violation then return true;
        end $$;

        create function pg_temp.allowed(t text, p_role text, p_settings json, p_insert text)
        returns text
        language plpgsql as $$
        declare
            v_allowed text := '';
            v_columns name[] := (select array_agg(attname order by attnum) from pg_attribute
                where attrelid = t::regclass and attnum > 0 and not attisdropped
                    and attgenerated = '' and attidentity <> 'a');
            v_column name;
        begin
            perform set_config('app.' || s.key, s.value, true) from json_each_text(p_settings) s;
            perform set_config('role', p_role, true);
            if pg_temp.reaches(format('select 1 from %s', t)) then
                v_allowed := v_allowed || 's';
            end if;
            if pg_temp.reaches(p_insert) then
                v_allowed := v_allowed || 'i';
            end if;
            foreach v_column in array v_columns loop
                if pg_temp.reaches(format('update %s set %2$I = %2$I', t, v_column)) then
                    v_allowed := v_allowed || 'u';
                    exit;
                end if;
            end loop;
            if pg_temp.reaches(format('delete from %s', t)) then
                v_allowed := v_allowed || 'd';
            end if;
            perform set_config('role', 'none', true);
            perform set_config('app.' || s.key, '', true) from json_each_text(p_settings) s;
            return v_allowed;
        end $$;
        """
}
