import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's apps, the oldest first.
struct ListApps: Query {
    static let route = Route.get("/v1/apps")
    static let summary = "List apps."
    static let access = Access.member(.readApps)

    let cursor: ID<App>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<AppView>> {
        var trip = context.trip()
        let page = trip.add(
            AppStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one app.
struct ReadApp: Query {
    static let route = Route.get("/v1/apps/{id}")
    static let summary = "Read an app."
    static let access = Access.member(.readApps)

    let id: ID<App>

    init(_ fields: inout Fields) { id = fields.path("id", "The app's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppView> {
        var trip = context.trip()
        let found = trip.add(AppStatements.app, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}
