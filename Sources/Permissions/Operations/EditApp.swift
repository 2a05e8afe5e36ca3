import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Changes an app; what is absent stays, branding as a whole.
struct EditApp: Command {
    static let route = Route.patch("/v1/apps/{id}")
    static let summary = "Change an app; what is absent stays."
    static let access = Access.member(.writeApps)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = AppNames.constraints
    static let edits = true

    let id: ID<App>
    let name: String?
    let origins: [String]?
    let branding: Branding?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The app's id.")
        name = fields.optional("name", "Unique in the organization.", length: 1...100)
        origins = fields.optional(
            "origins", "The web origins it is used from.", count: 0...50, format: .origin)
        branding = fields.optional("branding", "How it looks, all of it.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppView> {
        let own = context.caller.organization
        let logo = try await context.logo(of: branding)
        return try await context.transaction { effect throws(Problem) in
            var app = try await context.lock(id, effect)
            try context.checkVersion(app.version)
            app.name = name ?? app.name
            app.origins = origins ?? app.origins
            app.branding = branding ?? app.branding
            app.version += 1
            var trip = Trip()
            if branding != nil {
                let images = logo.map { [(id: $0.id, alt: String?.none)] } ?? []
                trip.show(images, of: id.uuid, owner: id.uuid, in: own)
            }
            trip.add(
                AppStatements.update, own, id, app.name, app.origins,
                JSONText(app.branding.jsonBytes))
            context.record("app_changed", id, of: "app", in: own, &trip) { json in
                json.key("version")
                json.write(Int64(app.version))
            }
            let uses = trip.add(UseStatements.firstOfEach, own, [id.uuid])
            try await effect.send(trip)
            app.logo = context.shown(uses.rows).first
            return .answer(app).version(app.version)
        }
    }
}

extension Context where Scope == Member {
    /// The organization's app, locked until the transaction ends.
    func lock(_ id: ID<App>, _ effect: borrowing Effect) async throws(Problem) -> AppView {
        var trip = Trip()
        let found = trip.add(AppStatements.lock, caller.organization, id)
        try await effect.send(trip)
        guard let app = found.first else { throw Problem.notFound }
        return app
    }
}
