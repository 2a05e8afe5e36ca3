import Bedrock
import Images
import Platform
import Postgres
import Wire

/// Makes an app. What each role allows in it is what the hard table says until it is switched.
struct CreateApp: Command {
    static let route = Route.post("/v1/apps")
    static let summary = "Make an app."
    static let access = Access.member(.writeApps)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Refusals.of("DR212").merging(AppNames.constraints) { $1 }

    let kind: AppKind
    let name: String
    let origins: [String]
    let branding: Branding?

    init(_ fields: inout Fields) {
        kind = fields.body("kind", "What kind of app it is.")
        name = fields.body(
            "name", "Unique in the organization.", length: 1...100, example: "Prairie Shop")
        origins = fields.body(
            "origins", "The web origins it is used from.", count: 0...50, format: .origin,
            default: [])
        branding = fields.optional("branding", "How it looks.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<AppView> {
        let own = context.caller.organization
        let logo = try await context.logo(of: branding)
        let view = AppView(
            id: .make(at: context.now), kind: kind.rawValue, name: name, isMain: false,
            origins: origins, branding: branding ?? .none, logo: logo, archivedAt: nil,
            disabledAt: nil, disabledFor: nil, createdAt: context.now, version: 1)
        let success = Success.answer(view).version(1).location("/v1/apps/\(view.id)")
        return try await context.commit(success) { trip in
            trip.add(
                AppStatements.create, own, view.id, view.kind, name, origins,
                JSONText(view.branding.jsonBytes), context.now)
            if let logo {
                trip.show([(logo.id, nil)], of: view.id.uuid, owner: view.id.uuid, in: own)
            }
            context.record("app_made", view.id, of: "app", in: own, &trip) { json in
                json.key("name")
                json.write(name)
                json.key("kind")
                json.write(view.kind)
            }
        }
    }
}

/// What is unique of an app: its name in the organization, its domain among all of them.
enum AppNames {
    static let constraints: [String: ProblemKind] = [
        "apps_organization_id_name_key": .conflict, "apps_domain": .domainTaken,
        "app_domains_once": .domainTaken,
        "uses_organization_id_image_id_fkey": .imageUnknown,
    ]
}
