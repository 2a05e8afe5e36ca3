import Bedrock
import Platform
import Postgres

enum CompanyStatements {
    static let page = Statement<CompanyView, ID<Organization>, String?, ID<Company>?, Int64>(
        """
        select id, buyer_organization_id, name, code, role, group_id, state, created_at, version
        from organizations.companies
        where organization_id = $1 and ($2::text is null or state = $2)
            and ($3::uuid is null or id > $3)
        order by id limit $4
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    static let read = Statement<CompanyView, ID<Organization>, ID<Company>>(
        """
        select id, buyer_organization_id, name, code, role, group_id, state, created_at, version
        from organizations.companies where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    static let lock = Statement<CompanyView, ID<Organization>, ID<Company>>(
        """
        select id, buyer_organization_id, name, code, role, group_id, state, created_at, version
        from organizations.companies where organization_id = $1 and id = $2 for update
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    /// Of the seller, by the buyer that has entered.
    static let request = Statement<
        Void, ID<Organization>, ID<Company>, ID<Organization>, String, String, Instant
    >("select organizations.request_company($1, $2, $3, $4, $5, $6)")

    static let update = Statement<
        Void, ID<Organization>, ID<Company>, String, String?, ID<CompanyGroup>?, String
    >(
        """
        update organizations.companies
        set name = $3, code = $4, group_id = $5, state = $6, version = version + 1
        where organization_id = $1 and id = $2
        """)

    static let groups = Statement<
        CompanyGroupView, ID<Organization>, ID<CompanyGroup>?, Int64
    >(
        """
        select id, name from organizations.company_groups
        where organization_id = $1 and ($2::uuid is null or id > $2) order by id limit $3
        """
    ) { row throws(RowError) in try CompanyGroupView.read(&row) }

    static let group = Statement<CompanyGroupView, ID<Organization>, ID<CompanyGroup>?>(
        """
        select id, name from organizations.company_groups where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try CompanyGroupView.read(&row) }

    static let insertGroup = Statement<Void, ID<Organization>, ID<CompanyGroup>, String>(
        """
        insert into organizations.company_groups (organization_id, id, name) values ($1, $2, $3)
        """)

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(page.sql, page.parameterTypes)
        visit(read.sql, read.parameterTypes)
        visit(lock.sql, lock.parameterTypes)
        visit(request.sql, request.parameterTypes)
        visit(update.sql, update.parameterTypes)
        visit(groups.sql, groups.parameterTypes)
        visit(group.sql, group.parameterTypes)
        visit(insertGroup.sql, insertGroup.parameterTypes)
    }
}
