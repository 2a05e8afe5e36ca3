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

    /// One of its requirements, locked as well, with its documents.
    func lock(
        _ id: ID<Requirement>, of onboarding: OnboardingView, _ effect: borrowing Effect
    ) async throws(Problem) -> RequirementView {
        var trip = Trip()
        let found = trip.add(
            RequirementStatements.lockOwn, onboarding.id, caller.account, id)
        let documents = trip.add(DocumentStatements.own, onboarding.id, caller.account)
        try await effect.send(trip)
        guard var requirement = found.first else { throw Problem.notFound }
        requirement.documents = documents.rows.filter { $0.requirement == id }
        return requirement
    }

    /// Keeps what a move changed, with its event where an organization exists already.
    func keep(
        _ moved: OnboardingView, _ event: String, _ effect: borrowing Effect
    ) async throws(Problem) -> Success<OnboardingView> {
        var trip = Trip()
        trip.add(
            OnboardingStatements.update, moved.id, caller.account, moved.state.rawValue,
            moved.details.map { JSONText($0.jsonBytes) },
            moved.documents.map { JSONText($0.jsonBytes) }, now, moved.submittedAt,
            moved.reopened)
        if let ledger = moved.ledger {
            trip.add(OrganizationStatements.step, ledger)
            record(event, moved.id, of: "onboarding", in: ledger, &trip) { json in
                json.key("state")
                json.write(moved.state.rawValue)
            }
        }
        try await effect.send(trip)
        return .answer(moved).version(moved.version)
    }
}

extension OnboardingView {
    /// In whose ledger its moves are written: its organization's; the platform's, where it is a
    /// person's; nobody's until there is an organization.
    var ledger: ID<Organization>? {
        organization ?? (onboards == .person ? PlatformBootstrap.organization : nil)
    }

    /// Whether its owner may change what shows a requirement; a problem that says what is allowed.
    func checkShowing(_ requirement: RequirementView) throws(Problem) {
        _ = try state(after: .showRequirement)
        guard !state.isPartlyOpen || requirement.reopened else {
            throw .illegalMove(from: requirement.state.rawValue, allowed: [])
        }
    }
}
