import Platform
import Postgres
import Wire

/// Tells an account who it is and where it is a member.
struct ReadMe: Query {
    static let route = Route.get("/v1/me")
    static let summary = "Read one's own account and organizations."
    static let access = Access.accountOrActor

    init(_ fields: inout Fields) {}

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<Me> {
        var trip = context.trip()
        let account = trip.add(AccountStatements.account, context.caller.account)
        let standings = trip.add(
            AccountStatements.standings, context.caller.account, context.now)
        let person = trip.add(AccountStatements.person, context.caller.account, context.now)
        try await context.read(trip)
        guard let account = account.first else { throw .notFound }
        return .answer(
            Me(
                account: account.view, roles: person.first?.roles ?? [],
                organizations: standings.rows))
    }
}

struct Me: Output, Sendable {
    let account: AccountView
    let roles: [String]
    let organizations: [Standing]

    static let example = Me(
        account: .example, roles: ["consumer", "driver"], organizations: [.example])

    func write(_ out: inout OutputWriter) {
        out("account", account, "Who is signed in.")
        out("roles", roles, "The hard roles that the account holds by itself now.")
        out("organizations", organizations, "Where the account is a member.")
    }
}
