import Bedrock
import Platform
public import Postgres

extension PlatformBootstrap {
    /// What became of those that the configuration names as technicians.
    public struct Technicians: Sendable {
        /// Addresses that are technicians from now on.
        public let given: [String]
        /// Addresses that no longer are.
        public let taken: [String]
        /// Addresses that have no verified account.
        public let unknown: [String]
    }

    /// Gives the hard role `technician` to whom the configuration names, and takes it from whom it
    /// names no more; by the system, since nobody hands it out.
    public static func setTechnicians(
        _ emails: [String], _ connection: AdminConnection
    ) throws(DatabaseError) -> Technicians {
        let named = Set(emails.map { $0.lowercased() })
        if !named.isEmpty { try make(admins: [], connection) }
        try connection.execute("begin")
        do throws(DatabaseError) {
            _ = try connection.query(
                "select set_config('app.organization', $1, true)", [organization.uuid.text])
            let held = Set(try technicians(connection))
            var given: [String] = []
            var unknown: [String] = []
            for email in named.subtracting(held).sorted() {
                if try give(email, connection) {
                    given.append(email)
                } else {
                    unknown.append(email)
                }
            }
            let taken = held.subtracting(named).sorted()
            for email in taken { try take(email, connection) }
            try connection.execute("commit")
            return Technicians(given: given, taken: taken, unknown: unknown)
        } catch {
            try? connection.execute("rollback")
            throw error
        }
    }

    private static func technicians(
        _ connection: AdminConnection
    ) throws(DatabaseError) -> [String] {
        let rows = try connection.query(
            """
            select c.email from permissions.assignments a
            join identity.accounts c on c.id = a.account_id
            where a.organization_id = $1::uuid and a.role = 'technician' and a.source = 'system'
            """, [organization.uuid.text])
        return rows.compactMap { $0[0] }
    }

    private static func give(
        _ email: String, _ connection: AdminConnection
    ) throws(DatabaseError) -> Bool {
        let found = try connection.query(
            """
            insert into organizations.memberships as m (organization_id, account_id)
            select $1::uuid, id from identity.accounts
            where email = $2 and verified_at is not null
            on conflict (organization_id, account_id) do update
            set state = case when m.state = 'left' then 'active' else m.state end
            returning account_id
            """, [organization.uuid.text, email])
        guard let account = found.first?[0] else { return false }
        _ = try connection.query(
            """
            select permissions.grant_by_system($1::uuid, $2::uuid, $3::uuid, 'technician', now(),
                null, null, now())
            """, [organization.uuid.text, ID<Assignment>.make().uuid.text, account])
        try record("technician_given", account, connection)
        return true
    }

    private static func take(
        _ email: String, _ connection: AdminConnection
    ) throws(DatabaseError) {
        let rows = try connection.query(
            "select id from identity.accounts where email = $1", [email])
        guard let account = rows.first?[0] else { return }
        _ = try connection.query(
            "select permissions.revoke_by_system($1::uuid, $2::uuid, 'technician')",
            [organization.uuid.text, account])
        try record("technician_taken", account, connection)
    }

    private static func record(
        _ type: String, _ account: String?, _ connection: AdminConnection
    ) throws(DatabaseError) {
        _ = try connection.query(
            """
            insert into platform.events
                (organization_id, id, type, aggregatetype, aggregateid, at, payload)
            values ($1::uuid, $2::uuid, $3, 'account', $4::uuid, now(), '{}')
            """, [organization.uuid.text, ID<Event>.make().uuid.text, type, account])
    }
}
