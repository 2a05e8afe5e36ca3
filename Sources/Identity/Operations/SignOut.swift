import Platform
import Postgres
import Wire

/// Ends the session that the request is made in: its refresh token and its access tokens.
struct SignOut: Command {
    static let route = Route.delete("/v1/sessions/current")
    static let summary = "Sign out."
    static let access = Access.account

    init(_ fields: inout Fields) {}

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        var trip = context.notedTrip()
        _ = trip.add(
            SessionStatements.close, context.caller.session, context.caller.account, context.now,
            "signed_out")
        try await context.send(trip)
        return .nothing
    }
}

/// Ends every session of the account, and so every token it has.
struct SignOutEverywhere: Command {
    static let route = Route.delete("/v1/sessions")
    static let summary = "Sign out everywhere."
    static let access = Access.account

    init(_ fields: inout Fields) {}

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Nothing> {
        var trip = context.notedTrip()
        trip.add(SessionStatements.closeAll, context.caller.account, context.now)
        try await context.send(trip)
        return .nothing
    }
}
