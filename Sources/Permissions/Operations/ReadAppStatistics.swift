import Bedrock
import Platform
import Postgres
import Wire

/// Tells how an app is used: accounts, those active, requests and errors.
struct ReadAppStatistics: Query {
    static let route = Route.get("/v1/apps/{id}/statistics")
    static let summary = "Read how an app is used."
    static let access = Access.member(.readApps)

    let id: ID<App>

    init(_ fields: inout Fields) { id = fields.path("id", "The app's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppStatistics> {
        let own = context.caller.organization
        var trip = context.trip()
        let app = trip.add(AppStatements.app, own, id)
        let people = trip.add(StatisticsStatements.people, own, id, context.now)
        let days = trip.add(StatisticsStatements.days, own, id)
        try await context.read(trip)
        guard app.first != nil, let people = people.first else { throw .notFound }
        return .answer(
            AppStatistics(
                app: id, accounts: people.ever, activeToday: people.today,
                activeThisMonth: people.thisMonth, days: days.rows))
    }
}
