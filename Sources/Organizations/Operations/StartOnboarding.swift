import Bedrock
import Platform
import Postgres
import Wire

/// Begins the way of a business onto the platform.
struct StartOnboarding: Command {
    static let route = Route.post("/v1/onboardings")
    static let summary = "Begin the onboarding of a business."
    static let access = Access.account

    let businessType: BusinessType

    init(_ fields: inout Fields) {
        businessType = fields.body("business_type", "What kind of business it is.")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        let view = OnboardingView(
            start: .make(at: context.now), by: context.caller.account, businessType,
            at: context.now)
        let answer = Success.answer(view).version(view.version)
            .location("/v1/onboardings/\(view.id.text)")
        return try await context.commit(answer) { trip in
            trip.add(
                OnboardingStatements.insert, view.id, view.account, businessType.rawValue,
                context.now)
        }
    }
}
