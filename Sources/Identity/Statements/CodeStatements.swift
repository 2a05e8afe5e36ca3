import Bedrock
import Platform
import Postgres

enum CodeStatements {
    static let send = Statement<
        Void, String, String, [UInt8], Instant, Instant, ID<Mail>, String, String
    >("select identity.send_code($1, $2, $3, $4, $5, $6, $7, $8)")

    static let attempt = Statement<ID<Account>?, String, String, [UInt8], Instant, Bool>(
        "select identity.try_code($1, $2, $3, $4, $5)")

    static let resetPassword = Statement<
        Bool, String, [UInt8], String, Instant, ID<Mail>, String, String
    >("select identity.reset_password($1, $2, $3, $4, $5, $6, $7)")

    static let accountSecret = Statement<AccountSecret, ID<Account>>(
        """
        select id, email, name, verified_at, banned_at, epoch, created_at, password_hash
        from identity.account_secret($1)
        """
    ) { row throws(RowError) in
        AccountSecret(account: try AccountRecord.read(&row), passwordHash: try row.read())
    }

    static let changePassword = Statement<
        Bool, ID<Account>, ID<Session>, String, String, Instant, ID<Mail>, String, String
    >("select identity.change_password($1, $2, $3, $4, $5, $6, $7, $8)")

    static let sendEmailCode = Statement<
        Bool, ID<Account>, String, [UInt8], Instant, Instant, ID<Mail>, String, String, String,
        String
    >("select identity.send_email_code($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let changeEmail = Statement<
        Bool, ID<Account>, [UInt8], Instant, ID<Mail>, String, String
    >("select identity.change_email($1, $2, $3, $4, $5, $6)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(send.sql, send.parameterTypes)
        visit(attempt.sql, attempt.parameterTypes)
        visit(resetPassword.sql, resetPassword.parameterTypes)
        visit(accountSecret.sql, accountSecret.parameterTypes)
        visit(changePassword.sql, changePassword.parameterTypes)
        visit(sendEmailCode.sql, sendEmailCode.parameterTypes)
        visit(changeEmail.sql, changeEmail.parameterTypes)
    }
}
