import API
import Cryptography
import Glibc
import HTTP
import Identity
import Platform
import Testing
import Wire

// What others rely on, kept as files that a change shows up in. `DRAY_RECORD=1 script/test
// --filter GoldenTests` writes them anew; the difference is then reviewed.
@Suite("What others rely on changes only on purpose")
struct GoldenTests {
    private func compare(_ text: String, _ name: String) throws {
        let path = "Tests/Golden/\(name)"
        if getenv("DRAY_RECORD") != nil {
            try Project.write(text, to: path)
            return
        }
        let kept = try Project.text(path)
        guard kept != text else { return }
        let old = Set(kept.split(separator: "\n")), new = Set(text.split(separator: "\n"))
        let gone = old.subtracting(new).sorted().prefix(20).map { "- \($0)" }
        let come = new.subtracting(old).sorted().prefix(20).map { "+ \($0)" }
        Issue.record(
            """
            \(path) is another now; DRAY_RECORD=1 writes it anew:
            \((gone + come).joined(separator: "\n"))
            """)
    }

    /// JSON with a member a line, so that a difference can be read.
    private func lines(_ json: JSON, _ indent: String = "") -> String {
        let inner = indent + " "
        switch json {
        case .object(let members) where !members.isEmpty:
            let rows = members.map { "\(inner)\"\($0.name)\": \(lines($0.value, inner))" }
            return "{\n\(rows.joined(separator: ",\n"))\n\(indent)}"
        case .array(let items) where !items.isEmpty:
            let rows = items.map { "\(inner)\(lines($0, inner))" }
            return "[\n\(rows.joined(separator: ",\n"))\n\(indent)]"
        default: return json.compact
        }
    }

    @Test("the API's description")
    func openAPI() throws {
        let document = OpenAPIDocument.make(API.operations())
        #expect(document == OpenAPIDocument.make(API.operations()))
        try compare(lines(try JSON.parse(document)) + "\n", "openapi.json")
    }

    @Test("the routes, and who may use each")
    func routes() throws {
        let rows = Contract.shared.operations.map { operation in
            """
            {"method":"\(operation.route.method.rawValue)","path":"\(operation.route.path)",\
            "operation":"\(operation.id)","access":"\(operation.scope)",\
            "privileges":[\(operation.privileges.map { "\"\($0.name)\"" }.joined(separator: ","))],\
            "trades":\(operation.denies.contains(.awaitingApproval)),\
            "rate":"\(operation.rateClass.name)","key":\(operation.makes),\
            "if_match":\(operation.edits)}
            """
        }
        try compare("[\n\(rows.joined(separator: ",\n"))\n]\n", "routes.json")
    }

    @Test("which role may use which operation")
    func roleMatrix() throws {
        let catalog = try PolicyFiles.load(Project.folder + "/Policies")
        let roles = catalog.roles.filter { !$0.denies }.map(\.name)
        var text = "operation," + roles.joined(separator: ",") + "\n"
        for operation in Contract.shared.operations {
            let cells = roles.map { role -> String in
                if operation.scope != Anonymous.name, role == "anonymous" { return "" }
                let held = role == "anonymous" ? [role] : ["authenticated", role]
                let granted = Set(catalog.names(of: catalog.privileges(of: held)))
                return operation.privileges.allSatisfy { granted.contains($0.name) } ? "yes" : ""
            }
            text += "\(operation.id),\(cells.joined(separator: ","))\n"
        }
        try compare(text, "role-matrix.csv")
    }

    @Test("the kinds of problems")
    func problems() throws {
        let kinds = Contract.shared.operations.flatMap(\.problems) + ProblemKind.all
        let rows = Set(kinds).sorted { $0.slug < $1.slug }
        let text = rows.map { "\($0.slug),\($0.status),\"\($0.title)\"\n" }.joined()
        try compare("slug,status,title\n" + text, "problems.csv")
    }

    @Test("migrations that were released are never edited")
    func migrations() throws {
        let files = try SourceFile.all(under: "Migrations", ending: ".sql")
        let text = files.map { file in
            "\(Hexadecimal.encode(SHA256.digest(of: Array(file.text.utf8))))  \(file.name)\n"
        }.joined()
        try compare(text, "migrations.txt")
    }

    @Test("what may be done with a row of each table, as whoever was entered")
    func rowAccess() async throws {
        try compare(try await RowAccess.shared.matrix, "row-access.csv")
    }

    @Test("the schema that the migrations lead to")
    func schema() async throws {
        let server = try await TestServer.shared
        let columns = try server.query(
            """
            select n.nspname || '.' || c.relname || ' ' || a.attname || ' '
                || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull
                    then ' not null' else '' end
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
                and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            order by n.nspname, c.relname, a.attnum
            """)
        let others = try server.query(
            """
            select 'index ' || pg_get_indexdef(i.indexrelid) as line from pg_index i
            join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname not in ('pg_catalog', 'pg_toast')
            union all
            select 'constraint ' || k.conrelid::regclass || ' ' || k.conname || ' '
                || pg_get_constraintdef(k.oid)
            from pg_constraint k join pg_namespace n on n.oid = k.connamespace
            where k.conrelid <> 0 and n.nspname not in ('pg_catalog', 'information_schema')
            union all
            select 'policy ' || polrelid::regclass || ' ' || polname || ' '
                || coalesce(pg_get_expr(polqual, polrelid), '') || ' '
                || coalesce(pg_get_expr(polwithcheck, polrelid), '') from pg_policy
            union all
            select 'function ' || p.oid::regprocedure || case when p.prosecdef then ' definer'
                else '' end || ' ' || coalesce(array_to_string(p.proacl, ' '), '')
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname not in ('pg_catalog', 'information_schema', 'extensions')
            union all
            select 'grant ' || c.oid::regclass || ' '
                || coalesce(array_to_string(c.relacl, ' '), '')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p')
                and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            order by line
            """)
        let text = (columns + others).compactMap { $0[0] }.joined(separator: "\n") + "\n"
        try compare(text, "schema.txt")
    }
}
