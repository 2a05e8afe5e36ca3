import Bedrock
import Platform
import Postgres
import Wire

/// Says what business it is; may be said again until it is submitted.
struct GiveDetails: Command {
    static let route = Route.put("/v1/onboardings/{id}/details")
    static let summary = "Give or amend the business details of an onboarding."
    static let access = Access.account
    static let problems: [ProblemKind] = [.illegalMove]
    static let edits = true

    let id: ID<Onboarding>
    let details: BusinessDetails

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        details = BusinessDetails(&fields)
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            try context.checkVersion(onboarding.version)
            var moved = try onboarding.after(.giveDetails, at: context.now)
            if onboarding.organization != nil, let given = onboarding.details {
                try checkFixed(given)
            }
            moved.details = details
            return try await context.keep(moved, "business_details_given", effect)
        }
    }

    /// What the organization took over when it was set up, and prices and orders rest on.
    private func checkFixed(_ given: BusinessDetails) throws(Problem) {
        var violations: [Violation] = []
        func fixed(_ same: Bool, _ pointer: String) {
            if same { return }
            violations.append(
                Violation(
                    pointer: pointer, code: "fixed",
                    message: "Can't change once the organization is set up."))
        }
        fixed(details.country == given.country, "/country")
        fixed(details.currency == given.currency, "/currency")
        fixed(details.timeZone == given.timeZone, "/time_zone")
        if !violations.isEmpty { throw .invalid(violations) }
    }
}
