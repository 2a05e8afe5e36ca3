import Bedrock
import Platform
import Postgres
import Wire

// What the moves of an onboarding's owner share: lock, change, keep, tell.
extension Context where Scope == AccountHolder {
    /// The caller's onboarding, locked until the transaction ends.
    func lock(
        _ id: ID<Onboarding>, _ effect: borrowing Effect
    ) async throws(Problem) -> OnboardingView {
        var trip = Trip()
        let found = trip.add(OnboardingStatements.lock, id, caller.account)
        try await effect.send(trip)
        guard let onboarding = found.first else { throw Problem.notFound }
        return onboarding
    }

    /// Keeps what a move changed, with its event where an organization exists already.
    func keep(
        _ moved: OnboardingView, _ event: String, _ effect: borrowing Effect
    ) async throws(Problem) -> Success<OnboardingView> {
        var trip = Trip()
        trip.add(
            OnboardingStatements.update, moved.id, caller.account, moved.state.rawValue,
            moved.details.map { JSONText($0.jsonBytes) },
            moved.documents.map { JSONText($0.jsonBytes) }, now, moved.submittedAt)
        if let organization = moved.organization {
            trip.add(OrganizationStatements.step, organization)
            record(event, moved.id, of: "onboarding", in: organization, &trip) { json in
                json.key("state")
                json.write(moved.state.rawValue)
            }
        }
        try await effect.send(trip)
        return .answer(moved).version(moved.version)
    }
}
