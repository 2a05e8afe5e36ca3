import Bedrock
import Platform
import Postgres

enum CompanyStatements {
    static let page = Statement<
        CompanyView, ID<Organization>, String?, ID<Company>?, Int64, Bool?, String?,
        ID<CompanyGroup>?, String?, String?
    >(
        """
        select id, case when is_linked then buyer_organization_id end, name, code, role, group_id,
            state, tax_number, email, phone, payment_days, address, linked_to, created_at, version
        from organizations.companies
        where organization_id = $1 and ($2::text is null or state = $2)
            and ($3::uuid is null or id > $3)
            and ($5::boolean is null or is_linked = $5)
            and ($6::text is null or position(lower($6) in lower(name)) > 0
                or starts_with(lower(code), lower($6)))
            and ($7::uuid is null or group_id = $7)
            and ($8::text is null or tax_key = $8)
            and ($9::text is null or email = $9)
        order by id limit $4
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    static let read = Statement<CompanyView, ID<Organization>, ID<Company>>(
        """
        select id, case when is_linked then buyer_organization_id end, name, code, role, group_id,
            state, tax_number, email, phone, payment_days, address, linked_to, created_at, version
        from organizations.companies where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    static let lock = Statement<CompanyView, ID<Organization>, ID<Company>>(
        """
        select id, case when is_linked then buyer_organization_id end, name, code, role, group_id,
            state, tax_number, email, phone, payment_days, address, linked_to, created_at, version
        from organizations.companies where organization_id = $1 and id = $2 for update
        """
    ) { row throws(RowError) in try CompanyView.read(&row) }

    /// Of the seller, by the buyer that has entered.
    static let request = Statement<
        Void, ID<Organization>, ID<Company>, ID<Organization>, String, String, Instant
    >("select organizations.request_company($1, $2, $3, $4, $5, $6)")

    static let update = Statement<
        Void, ID<Organization>, ID<Company>, String, String?, ID<CompanyGroup>?, String, String,
        String?, String?, String?, Int32?, JSONText?
    >(
        """
        update organizations.companies
        set name = $3, code = $4, group_id = $5, state = $6, role = $7, tax_number = $8,
            email = $9, phone = $10, payment_days = $11, address = $12, version = version + 1
        where organization_id = $1 and id = $2
        """)

    /// Makes companies without organizations, of an array of objects.
    static let add = Statement<Void, ID<Organization>, JSONText, Instant>(
        "select organizations.add_companies($1, $2, $3)")

    /// Ends a company for the one that takes its place.
    static let merge = Statement<Void, ID<Organization>, ID<Company>, ID<Company>>(
        """
        update organizations.companies
        set state = 'merged', linked_to = $3, code = null, version = version + 1
        where organization_id = $1 and id = $2
        """)

    /// Waits until no order of the seller is being placed, and lets none be until this is over.
    static let holdOrders = Statement<Void, ID<Organization>>(
        "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 11))")

    /// What else names the one names the other then, and what it took of promotions and codes.
    static let handOver = Statement<Void, ID<Organization>, ID<Company>, ID<Company>, Instant>(
        """
        select pricing.hand_over_company($1, $2, $3, $4),
            levies.hand_over_company($1, $2, $3, $4),
            inventory.hand_over_company($1, $2, $3, $4),
            orders.carry_over_company($1, $2, $3)
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
        visit(add.sql, add.parameterTypes)
        visit(merge.sql, merge.parameterTypes)
        visit(handOver.sql, handOver.parameterTypes)
        visit(holdOrders.sql, holdOrders.parameterTypes)
        visit(update.sql, update.parameterTypes)
        visit(groups.sql, groups.parameterTypes)
        visit(group.sql, group.parameterTypes)
        visit(insertGroup.sql, insertGroup.parameterTypes)
    }
}
