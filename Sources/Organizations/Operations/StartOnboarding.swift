import Bedrock
import Platform
import Postgres
import Wire

/// Begins the way of a business onto the platform.
struct StartOnboarding: Command {
    static let route = Route.post("/v1/onboardings")
    static let summary = "Begin the onboarding of a business."
    static let access = Access.account
    static let problems: [ProblemKind] = [.onboardingNotNeeded]

    let businessType: BusinessType

    init(_ fields: inout Fields) {
        businessType = fields.body("business_type", "What kind of business it is.")
    }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        try await context.transaction { effect throws(Problem) in
            let onboards = try await onboards(effect)
            let view = OnboardingView(
                start: .make(at: context.now), by: context.caller.account, businessType, onboards,
                at: context.now)
            var trip = Trip()
            trip.add(
                OnboardingStatements.insert, view.id, view.account, businessType.rawValue,
                onboards.rawValue, context.now)
            trip.add(RequirementStatements.open, view.id, view.account)
            try await effect.send(trip)
            return .answer(view).version(view.version)
                .location("/v1/onboardings/\(view.id.text)")
        }
    }

    private func onboards(_ effect: borrowing Effect) async throws(Problem) -> Onboards {
        var trip = Trip()
        let declared = trip.add(RequirementStatements.onboards, businessType.rawValue)
        try await effect.send(trip)
        guard let onboards = declared.first.flatMap(Onboards.init(rawValue:)) else {
            throw Problem(.internalError).because("\(businessType) isn't declared")
        }
        if onboards == .nobody { throw Problem(.onboardingNotNeeded) }
        return onboards
    }
}
