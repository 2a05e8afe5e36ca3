import Bedrock
import Platform
import Postgres
import Wire

/// Reads one of the caller's onboardings, to resume it wherever it was left.
struct ReadOnboarding: Query {
    static let route = Route.get("/v1/onboardings/{id}")
    static let summary = "Read one of one's own onboardings."
    static let access = Access.account

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(_ context: Context<AccountHolder>) async throws(Problem) -> Success<OnboardingView> {
        var trip = context.trip()
        let found = trip.add(OnboardingStatements.read, id, context.caller.account)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// Lists the caller's onboardings, the newest first.
struct ListOnboardings: Query {
    static let route = Route.get("/v1/onboardings")
    static let summary = "List one's own onboardings, newest first."
    static let access = Access.account

    let cursor: ID<Onboarding>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<AccountHolder>
    ) async throws(Problem) -> Success<Page<OnboardingView>> {
        var trip = context.trip()
        let page = trip.add(
            OnboardingStatements.page, context.caller.account, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
