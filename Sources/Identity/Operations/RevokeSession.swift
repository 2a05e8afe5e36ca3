import Bedrock
import Platform
import Postgres
import Wire

/// Ends one session of the account: its refresh token and its access tokens.
struct RevokeSession: Command {
    static let route = Route.delete("/v1/sessions/{id}")
    static let summary = "End one of one's own sessions."
    static let access = Access.account

    let session: ID<Session>

    init(_ fields: inout Fields) { session = fields.path("id", "The session's id.") }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        var trip = context.notedTrip()
        let closed = trip.add(
            SessionStatements.close, session, context.caller.account, context.now,
            "session_revoked")
        try await context.send(trip)
        guard closed.first == true else { throw .notFound }
        return .nothing
    }
}

/// Calls the device of a session something else.
struct NameSession: Command {
    static let route = Route.put("/v1/sessions/{id}/device")
    static let summary = "Name the device of one of one's own sessions."
    static let access = Access.account

    let session: ID<Session>
    let device: String

    init(_ fields: inout Fields) {
        session = fields.path("id", "The session's id.")
        device = fields.body(
            "device", "What to call it in the list of sessions.", length: 1...100,
            example: "The till by the door")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        var trip = context.trip()
        let named = trip.add(
            SessionStatements.name, session, context.caller.account, context.now, device)
        try await context.send(trip)
        guard named.first == true else { throw .notFound }
        return .nothing
    }
}
