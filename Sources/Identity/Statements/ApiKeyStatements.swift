import Bedrock
import Platform
import Postgres

/// What a key was made from, as long as it wasn't used.
struct ApiKeyOrigin: Sendable {
    let salt: [UInt8]
    let secretHash: [UInt8]
}

enum ApiKeyStatements {
    static let make = Statement<
        Void, ID<Organization>, ID<ApiKey>, ID<App>, ID<Account>, String, String, [UInt8],
        [UInt8], [String], Int32?, Instant, Instant?
    >("select identity.make_api_key($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")

    static let origin = Statement<ApiKeyOrigin, ID<Organization>, ID<ApiKey>>(
        "select salt, secret_hash from identity.api_key_origin($1, $2)"
    ) { row throws(RowError) in
        ApiKeyOrigin(salt: try row.read(), secretHash: try row.read())
    }

    static let list = Statement<
        ApiKeyView, ID<Organization>, ID<ApiKey>?, ID<ApiKey>?, Int64
    >(
        """
        select id, app_id, account_id, maker, name, prefix, privileges, requests_per_minute,
            uses, last_used_at, last_used_from, created_at, expires_at, revoked_at
        from identity.list_api_keys($1, $2, $3, $4)
        """
    ) { row throws(RowError) in try ApiKeyView.read(&row) }

    static let revoke = Statement<Bool, ID<Organization>, ID<ApiKey>, ID<Account>, Instant>(
        "select identity.revoke_api_key($1, $2, $3, $4)")

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(make.sql, make.parameterTypes)
        visit(origin.sql, origin.parameterTypes)
        visit(list.sql, list.parameterTypes)
        visit(revoke.sql, revoke.parameterTypes)
    }
}
