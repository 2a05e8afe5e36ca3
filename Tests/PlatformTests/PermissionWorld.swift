import Bedrock
import Glibc
import Identity
import Platform
import Postgres

/// Something a test can't go on without.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A database with the schema, the policies and one approved wholesaler: its console, its owner,
/// and a colleague who holds nothing yet. No server works on it.
struct PermissionWorld: Sendable {
    /// For the role that owns the schema.
    let address: String
    let organization = Self.id()
    let app = Self.id()
    let owner = Self.id()
    let other = Self.id()

    private static let made = Result { try PermissionWorld() }

    /// The one that all suites share; what they do in it they never keep.
    static var shared: PermissionWorld {
        get throws { try made.get() }
    }

    private static func id() -> String { ID<Account>.make().uuid.text }

    private init() throws {
        guard let given = getenv("DRAY_TEST_DATABASE_URL").map({ String(cString: $0) }),
            !given.isEmpty
        else { throw TestFailure("no DRAY_TEST_DATABASE_URL; script/test makes a PostgreSQL") }
        // The name's number is the process: other runs drop what a forsaken one left.
        let name = "dray_tests_\(getpid())_permissions"
        try AdminConnection(ConnectionSettings(given)).execute("create database \(name)")
        address = given.contains("://")
            ? "\(given)\(given.contains("?") ? "&" : "?")dbname=\(name)" : "\(given) dbname=\(name)"
        let settings = ConnectionSettings(address)
        try Migrator(folder: Self.folder + "/Migrations", settings: settings).run()
        let connection = try AdminConnection(settings)
        try PolicyFiles.apply(try PolicyFiles.load(Self.folder + "/Policies"), connection)
        try connection.execute(
            """
            select set_config('app.organization', '\(organization)', false);
            insert into identity.accounts (id, email, name, password_hash)
            values ('\(owner)', 'owner@x.example', 'Owner', ''),
                ('\(other)', 'other@x.example', 'Other', '');
            insert into organizations.organizations (organization_id, name, business_type, state,
                country, currency, created_at)
            values ('\(organization)', 'Prairie', 'wholesaler', 'approved', 'US', 'USD', now());
            insert into organizations.apps (organization_id, id, kind, name, main, created_at)
            values ('\(organization)', '\(app)', 'console', 'Console', true, now());
            insert into organizations.memberships (organization_id, account_id)
            values ('\(organization)', '\(owner)'), ('\(organization)', '\(other)');
            insert into permissions.assignments (organization_id, id, account_id, role, starts_at,
                source, created_at)
            select '\(organization)', gen_random_uuid(), '\(owner)', r.role, now(), 'system', now()
            from unnest(array['owner', 'wholesaler']) r (role);
            """)
    }

    /// A transaction inside the organization, as the schema's owner or as the server's role; it
    /// ends with the connection, and nothing of it is kept.
    func enter(role: String? = nil) throws -> AdminConnection {
        let connection = try AdminConnection(ConnectionSettings(address, role: role))
        try connection.execute("begin")
        _ = try connection.query(
            "select set_config('app.organization', $1, true)", [organization])
        return connection
    }

    private static let folder = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()
}
