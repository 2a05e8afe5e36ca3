import Bedrock
import Platform
import Postgres
import Wire

/// Reads what one of the caller's onboardings has to show, and what was uploaded for it.
struct ReadRequirements: Query {
    static let route = Route.get("/v1/onboardings/{id}/requirements")
    static let summary = "Read what an onboarding has to show, with its documents."
    static let access = Access.account

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<RequirementList> {
        let account = context.caller.account
        var trip = context.trip()
        let found = trip.add(OnboardingStatements.read, id, account)
        let requirements = trip.add(RequirementStatements.own, id, account)
        let documents = trip.add(DocumentStatements.own, id, account)
        try await context.read(trip)
        guard found.first != nil else { throw .notFound }
        return .answer(RequirementList(requirements.rows, documents.rows))
    }
}

/// Reads what a submitted onboarding shows.
struct ReviewRequirements: Query {
    static let route = Route.get("/v1/platform/onboardings/{id}/requirements")
    static let summary = "Read what a submitted onboarding shows, with its documents."
    static let access = Access.platform(.reviewBusinesses)

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<RequirementList> {
        var trip = context.trip()
        let found = trip.add(ReviewStatements.read, id)
        let requirements = trip.add(RequirementStatements.review, id)
        let documents = trip.add(DocumentStatements.review, id)
        try await context.read(trip)
        guard found.first != nil else { throw .notFound }
        return .answer(RequirementList(requirements.rows, documents.rows))
    }
}
