import Bedrock
import Identity
import Platform
import Postgres
import Wire

/// Tells a caller what they may do in the app of their token, as it stands this instant.
struct ReadOwnPrivileges: Query {
    static let route = Route.get("/v1/me/privileges")
    static let summary = "Read what one may do oneself."
    static let access = Access.account

    init(_ fields: inout Fields) {}

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OwnPrivileges> {
        let caller = context.caller.caller
        let catalog = context.catalog
        var trip = context.trip()
        guard let organization = caller.organization, let app = caller.app else {
            let person = Identity.readPerson(context.caller.account, at: context.now, &trip)
            try await context.read(trip)
            guard let person = person.first else { throw .notFound }
            let roles = person.all
            return .answer(
                OwnPrivileges(
                    app: nil, roles: roles,
                    privileges: catalog.names(of: catalog.privileges(of: roles)), denies: [],
                    until: person.until))
        }
        let account = context.caller.account
        let holding = trip.add(Holding.resolve, organization, app, account, context.now)
        let standing = trip.add(ExplanationStatements.standing, organization, app, account)
        try await context.read(trip)
        guard let holding = holding.first, let standing = standing.first else { throw .notFound }
        var current = Caller()
        holding.apply(to: &current, catalog)
        let own = holding.own.filter { current.ownPrivileges.contains($0.value) }.map(\.key)
        return .answer(
            OwnPrivileges(
                app: app, roles: holding.roles,
                privileges: catalog.names(of: current.privileges) + own.sorted(),
                denies: DenyView.list(current.denies.union(standing.denies)),
                until: holding.until))
    }
}
