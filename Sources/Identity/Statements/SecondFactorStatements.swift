import Bedrock
import Platform
import Postgres

/// A try at a second factor, taken before it is known whether it is right.
struct SecondFactorTry: Sendable {
    /// Nothing where no more tries are taken until `blockedUntil`.
    let sealed: [UInt8]?
    let confirmedAt: Instant?
    let blockedUntil: Instant?
}

enum SecondFactorStatements {
    static let begin = Statement<Bool, ID<Account>, [UInt8], Instant>(
        "select identity.begin_second_factor($1, $2, $3)")

    static let state = Statement<SecondFactorView, ID<Account>>(
        "select confirmed_at, recovery_codes_left from identity.second_factor($1)"
    ) { row in
        SecondFactorView(confirmedAt: try row.read(), recoveryCodesLeft: try row.read())
    }

    static let attempt = Statement<SecondFactorTry, ID<Account>, Instant>(
        """
        select sealed_secret, confirmed_at, blocked_until
        from identity.try_second_factor($1, $2)
        """
    ) { row in
        SecondFactorTry(
            sealed: try row.read(), confirmedAt: try row.read(), blockedUntil: try row.read())
    }

    static let useStep = Statement<Bool, ID<Account>, Int64>(
        "select identity.use_second_factor_step($1, $2)")

    static let useRecoveryCode = Statement<Bool, ID<Account>, [UInt8], Instant>(
        "select identity.use_recovery_code($1, $2, $3)")

    static let failed = Statement<Void, ID<Account>>(
        "select identity.second_factor_failed($1)")

    static let confirm = Statement<
        Bool, ID<Account>, [UInt8], Int64, [UInt8], Instant, ID<Mail>, String, String
    >("select identity.confirm_second_factor($1, $2, $3, $4, $5, $6, $7, $8)")

    static let renew = Statement<Bool, ID<Account>, [UInt8]>(
        "select identity.renew_recovery_codes($1, $2)")

    static let remove = Statement<Bool, ID<Account>, ID<Mail>, String, String>(
        "select identity.remove_second_factor($1, $2, $3, $4)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(begin.sql, begin.parameterTypes)
        visit(state.sql, state.parameterTypes)
        visit(attempt.sql, attempt.parameterTypes)
        visit(useStep.sql, useStep.parameterTypes)
        visit(useRecoveryCode.sql, useRecoveryCode.parameterTypes)
        visit(failed.sql, failed.parameterTypes)
        visit(confirm.sql, confirm.parameterTypes)
        visit(renew.sql, renew.parameterTypes)
        visit(remove.sql, remove.parameterTypes)
    }
}
