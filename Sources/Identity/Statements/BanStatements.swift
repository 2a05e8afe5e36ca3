import Bedrock
import Platform
import Postgres

/// Accounts as the platform's people see and ban them.
enum BanStatements {
    static let search = Statement<
        PlatformAccount, String, String, ID<Account>?, Instant, Int64
    >(
        """
        select id, email, name, verified, banned_at, banned_until, banned_for, created_at
        from identity.search_accounts($1, $2, $3, $4, $5)
        """
    ) { row throws(RowError) in try PlatformAccount.read(&row) }

    static let account = Statement<PlatformAccount, ID<Account>, Instant>(
        """
        select id, email, name, verified, banned_at, banned_until, banned_for, created_at
        from identity.account_summary($1, $2)
        """
    ) { row throws(RowError) in try PlatformAccount.read(&row) }

    static let ban = Statement<
        Void, ID<Organization>, ID<Account>, ID<Account>, String, Instant?, Instant
    >("select identity.ban_account($1, $2, $3, $4, $5, $6)")

    static let unban = Statement<Void, ID<Account>, Instant>(
        "select identity.unban_account($1, $2)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(search.sql, search.parameterTypes)
        visit(account.sql, account.parameterTypes)
        visit(ban.sql, ban.parameterTypes)
        visit(unban.sql, unban.parameterTypes)
    }
}
