import Bedrock
import Platform
import Postgres

enum MemberStatements {
    static let member = Statement<MemberView, ID<Organization>, ID<Account>, Instant>(
        """
        select account_id, name, email, state, state_reason, state_at, banned, banned_until, roles,
            unit_id, joined_at, version
        from staff.member($1, $2, $3)
        """
    ) { row throws(RowError) in try MemberView.read(&row) }

    static let suspend = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, String, Instant
    >("select staff.suspend_member($1, $2, $3, $4, $5)")

    static let reinstate = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, String, Instant
    >("select staff.reinstate_member($1, $2, $3, $4, $5)")

    static let remove = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, Instant
    >("select staff.remove_member($1, $2, $3, $4)")

    static let leave = Statement<
        Void, ID<Organization>, ID<Account>, ID<Event>, String, Instant
    >("select staff.leave($1, $2, $3, $4, $5)")

    static let ban = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, ID<Assignment>, Instant, Instant?,
        Instant
    >("select staff.ban_member($1, $2, $3, $4, $5, $6, $7)")

    static let unban = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, Instant
    >("select staff.unban_member($1, $2, $3, $4)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(member.sql, member.parameterTypes)
        visit(suspend.sql, suspend.parameterTypes)
        visit(reinstate.sql, reinstate.parameterTypes)
        visit(remove.sql, remove.parameterTypes)
        visit(leave.sql, leave.parameterTypes)
        visit(ban.sql, ban.parameterTypes)
        visit(unban.sql, unban.parameterTypes)
    }
}
