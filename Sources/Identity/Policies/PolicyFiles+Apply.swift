import Cryptography
public import Platform
public import Postgres

extension PolicyFiles {
    /// Brings the hard tables to a catalog; one transaction, nothing when it is applied already.
    ///
    /// Answers whether anything changed. Throws a `PolicyFault` when the change is one that tokens
    /// in the world would misread: an ordinal that moved, a version that didn't grow.
    @discardableResult
    public static func apply(
        _ catalog: PrivilegeCatalog, _ connection: AdminConnection
    ) throws -> Bool {
        try connection.execute("begin")
        do {
            // Two servers that start together apply one after the other.
            _ = try connection.query("select pg_advisory_xact_lock(hashtext('dray policies'))")
            let changes = try obstacles(catalog, connection)
            if let changes, !changes.isEmpty { throw PolicyFault(changes) }
            if changes != nil { try write(catalog, connection) }
            try connection.execute("commit")
            return changes != nil
        } catch {
            try? connection.execute("rollback")
            throw error
        }
    }

    /// What stands between a catalog and the database it is to be applied to, without applying it;
    /// nil when it is applied already.
    public static func obstacles(
        _ catalog: PrivilegeCatalog, _ connection: AdminConnection
    ) throws -> [String]? {
        let applied = try connection.query("select version, checksum from identity.hard_catalog")
        guard let row = applied.first, let version = row[0].flatMap({ Int($0) }) else { return [] }
        if row[1] == checksum(of: catalog), version == catalog.version { return nil }
        var faults: [String] = []
        if version > catalog.version {
            faults.append("the database has version \(version), newer than \(catalog.version)")
        } else if version == catalog.version {
            faults.append("Policies/ changed and its version is still \(version)")
        }
        let ordinals = try connection.query(
            "select name, ordinal from identity.hard_privileges order by ordinal")
        for row in ordinals {
            guard let name = row[0], let ordinal = row[1].flatMap({ Int($0) }) else { continue }
            if !catalog.privileges.indices.contains(ordinal)
                || catalog.privileges[ordinal].name != name
            {
                faults.append("privilege \(name) must stay in row \(ordinal + 2)")
            }
        }
        return faults
    }

    private static func write(
        _ catalog: PrivilegeCatalog, _ connection: AdminConnection
    ) throws(DatabaseError) {
        try connection.execute(
            "delete from identity.hard_cells; delete from identity.hard_roles; "
                + "delete from identity.hard_privileges; delete from identity.hard_catalog")
        for (ordinal, privilege) in catalog.privileges.enumerated() {
            _ = try connection.query(
                """
                insert into identity.hard_privileges (name, ordinal, summary)
                values ($1, $2::integer, $3)
                """, [privilege.name, String(ordinal), privilege.summary])
        }
        for role in catalog.roles {
            _ = try connection.query(
                """
                insert into identity.hard_roles (name, assignable, denies, summary)
                values ($1, $2::boolean, $3::boolean, $4)
                """, [role.name, "\(role.assignable)", "\(role.denies)", role.summary])
        }
        for cell in catalog.cells {
            _ = try connection.query(
                """
                insert into identity.hard_cells (role, privilege, active, immutable)
                values ($1, $2, $3::boolean, $4::boolean)
                """, [cell.role, cell.privilege, "\(cell.active)", "\(cell.immutable)"])
        }
        _ = try connection.query(
            "insert into identity.hard_catalog (version, checksum) values ($1::integer, $2)",
            [String(catalog.version), checksum(of: catalog)])
    }
}
