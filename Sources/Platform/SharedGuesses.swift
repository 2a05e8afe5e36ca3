import Bedrock
import Postgres

/// Wrong passwords and codes as all servers count them together, in the database.
///
/// Each server still counts by itself, at once and before an attempt is looked at; here every
/// server sees what went wrong at the others.
struct SharedGuesses {
    /// What stands against an attempt, in seconds; zero where nothing does.
    struct Standing: Sendable {
        let here: Int64
        let anywhere: Int64
        /// Whether the address was signed in from there before, at whichever server.
        let isKnown: Bool
    }

    /// A limit as the statements take it; zeros where there is none.
    private struct Terms {
        let count: Int32
        let seconds: Int64

        init(_ limiter: RateLimiter?) {
            count = limiter.map { Int32($0.limit.count) } ?? 0
            seconds = limiter?.limit.window.components.seconds ?? 0
        }
    }

    private let email: String
    private let place: String
    private let guesses: Terms
    private let strangers: Terms

    init(_ email: String, from address: IPAddress?, _ watch: SignInGuard) {
        self.email = email
        place = address?.site.text ?? ""
        guesses = Terms(watch.guesses)
        strangers = Terms(watch.strangers)
    }

    func ask(at now: Instant, _ trip: inout Trip) -> Reply<Standing> {
        trip.add(
            Self.standing, email, place, now, guesses.count, guesses.seconds, strangers.count,
            strangers.seconds)
    }

    func note(isKnown: Bool, at now: Instant, _ trip: inout Trip) {
        trip.add(
            Self.note, email, place, isKnown, now, guesses.count, guesses.seconds,
            strangers.count, strangers.seconds)
    }

    func know(until: Instant, _ trip: inout Trip) { trip.add(Self.know, email, place, until) }

    static let standing = Statement<Standing, String, String, Instant, Int32, Int64, Int32, Int64>(
        "select here, anywhere, known from platform.may_guess($1, $2, $3, $4, $5, $6, $7)"
    ) { row throws(RowError) in
        Standing(here: try row.read(), anywhere: try row.read(), isKnown: try row.read())
    }

    static let note = Statement<
        Void, String, String, Bool, Instant, Int32, Int64, Int32, Int64
    >("select platform.note_guess($1, $2, $3, $4, $5, $6, $7, $8)")

    static let know = Statement<Void, String, String, Instant>(
        "select platform.know_place($1, $2, $3)")
}
