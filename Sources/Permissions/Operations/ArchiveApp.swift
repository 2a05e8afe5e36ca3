import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Puts an app away: from then on its tokens do nothing.
struct ArchiveApp: Command {
    static let route = Route.post("/v1/apps/{id}/archive")
    static let summary = "Archive an app; the main one can't be."
    static let access = Access.member(.writeApps)
    static let problems: [ProblemKind] = [.illegalMove, .mainApp]
    static let success = 200

    let id: ID<App>

    init(_ fields: inout Fields) { id = fields.path("id", "The app's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppView> {
        try await context.put(id, archivedAt: context.now, "app_archived")
    }
}

/// Takes an archived app back into use, as it was.
struct RestoreApp: Command {
    static let route = Route.post("/v1/apps/{id}/restore")
    static let summary = "Restore an archived app."
    static let access = Access.member(.writeApps)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<App>

    init(_ fields: inout Fields) { id = fields.path("id", "The app's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppView> {
        try await context.put(id, archivedAt: nil, "app_restored")
    }
}

extension Context where Scope == Member {
    fileprivate func put(
        _ id: ID<App>, archivedAt: Instant?, _ event: String
    ) async throws(Problem) -> Success<AppView> {
        try await transaction { effect throws(Problem) in
            var app = try await lock(id, effect)
            guard !app.isMain || archivedAt == nil else { throw Problem(.mainApp) }
            guard (app.archivedAt == nil) == (archivedAt != nil) else {
                throw Problem.illegalMove(
                    from: archivedAt == nil ? "active" : "archived",
                    allowed: [archivedAt == nil ? "archive" : "restore"])
            }
            app.archivedAt = archivedAt
            app.version += 1
            var trip = Trip()
            trip.add(AppStatements.archive, caller.organization, id, archivedAt)
            trip.add(AppStatements.endTokens, caller.organization)
            record(event, id, of: "app", in: caller.organization, &trip)
            let uses = trip.add(UseStatements.firstOfEach, caller.organization, [id.uuid])
            try await effect.send(trip)
            app.logo = shown(uses.rows).first
            return .answer(app).version(app.version)
        }
    }
}
