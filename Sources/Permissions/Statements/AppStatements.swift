import Bedrock
import Platform
import Postgres

enum AppStatements {
    static let page = Statement<AppView, ID<Organization>, ID<App>?, Int64>(
        """
        select id, kind, name, main, origins, branding, archived_at, disabled_at, disabled_for,
            created_at, version
        from organizations.apps
        where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """
    ) { row throws(RowError) in try AppView.read(&row) }

    static let app = Statement<AppView, ID<Organization>, ID<App>>(
        """
        select id, kind, name, main, origins, branding, archived_at, disabled_at, disabled_for,
            created_at, version
        from organizations.apps where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try AppView.read(&row) }

    static let lock = Statement<AppView, ID<Organization>, ID<App>>(
        """
        select id, kind, name, main, origins, branding, archived_at, disabled_at, disabled_for,
            created_at, version
        from organizations.apps where organization_id = $1 and id = $2 for update
        """
    ) { row throws(RowError) in try AppView.read(&row) }

    static let create = Statement<
        Void, ID<Organization>, ID<App>, String, String, [String], JSONText, Instant
    >("select permissions.create_app($1, $2, $3, $4, $5, $6, $7)")

    static let update = Statement<
        Void, ID<Organization>, ID<App>, String, [String], JSONText
    >(
        """
        update organizations.apps
        set name = $3, origins = $4, branding = $5, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let archive = Statement<Void, ID<Organization>, ID<App>, Instant?>(
        """
        update organizations.apps set archived_at = $3, version = version + 1
        where organization_id = $1 and id = $2
        """)

    /// Ends every token of the organization; each session's next one knows better.
    static let endTokens = Statement<Void, ID<Organization>>(
        """
        update organizations.organizations set epoch = epoch + 1 where organization_id = $1
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(page.sql, page.parameterTypes)
        visit(app.sql, app.parameterTypes)
        visit(lock.sql, lock.parameterTypes)
        visit(create.sql, create.parameterTypes)
        visit(update.sql, update.parameterTypes)
        visit(archive.sql, archive.parameterTypes)
        visit(endTokens.sql, endTokens.parameterTypes)
    }
}
