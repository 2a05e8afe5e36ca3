import Bedrock
import Platform
import Postgres

enum AccountStatements {
    static let register = Statement<
        Void, ID<Account>, String, String, String, [UInt8], Instant, Instant, ID<Mail>, String,
        String, String, String
    >("select identity.register($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")

    static let verify = Statement<Bool, String, [UInt8], Instant>(
        "select identity.verify_email($1, $2, $3)")

    static let renewCode = Statement<
        Void, String, [UInt8], Instant, Instant, ID<Mail>, String, String
    >("select identity.renew_code($1, $2, $3, $4, $5, $6, $7)")

    static let forSignIn = Statement<AccountSecret, String>(
        """
        select id, email, name, verified_at, banned_at, epoch, created_at, password_hash
        from identity.account_for_sign_in($1)
        """
    ) { row throws(RowError) in
        AccountSecret(account: try AccountRecord.read(&row), passwordHash: try row.read())
    }

    static let account = Statement<AccountRecord, ID<Account>>(
        """
        select id, email, name, verified_at, banned_at, epoch, created_at
        from identity.account($1)
        """
    ) { row throws(RowError) in try AccountRecord.read(&row) }

    static let address = Statement<String, ID<Account>>(
        "select email from identity.account($1)")

    static let standings = Statement<Standing, ID<Account>, Instant>(
        """
        select organization_id, name, business_type, state, epoch, membership, roles, channel_id,
            warehouse_id
        from identity.standings($1, $2)
        """
    ) { row throws(RowError) in try Standing.read(&row) }

    static let person = Statement<PersonalHolding, ID<Account>, Instant>(
        "select roles, until from organizations.roles_of_person($1, $2)"
    ) { row throws(RowError) in
        PersonalHolding(roles: try row.read(), until: try row.read())
    }

    static let purgeCodes = Statement<Int64, Instant, Int32>(
        "select identity.purge_codes($1, $2)"
    ) { row throws(RowError) in try row.read() }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(person.sql, person.parameterTypes)
        visit(purgeCodes.sql, purgeCodes.parameterTypes)
        visit(register.sql, register.parameterTypes)
        visit(verify.sql, verify.parameterTypes)
        visit(renewCode.sql, renewCode.parameterTypes)
        visit(forSignIn.sql, forSignIn.parameterTypes)
        visit(account.sql, account.parameterTypes)
        visit(address.sql, address.parameterTypes)
        visit(standings.sql, standings.parameterTypes)
    }
}
