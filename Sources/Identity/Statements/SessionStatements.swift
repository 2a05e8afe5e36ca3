import Bedrock
import Platform
import Postgres

/// What became of a refresh token.
struct Rotation: Sendable {
    let outcome: String
    let account: ID<Account>?
    let organization: ID<Organization>?
    let epoch: Int64?
}

/// Whose a session is, and where it stands.
struct SessionPlace: Sendable {
    let account: ID<Account>
    let organization: ID<Organization>?
    let app: ID<App>?
}

enum SessionStatements {
    static let open = Statement<
        Void, ID<Session>, ID<Account>, ID<Organization>?, ID<App>?, [UInt8], String?, Instant,
        Instant, String?
    >("select identity.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9)")

    static let rotate = Statement<
        Rotation, ID<Session>, [UInt8], [UInt8]?, Instant, Instant, ID<Event>, String
    >(
        """
        select outcome, account_id, organization_id, epoch
        from identity.rotate_session($1, $2, $3, $4, $5, $6, $7)
        """
    ) { row throws(RowError) in
        Rotation(
            outcome: try row.read(), account: try row.read(), organization: try row.read(),
            epoch: try row.read())
    }

    static let turn = Statement<
        Int64?, ID<Session>, ID<Account>, ID<Organization>?, ID<App>?
    >("select identity.turn_session($1, $2, $3, $4)")

    /// Whose a session is, and where it stands.
    static let place = Statement<SessionPlace, ID<Session>>(
        "select account_id, organization_id, app_id from identity.session($1)"
    ) { row in
        SessionPlace(
            account: try row.read(), organization: try row.read(), app: try row.read())
    }

    static let close = Statement<Bool, ID<Session>, ID<Account>, Instant, String>(
        "select identity.close_session($1, $2, $3, $4)")

    static let name = Statement<Bool, ID<Session>, ID<Account>, Instant, String>(
        "select identity.name_session($1, $2, $3, $4)")

    static let closeAll = Statement<Void, ID<Account>, Instant>(
        "select identity.close_sessions($1, $2)")

    static let list = Statement<SessionSummary, ID<Account>, Instant, ID<Session>?, Int64>(
        """
        select id, organization_id, device, address, created_at, last_used_at, expires_at
        from identity.open_sessions($1, $2, $3, $4)
        """
    ) { row throws(RowError) in try SessionSummary.read(&row) }

    static let purge = Statement<Int64, Instant, Int32>(
        "select identity.purge_sessions($1, $2)"
    ) { row throws(RowError) in try row.read() }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(open.sql, open.parameterTypes)
        visit(rotate.sql, rotate.parameterTypes)
        visit(turn.sql, turn.parameterTypes)
        visit(place.sql, place.parameterTypes)
        visit(name.sql, name.parameterTypes)
        visit(close.sql, close.parameterTypes)
        visit(closeAll.sql, closeAll.parameterTypes)
        visit(list.sql, list.parameterTypes)
        visit(purge.sql, purge.parameterTypes)
    }
}
