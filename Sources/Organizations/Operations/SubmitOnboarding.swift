import Bedrock
import Platform
import Postgres
import Wire

/// Hands an onboarding to the platform; again after it asked for changes.
struct SubmitOnboarding: Command {
    static let route = Route.post("/v1/onboardings/{id}/submit")
    static let summary = "Submit an onboarding for approval."
    static let access = Access.account
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        try await context.transaction { effect throws(Problem) in
            let onboarding = try await context.lock(id, effect)
            var moved = try onboarding.after(.submit, at: context.now)
            moved.submittedAt = context.now
            moved.reopened = []
            var trip = Trip()
            trip.add(RequirementStatements.open, id, context.caller.account)
            trip.add(RequirementStatements.close, id, context.caller.account)
            try await effect.send(trip)
            return try await context.keep(moved, "onboarding_submitted", effect)
        }
    }
}
