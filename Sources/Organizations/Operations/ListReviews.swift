import Bedrock
import Platform
import Postgres
import Wire

/// Where a submitted onboarding can stand.
enum ReviewState: String, FieldEnum {
    case submitted
    case approved
    case rejected
    case changesRequested = "changes_requested"
    /// Approved, and showing again what expired.
    case shownAgain = "shown_again"
}

/// Lists the businesses that wait for the platform's word, the longest waiting first; by
/// `shown_again` those that trade and show anew what expired.
struct ListReviews: Query {
    static let route = Route.get("/v1/platform/onboardings")
    static let summary = "List submitted onboardings, the longest waiting first."
    static let access = Access.platform(.reviewBusinesses)

    let state: ReviewState
    let cursor: ReviewCursor?
    let limit: Int64

    init(_ fields: inout Fields) {
        state = fields.query(
            "state", "Those in this state; `shown_again`: approved, with something to review anew.",
            default: ReviewState.submitted)
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<PlatformMember>
    ) async throws(Problem) -> Success<Page<OnboardingView>> {
        var trip = context.trip()
        let page =
            state == .shownAgain
            ? trip.add(
                ReviewStatements.shownAgain, cursor?.submittedAt, cursor?.id, limit + 1)
            : trip.add(
                ReviewStatements.queue, state.rawValue, cursor?.submittedAt, cursor?.id, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { ReviewCursor(after: $0).text })
    }
}

/// Reads one submitted onboarding.
struct ReadReview: Query {
    static let route = Route.get("/v1/platform/onboardings/{id}")
    static let summary = "Read a submitted onboarding."
    static let access = Access.platform(.reviewBusinesses)

    let id: ID<Onboarding>

    init(_ fields: inout Fields) { id = fields.path("id", "The onboarding's id.") }

    func run(_ context: Context<PlatformMember>) async throws(Problem) -> Success<OnboardingView> {
        var trip = context.trip()
        let found = trip.add(ReviewStatements.read, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}

/// A place in the queue: when the one before was submitted, and its id.
struct ReviewCursor: ScalarValue, Sendable {
    let submittedAt: Instant
    let id: ID<Onboarding>

    init(submittedAt: Instant, id: ID<Onboarding>) {
        self.submittedAt = submittedAt
        self.id = id
    }

    init(after onboarding: OnboardingView) {
        self.init(
            submittedAt: onboarding.submittedAt ?? onboarding.updatedAt, id: onboarding.id)
    }

    var text: String { "\(submittedAt.microseconds).\(id.text)" }

    static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> ReviewCursor? {
        guard let text = fields.word(input) else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, let microseconds = Int64(parts[0]), microseconds > 0,
            microseconds < 253_402_300_800_000_000, let id = ID<Onboarding>(parts[1])
        {
            return ReviewCursor(submittedAt: Instant(microseconds: microseconds), id: id)
        }
        fields.refuse("format", "Must be a cursor given before.")
        return nil
    }

    static func sample(_ rule: FieldRule) -> ReviewCursor {
        ReviewCursor(submittedAt: .sample(rule), id: .sample(rule))
    }

    static func schema(_ rule: FieldRule) -> Schema { Schema(.string) }

    func append(to out: inout OutputWriter) { out.json.write(text) }
}
