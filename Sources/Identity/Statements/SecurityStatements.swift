import Bedrock
import Platform
import Postgres
import Wire

enum SecurityStatements {
    static let caller = Statement<
        Void, Instant, String, String, ID<Session>?, ID<Organization>?
    >("select identity.note_caller($1, $2, $3, $4, $5)")

    static let events = Statement<SecurityEvent, ID<Account>, ID<Event>?, Int64>(
        """
        select id, type, at, address, session_id, request_id, organization_id,
            acting_account_id, detail
        from identity.events_of($1, $2, $3)
        """
    ) { row in
        SecurityEvent(
            id: try row.read(), type: try row.read(), at: try row.read(),
            address: try row.read(), session: try row.read(), requestID: try row.read(),
            organization: try row.read(), actor: try row.read(),
            detail: FreeForm(trusted: try row.read(JSONText.self).bytes))
    }

    static let wrongPassword = Statement<Void, ID<Account>?, String, Bool>(
        "select identity.note_wrong_password($1, $2, $3)")

    static let signedIn = Statement<
        Void, ID<Session>, ID<Account>, String?, [UInt8], Instant, String, String, ID<Mail>,
        String, String
    >("select identity.note_sign_in($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")

    static let purgeEvents = Statement<Int64, Instant, Int32>(
        "select identity.purge_account_events($1, $2)"
    ) { row throws(RowError) in try row.read() }

    static let purgeDevices = Statement<Int64, Instant, Int32>(
        "select identity.purge_devices($1, $2)"
    ) { row throws(RowError) in try row.read() }

    static func prepare(_ visit: (String, [PostgresType]) -> Void) {
        visit(caller.sql, caller.parameterTypes)
        visit(events.sql, events.parameterTypes)
        visit(wrongPassword.sql, wrongPassword.parameterTypes)
        visit(signedIn.sql, signedIn.parameterTypes)
        visit(purgeEvents.sql, purgeEvents.parameterTypes)
        visit(purgeDevices.sql, purgeDevices.parameterTypes)
    }
}

extension Context {
    /// A trip whose security events say who asked, from where and in which request.
    func notedTrip() -> Trip {
        var trip = trip()
        trip.add(
            SecurityStatements.caller, now, requestID, place, caller.caller.session,
            caller.caller.organization)
        return trip
    }

    /// From which address the request came, for people to read.
    var place: String { address?.text ?? "" }
}
