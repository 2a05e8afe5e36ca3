import Bedrock
import Platform
import Postgres
import Wire

/// Takes what was shown as good, until the day it expires.
struct AcceptRequirement: Command {
    static let route = Route.post(
        "/v1/platform/onboardings/{id}/requirements/{requirement_id}/accept")
    static let summary = "Accept what shows a requirement, with its last day if it expires."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove, .documentMissing]
    static let success = 200

    let id: ID<Onboarding>
    let requirement: ID<Requirement>
    let expiresOn: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        requirement = fields.path("requirement_id", "The requirement's id.")
        expiresOn = fields.optional(
            "expires_on", "The last day that what was shown holds.", format: .day,
            example: "2027-06-30")
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<RequirementView> {
        let decision = RequirementDecision(.accept, reason: nil, expiresOn: expiresOn)
        return try await context.decide(requirement, of: id, decision)
    }
}

/// Says why what was shown won't do.
struct RejectRequirement: Command {
    static let route = Route.post(
        "/v1/platform/onboardings/{id}/requirements/{requirement_id}/reject")
    static let summary = "Reject what shows a requirement, with a reason."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>
    let requirement: ID<Requirement>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        requirement = fields.path("requirement_id", "The requirement's id.")
        reason = fields.body(
            "reason", "Why it won't do.", length: 1...2_000, format: .multiline)
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<RequirementView> {
        let decision = RequirementDecision(.reject, reason: reason, expiresOn: nil)
        return try await context.decide(requirement, of: id, decision)
    }
}

/// Does without what should be shown, for a reason and as long as is said.
struct WaiveRequirement: Command {
    static let route = Route.post(
        "/v1/platform/onboardings/{id}/requirements/{requirement_id}/waive")
    static let summary = "Waive a requirement, with a reason."
    static let access = Access.platform(.approveBusinesses)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Onboarding>
    let requirement: ID<Requirement>
    let reason: String
    let expiresOn: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The onboarding's id.")
        requirement = fields.path("requirement_id", "The requirement's id.")
        reason = fields.body(
            "reason", "Why it need not be shown.", length: 1...2_000, format: .multiline)
        expiresOn = fields.optional(
            "expires_on", "The last day that it is waived for.", format: .day,
            example: "2027-06-30")
    }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<RequirementView> {
        let decision = RequirementDecision(.waive, reason: reason, expiresOn: expiresOn)
        return try await context.decide(requirement, of: id, decision)
    }
}

/// What the platform decides on a requirement.
private struct RequirementDecision {
    let move: RequirementState.Move
    let reason: String?
    let expiresOn: String?

    init(_ move: RequirementState.Move, reason: String?, expiresOn: String?) {
        self.move = move
        self.reason = reason
        self.expiresOn = expiresOn
    }

    /// The requirement after it, decided by that account at that time.
    func applied(
        to requirement: RequirementView, by account: ID<Account>, at now: Instant
    ) throws(Problem) -> RequirementView {
        var decided = requirement
        decided.state = try requirement.state.after(move)
        if move == .accept {
            if requirement.documents.isEmpty { throw Problem(.documentMissing) }
            if requirement.expires, expiresOn == nil {
                throw .invalid("/expires_on", "required", "It expires: its last day is needed.")
            }
        }
        if let expiresOn, expiresOn < now.day {
            throw .invalid("/expires_on", "range", "That day is over.")
        }
        decided.decidedBy = account
        decided.decidedAt = now
        decided.reason = reason
        decided.expiresOn = expiresOn
        decided.version += 1
        return decided
    }
}

extension Context where Scope == PlatformMember {
    /// Carries out a decision on a requirement of an onboarding that is under review, or on one
    /// that expired after its approval.
    fileprivate func decide(
        _ id: ID<Requirement>, of onboardingID: ID<Onboarding>, _ decision: RequirementDecision
    ) async throws(Problem) -> Success<RequirementView> {
        try await transaction { effect throws(Problem) in
            var locking = Trip()
            let onboardings = locking.add(ReviewStatements.lock, onboardingID)
            let requirements = locking.add(RequirementStatements.reviewed, onboardingID)
            let documents = locking.add(DocumentStatements.review, onboardingID)
            try await effect.send(locking)
            let list = RequirementList(requirements.rows, documents.rows).requirements
            guard let onboarding = onboardings.first,
                let requirement = list.first(where: { $0.id == id })
            else { throw Problem.notFound }
            let isAgain = onboarding.state == .approved && requirement.reopened
            guard onboarding.state == .submitted || isAgain else {
                throw .illegalMove(
                    from: onboarding.state.rawValue, allowed: onboarding.allowed)
            }
            var decided = try decision.applied(to: requirement, by: caller.account, at: now)
            // Rejected, it stays open to its owner.
            if isAgain { decided.reopened = decided.state == .rejected }
            var trip = Trip()
            trip.add(
                RequirementStatements.update, onboardingID, id, decided.state.rawValue,
                decided.reopened, decided.decidedBy, decided.decidedAt, decided.reason,
                decided.expiresOn)
            if isAgain { trip.add(RequirementStatements.settle, onboardingID) }
            let ledger = onboarding.ledger ?? caller.organization
            trip.add(OrganizationStatements.step, ledger)
            let event = "requirement_\(decided.state.rawValue)"
            record(event, id, of: "requirement", in: ledger, &trip) { json in
                json.key("kind")
                json.write(decided.kind.rawValue)
                if let reason = decided.reason {
                    json.key("reason")
                    json.write(reason)
                }
                if let expiresOn = decided.expiresOn {
                    json.key("expires_on")
                    json.write(expiresOn)
                }
            }
            try await effect.send(trip)
            return .answer(decided)
        }
    }
}

extension Instant {
    /// The day it is in, in universal time: `2027-06-30`.
    var day: String { String(rfc3339.prefix(10)) }
}
