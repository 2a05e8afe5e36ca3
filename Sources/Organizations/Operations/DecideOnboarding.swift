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
    static let problems: [ProblemKind] = [.illegalMove, .requirementsOpen]
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

/// Sends a business back to amend what it gave: what is named is reopened, all else stays as it is.
struct RequestChanges: Command {
    static let route = Route.post("/v1/platform/onboardings/{id}/request-changes")
    static let summary = "Send a business back with what it should change."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>
    let reason: String
    let details: Bool
    let papers: Bool
    let requirements: [ID<Requirement>]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        reason = fields.body(
            "reason", "What the business should change.", length: 1...2_000, format: .multiline)
        details = fields.body("details", "Whether its details are reopened.", default: false)
        papers = fields.body(
            "documents", "Whether its list of papers is reopened.", default: false)
        requirements = fields.body(
            "requirement_ids", "The requirements that are reopened.", count: 0...20, default: [])
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<OnboardingView> {
        var moves: [OnboardingState.Move] = []
        if details { moves.append(.giveDetails) }
        if papers { moves.append(.giveDocuments) }
        if !requirements.isEmpty { moves.append(.showRequirement) }
        guard !moves.isEmpty else {
            throw .invalid("/requirement_ids", "required", "Nothing is named that should change.")
        }
        let reopened = (moves: moves.map(\.rawValue), requirements: requirements)
        return try await context.decide(
            id, .requestChanges, reason: reason, reopening: reopened,
            "onboarding_changes_requested")
    }
}

/// What a decision reopens: the names of moves, and requirements.
private typealias Reopened = (moves: [String], requirements: [ID<Requirement>])

extension Context where Scope == PlatformMember {
    /// Carries out a decision: the onboarding, its requirements, the organization and the role that
    /// approval gives, the event in the ledger and the letter to whoever began it, together.
    fileprivate func decide(
        _ id: ID<Onboarding>, _ move: OnboardingState.Move, reason: String?,
        reopening reopened: Reopened = ([], []), _ event: String
    ) async throws(Problem) -> Success<OnboardingView> {
        try await transaction { effect throws(Problem) in
            var locking = Trip()
            let found = locking.add(ReviewStatements.lock, id)
            let requirements = locking.add(RequirementStatements.reviewed, id)
            try await effect.send(locking)
            guard let onboarding = found.first else { throw Problem.notFound }
            var moved = try onboarding.after(move, at: now)
            moved.reason = reason
            moved.reopened = reopened.moves
            if moved.onboards == .organization, moved.organization == nil {
                throw Problem(.internalError).because("\(id) was submitted without organization")
            }
            if move == .approve { try check(requirements.rows) }
            var trip = Trip()
            trip.add(
                ReviewStatements.decide, id, moved.state.rawValue, reason, caller.account, now,
                moved.reopened)
            try reopen(reopened.requirements, among: requirements.rows, of: id, &trip)
            let address = Identity.readAddress(of: moved.account, &trip)
            settle(moved, move, &trip)
            let ledger = moved.organization ?? caller.organization
            trip.add(OrganizationStatements.step, ledger)
            record(event, id, of: "onboarding", in: ledger, &trip) { json in
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

    /// Approval waits for what is needed and neither accepted nor waived, or no longer holds.
    private func check(_ requirements: [RequirementView]) throws(Problem) {
        let open = requirements.filter { !$0.isSettled(on: now.day) }
        guard !open.isEmpty else { return }
        let names = open.map { "\($0.kind.rawValue) is \($0.state.rawValue)" }
        var problem = Problem(.requirementsOpen, "\(names.joined(separator: ", ")).")
        problem.members = [
            ("requirement_ids", OutputWriter.bytes(open.map(\.id)))
        ]
        throw problem
    }

    private func reopen(
        _ named: [ID<Requirement>], among requirements: [RequirementView],
        of id: ID<Onboarding>, _ trip: inout Trip
    ) throws(Problem) {
        for (place, requirementID) in named.enumerated() {
            guard let requirement = requirements.first(where: { $0.id == requirementID }) else {
                throw .invalid(
                    "/requirement_ids/\(place)", "unknown", "The onboarding has no such one.")
            }
            let state = try requirement.state.after(.reopen)
            trip.add(
                RequirementStatements.update, id, requirementID, state.rawValue, true, nil, nil,
                requirement.reason, nil)
        }
    }

    /// What a decision makes of the organization, and the role that approval gives.
    private func settle(
        _ onboarding: OnboardingView, _ move: OnboardingState.Move, _ trip: inout Trip
    ) {
        if let organization = onboarding.organization {
            trip.add(OrganizationStatements.step, organization)
            if move == .approve {
                trip.add(ReviewStatements.approveOrganization, organization, now)
                trip.add(
                    ReviewStatements.promoteApplicants, organization,
                    onboarding.businessType.rawValue, now)
            } else if move == .reject {
                trip.add(ReviewStatements.rejectOrganization, organization)
            }
        } else if move == .approve {
            trip.add(
                RequirementStatements.grantRole, onboarding.id, onboarding.account,
                onboarding.businessType.rawValue, now)
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
