import Bedrock
import Identity
import Platform
import Postgres
import Wire

/// Lets a business trade: its tokens end at once and their successors allow it.
struct ApproveOnboarding: Command {
    static let route = Route.post("/v1/platform/onboardings/{id}/approve")
    static let summary = "Approve a business; it can trade from then on."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<OnboardingView> {
        try await context.decide(id, .approve, reason: nil, "onboarding_approved")
    }
}

/// Turns a business down, for good.
struct RejectOnboarding: Command {
    static let route = Route.post("/v1/platform/onboardings/{id}/reject")
    static let summary = "Reject a business with a reason."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        reason = fields.body(
            "reason", "What the business is told.", length: 1...2_000, format: .multiline)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<OnboardingView> {
        try await context.decide(id, .reject, reason: reason, "onboarding_rejected")
    }
}

/// Sends a business back to amend what it gave.
struct RequestChanges: Command {
    static let route = Route.post("/v1/platform/onboardings/{id}/request-changes")
    static let summary = "Send a business back with what it should change."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        reason = fields.body(
            "reason", "What the business should change.", length: 1...2_000, format: .multiline)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<OnboardingView> {
        try await context.decide(
            id, .requestChanges, reason: reason, "onboarding_changes_requested")
    }
}

extension Context where Scope == PlatformMember {
    /// Carries out a decision: the onboarding, the organization, the event in its ledger and the
    /// letter to whoever began it, together.
    fileprivate func decide(
        _ id: ID<Onboarding>, _ move: OnboardingState.Move, reason: String?, _ event: String
    ) async throws(Problem) -> Success<OnboardingView> {
        try await transaction { effect throws(Problem) in
            var locking = Trip()
            let found = locking.add(ReviewStatements.lock, id)
            try await effect.send(locking)
            guard let onboarding = found.first else { throw Problem.notFound }
            var moved = try onboarding.after(move, at: now)
            moved.reason = reason
            guard let organization = moved.organization else {
                throw Problem(.internalError).because("\(id) was submitted without organization")
            }
            var trip = Trip()
            trip.add(
                ReviewStatements.decide, id, moved.state.rawValue, reason, caller.account, now)
            let address = Identity.readAddress(of: moved.account, &trip)
            trip.add(OrganizationStatements.step, organization)
            if move == .approve {
                trip.add(ReviewStatements.approveOrganization, organization, now)
                trip.add(
                    ReviewStatements.promoteApplicants, organization,
                    onboarding.businessType.rawValue, now)
            } else if move == .reject {
                trip.add(ReviewStatements.rejectOrganization, organization)
            }
            record(event, id, of: "onboarding", in: organization, &trip) { json in
                json.key("state")
                json.write(moved.state.rawValue)
                guard let reason else { return }
                json.key("reason")
                json.write(reason)
            }
            try await effect.send(trip)
            if let address = address.first {
                try await tell(address, of: moved, effect)
            }
            return .answer(moved).version(moved.version)
        }
    }

    private func tell(
        _ address: String, of onboarding: OnboardingView, _ effect: borrowing Effect
    ) async throws(Problem) {
        let name = onboarding.details?.tradeName ?? "Your business"
        let outcome =
            switch onboarding.state {
            case .approved: "is approved"
            case .rejected: "was not approved"
            default: "needs changes before it can be approved"
            }
        let reason = onboarding.reason.map { "\n\n\($0)" } ?? ""
        var trip = Trip()
        Mails.queue(
            &trip, to: address, subject: "\(name) \(outcome)", body: "\(name) \(outcome).\(reason)",
            at: now)
        try await effect.send(trip)
    }
}
