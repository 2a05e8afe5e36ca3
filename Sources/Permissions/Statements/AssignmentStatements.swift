import Bedrock
import Platform
import Postgres

enum AssignmentStatements {
    static let members = Statement<
        FoundMember, String?, ID<Account>?, Int64, Bool, Instant
    >(
        """
        select account_id, name, email, state, roles, joined_at
        from permissions.search_members($1, $2, $3, $4, $5)
        """
    ) { row throws(RowError) in try FoundMember.read(&row) }

    /// Whether an account is one of the organization's people.
    static let isMember = Statement<Bool, ID<Organization>, ID<Account>>(
        """
        select exists (select 1 from organizations.memberships
            where organization_id = $1 and account_id = $2 and state <> 'left')
        """
    ) { row throws(RowError) in try row.read() }

    static let page = Statement<
        AssignmentView, ID<Organization>, ID<Account>, ID<Assignment>?, Int64
    >(
        """
        select id, account_id, role, app_id, starts_at, ends_at, public, source, granted_by,
            created_at, version
        from permissions.assignments
        where organization_id = $1 and account_id = $2 and ($3::uuid is null or id > $3)
        order by id limit $4
        """
    ) { row throws(RowError) in try AssignmentView.read(&row) }

    static let assignment = Statement<AssignmentView, ID<Organization>, ID<Assignment>>(
        """
        select id, account_id, role, app_id, starts_at, ends_at, public, source, granted_by,
            created_at, version
        from permissions.assignments where organization_id = $1 and id = $2
        """
    ) { row throws(RowError) in try AssignmentView.read(&row) }

    static let assign = Statement<
        Void, ID<Organization>, ID<Assignment>, ID<Account>, String, ID<App>?, Instant, Instant?,
        Bool, ID<Account>, Instant
    >("select permissions.assign($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let reschedule = Statement<
        Int32, ID<Organization>, ID<Assignment>, Instant, Instant?, Bool, Int32?, ID<Account>,
        Instant
    >("select permissions.reschedule($1, $2, $3, $4, $5, $6, $7, $8)") {
        row throws(RowError) in try row.read()
    }

    static let revoke = Statement<
        String, ID<Organization>, ID<Assignment>, ID<Account>, Instant
    >("select role from permissions.revoke($1, $2, $3, $4)") {
        row throws(RowError) in try row.read()
    }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(members.sql, members.parameterTypes)
        visit(isMember.sql, isMember.parameterTypes)
        visit(page.sql, page.parameterTypes)
        visit(assignment.sql, assignment.parameterTypes)
        visit(assign.sql, assign.parameterTypes)
        visit(reschedule.sql, reschedule.parameterTypes)
        visit(revoke.sql, revoke.parameterTypes)
    }
}
