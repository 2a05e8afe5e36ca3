import Bedrock
import Platform
import Postgres

/// What the next token of an impersonation is made from.
struct ActingSession: Sendable {
    let account: ID<Account>
    let organization: ID<Organization>
    let app: ID<App>
    let epoch: Int64
    let endsAt: Instant
}

enum ImpersonationStatements {
    static let begin = Statement<
        Void, ID<Session>, ID<Account>, ID<Organization>, ID<App>, ID<Account>, String, [UInt8],
        Instant, Instant, ID<Event>, String, ID<Mail>, String, String
    >(
        """
        select identity.begin_impersonation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
            $13, $14)
        """)

    static let session = Statement<ActingSession, ID<Session>, ID<Account>, Instant>(
        """
        select account_id, organization_id, app_id, epoch, expires_at
        from identity.acting_session($1, $2, $3)
        """
    ) { row throws(RowError) in
        ActingSession(
            account: try row.read(), organization: try row.read(), app: try row.read(),
            epoch: try row.read(), endsAt: try row.read())
    }

    static let end = Statement<
        Bool, ID<Session>, ID<Event>, String, Instant, ID<Mail>, String, String
    >("select identity.end_impersonation($1, $2, $3, $4, $5, $6, $7)")

    static let endDue = Statement<
        Int32, Instant, [ID<Event>], [ID<Mail>], String, String
    >("select identity.end_impersonations_due($1, $2, $3, $4, $5)")

    static let list = Statement<
        Impersonation, ID<Organization>?, ID<Session>?, Instant, Int64
    >(
        """
        select id, account_id, organization_id, actor_id, actor_name, reason, begun_at, ends_at,
            ended_at
        from identity.impersonations($1, $2, $3, $4)
        """
    ) { row throws(RowError) in try Impersonation.read(&row) }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(begin.sql, begin.parameterTypes)
        visit(session.sql, session.parameterTypes)
        visit(end.sql, end.parameterTypes)
        visit(endDue.sql, endDue.parameterTypes)
        visit(list.sql, list.parameterTypes)
    }
}
