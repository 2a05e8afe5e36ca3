public import Bedrock
public import Platform
public import Postgres

/// Makes the platform's own organization and its first people, before anybody can sign in.
///
/// Used by command-line tasks over a connection of the schema's owner; running it again changes
/// nothing, and never a password.
public enum PlatformBootstrap {
    /// The platform's organization is the same in every database.
    public static let organization = ID<Organization>(
        uuid: UUIDBytes(high: 0x0000_0000_0000_7000, low: 0x8000_0000_0000_0001))

    /// Somebody who approves businesses.
    public struct Admin: Sendable {
        public let email: String
        public let name: String
        /// What `PasswordHasher.hash` gave.
        public let passwordHash: String

        public init(email: String, name: String, passwordHash: String) {
            self.email = email.lowercased()
            self.name = name
            self.passwordHash = passwordHash
        }
    }

    /// Those of the addresses that have no account yet: for whom a password must be hashed.
    public static func missing(
        _ emails: [String], _ connection: AdminConnection
    ) throws(DatabaseError) -> [String] {
        var missing: [String] = []
        for email in emails {
            let rows = try connection.query(
                "select 1 from identity.accounts where email = $1", [email.lowercased()])
            if rows.isEmpty { missing.append(email) }
        }
        return missing
    }

    /// Makes what is missing of the organization, the accounts (verified) and their memberships;
    /// the first one owns it.
    public static func make(
        named name: String = "Platform", admins: [Admin], _ connection: AdminConnection
    ) throws(DatabaseError) {
        try connection.execute("begin")
        do throws(DatabaseError) {
            // Row-level security holds for the owner too.
            _ = try connection.query(
                "select set_config('app.organization', $1, true)", [organization.uuid.text])
            _ = try connection.query(
                """
                insert into organizations.organizations (organization_id, name, business_type,
                    state, country, currency, created_at, approved_at)
                values ($1::uuid, $2, 'platform', 'approved', 'US', 'USD', now(), now())
                on conflict do nothing
                """, [organization.uuid.text, name])
            _ = try connection.query(
                """
                insert into organizations.apps (organization_id, id, kind, name, main, created_at)
                values ($1::uuid, $2::uuid, 'console', 'Console', true, now())
                on conflict do nothing
                """, [organization.uuid.text, ID<App>.make().uuid.text])
            for admin in admins { try add(admin, connection) }
            try connection.execute("commit")
        } catch {
            try? connection.execute("rollback")
            throw error
        }
    }

    private static func add(
        _ admin: Admin, _ connection: AdminConnection
    ) throws(DatabaseError) {
        _ = try connection.query(
            """
            insert into identity.accounts (id, email, name, password_hash, verified_at)
            values ($1::uuid, $2, $3, $4, now()) on conflict (email) do nothing
            """, [ID<Account>.make().uuid.text, admin.email, admin.name, admin.passwordHash])
        _ = try connection.query(
            """
            insert into organizations.memberships (organization_id, account_id)
            select $1::uuid, id from identity.accounts where email = $2
            on conflict do nothing
            """, [organization.uuid.text, admin.email])
        _ = try connection.query(
            """
            select permissions.grant_by_system($1::uuid, $2::uuid, a.id, 'platform_admin', now(),
                null, null, now())
            from identity.accounts a where a.email = $3 and not exists (
                select 1 from permissions.assignments s where s.organization_id = $1::uuid
                    and s.account_id = a.id and s.role = 'platform_admin')
            """,
            [organization.uuid.text, ID<Assignment>.make().uuid.text, admin.email])
        // Somebody has to hold what is made there: the first one owns it.
        _ = try connection.query(
            """
            select permissions.grant_by_system($1::uuid, $2::uuid, a.id, 'owner', now(), null,
                null, now())
            from identity.accounts a where a.email = $3 and not exists (
                select 1 from permissions.assignments s
                where s.organization_id = $1::uuid and s.role = 'owner')
            """,
            [organization.uuid.text, ID<Assignment>.make().uuid.text, admin.email])
    }
}
