import Bedrock
import Images
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
        let views = try await context.withLogos(page.rows)
        return .answer(Page(views, limit: limit) { $0.id.text })
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
        guard let view = try await context.withLogos(found.rows).first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

extension Context<Member> {
    /// Apps with their logos; asks for those of apps that have one.
    func withLogos(_ apps: [AppView]) async throws(Problem) -> [AppView] {
        let subjects = apps.filter { $0.branding.logoImage != nil }.map(\.id.uuid)
        guard !subjects.isEmpty else { return apps }
        var trip = trip()
        let uses = trip.add(UseStatements.firstOfEach, caller.organization, subjects)
        try await read(trip)
        return apps.map { app in
            var app = app
            app.logo = shown(uses.rows.filter { $0.subject == app.id.uuid }).first
            return app
        }
    }

    /// The logo that branding names; a problem where the library has no such image.
    func logo(of branding: Branding?) async throws(Problem) -> ShownImage? {
        guard let image = branding?.logoImage else { return nil }
        return try await shown(image: image)
    }
}
