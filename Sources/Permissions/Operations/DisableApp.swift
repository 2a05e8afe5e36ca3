import Bedrock
import Platform
import Postgres
import Wire

/// Stops an app of any organization at once: its tokens do nothing from then on.
struct DisableApp: Command {
    static let route = Route.post("/v1/platform/apps/{organization_id}/{id}/disable")
    static let summary = "Disable an organization's app at once."
    static let access = Access.platform(.disableApps)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Disabling.refusals
    static let success = 200

    let organization: ID<Organization>
    let id: ID<App>
    let reason: String

    init(_ fields: inout Fields) {
        organization = fields.path("organization_id", "Whose app it is.")
        id = fields.path("id", "The app's id.")
        reason = fields.body("reason", "Why; the organization sees it.", length: 1...500)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<DisablingView> {
        try await context.disable(organization, id, for: reason)
    }
}

/// Lets a disabled app be used again, as it was.
struct EnableApp: Command {
    static let route = Route.post("/v1/platform/apps/{organization_id}/{id}/enable")
    static let summary = "Enable an organization's disabled app."
    static let access = Access.platform(.disableApps)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Disabling.refusals
    static let success = 200

    let organization: ID<Organization>
    let id: ID<App>

    init(_ fields: inout Fields) {
        organization = fields.path("organization_id", "Whose app it is.")
        id = fields.path("id", "The app's id.")
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<DisablingView> {
        try await context.disable(organization, id, for: nil)
    }
}
