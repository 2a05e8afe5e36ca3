import Identity
public import Postgres

extension RequirementFiles {
    /// Brings the hard tables to a catalog; one transaction, nothing when it is applied already.
    /// Onboardings that wait for their decision get what is new.
    ///
    /// Answers whether anything changed. Throws a `PolicyFault` when the files changed and their
    /// version didn't.
    @discardableResult
    public static func apply(
        _ catalog: RequirementCatalog, _ connection: AdminConnection
    ) throws -> Bool {
        try connection.execute("begin")
        do {
            // Two servers that start together apply one after the other.
            _ = try connection.query("select pg_advisory_xact_lock(hashtext('dray requirements'))")
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
        _ catalog: RequirementCatalog, _ connection: AdminConnection
    ) throws -> [String]? {
        let applied = try connection.query(
            "select version, checksum from organizations.hard_requirements_catalog")
        guard let row = applied.first, let version = row[0].flatMap({ Int($0) }) else { return [] }
        let isSame = row[1] == catalog.checksum
        if isSame, version == catalog.version { return nil }
        if version > catalog.version {
            return ["the database has version \(version), newer than \(catalog.version)"]
        }
        if version == catalog.version {
            return ["the requirements changed and their version is still \(version)"]
        }
        return []
    }

    private static func write(
        _ catalog: RequirementCatalog, _ connection: AdminConnection
    ) throws(DatabaseError) {
        try connection.execute(
            "delete from organizations.hard_requirements; "
                + "delete from organizations.hard_business_types; "
                + "delete from organizations.hard_requirements_catalog")
        for type in catalog.businessTypes {
            _ = try connection.query(
                """
                insert into organizations.hard_business_types (name, onboards, summary)
                values ($1, $2, $3)
                """, [type.name, type.onboards, type.summary])
        }
        for declared in catalog.requirements {
            _ = try connection.query(
                """
                insert into organizations.hard_requirements
                    (business_type, kind, needed, expires, media_types)
                values ($1, $2, $3::boolean, $4::boolean, string_to_array($5, ' '))
                """,
                [
                    declared.businessType, declared.kind, "\(declared.isNeeded)",
                    "\(declared.expires)", declared.mediaTypes.joined(separator: " "),
                ])
        }
        _ = try connection.query(
            """
            insert into organizations.hard_requirements_catalog (version, checksum)
            values ($1::integer, $2)
            """, [String(catalog.version), catalog.checksum])
        try open(connection)
    }

    /// What is declared now and wasn't when an onboarding began.
    private static func open(_ connection: AdminConnection) throws(DatabaseError) {
        // Row-level security holds for the owner too.
        _ = try connection.query("select set_config('app.platform', 'on', true)")
        try connection.execute(
            """
            insert into organizations.requirements
                (id, onboarding_id, account_id, kind, needed, expires, media_types)
            select gen_random_uuid(), o.id, o.account_id, h.kind, h.needed, h.expires,
                h.media_types
            from organizations.onboardings o
            join organizations.hard_requirements h on h.business_type = o.business_type
            where o.state not in ('approved', 'rejected')
            on conflict (onboarding_id, kind) do nothing
            """)
    }
}
