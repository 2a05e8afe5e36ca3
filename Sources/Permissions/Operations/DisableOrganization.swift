import Bedrock
import Platform
import Postgres
import Wire

/// Stops a whole organization at once: nothing is done in it, and nobody orders from it.
struct DisableOrganization: Command {
    static let route = Route.post("/v1/platform/organizations/{id}/disable")
    static let summary = "Disable an organization at once."
    static let access = Access.platform(.disableOrganizations)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Disabling.refusals
    static let success = 200

    let id: ID<Organization>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The organization's id.")
        reason = fields.body("reason", "Why; the organization sees it.", length: 1...500)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<DisablingView> {
        try await context.disable(id, nil, for: reason)
    }
}

/// Gives a disabled organization the state back that it had.
struct EnableOrganization: Command {
    static let route = Route.post("/v1/platform/organizations/{id}/enable")
    static let summary = "Enable a disabled organization, in the state it had."
    static let access = Access.platform(.disableOrganizations)
    static let problems: [ProblemKind] = constraints.kinds
    static let constraints = Disabling.refusals
    static let success = 200

    let id: ID<Organization>

    init(_ fields: inout Fields) { id = fields.path("id", "The organization's id.") }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<DisablingView> {
        try await context.disable(id, nil, for: nil)
    }
}

enum Disabling {
    /// What disabling and enabling refuse.
    static let refusals = Refusals.of("DR213", "DR215", "DR216", inPath: ["DR204"])
}

extension Context where Scope == PlatformMember {
    /// Disables, or enables where there is no reason, with an event in both ledgers.
    func disable(
        _ organization: ID<Organization>, _ app: ID<App>?, for reason: String?
    ) async throws(Problem) -> Success<DisablingView> {
        let view = DisablingView(
            organization: organization, app: app, isDisabled: reason != nil, reason: reason,
            at: now)
        return try await commit(.answer(view)) { trip in
            if let app {
                trip.add(DisablingStatements.disableApp, organization, app, reason, now)
            } else if let reason {
                trip.add(DisablingStatements.disableOrganization, organization, reason, now)
            } else {
                trip.add(DisablingStatements.enableOrganization, organization)
            }
            trip.add(DisablingStatements.step, organization)
            record(view, in: organization, &trip)
            trip.add(DisablingStatements.step, caller.organization)
            record(view, in: caller.organization, &trip)
        }
    }

    private func record(
        _ view: DisablingView, in ledger: ID<Organization>, _ trip: inout Trip
    ) {
        let verb = view.isDisabled ? "disabled" : "enabled"
        func payload(_ json: inout JSONWriter) {
            json.key("organization_id")
            json.write(view.organization.text)
            guard let reason = view.reason else { return }
            json.key("reason")
            json.write(reason)
        }
        if let app = view.app {
            record("app_\(verb)", app, of: "app", in: ledger, &trip, payload: payload)
        } else {
            record(
                "organization_\(verb)", view.organization, of: "organization", in: ledger, &trip,
                payload: payload)
        }
    }
}
