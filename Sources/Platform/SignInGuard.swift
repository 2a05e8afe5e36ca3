public import Bedrock

/// Holds up whoever guesses passwords or codes, and nobody else.
///
/// What is right is given back, so that a shop full of people behind one address signs in as it
/// likes. What is wrong is counted twice: by e-mail address and place, and by e-mail address from
/// everywhere that was not signed in from before. So one place gets few guesses, thousands of
/// places together get few more, and neither keeps the owner out who signs in from where they
/// always do. docs/decisions/0070 has the reasons.
public final class SignInGuard: Sendable {
    let guesses: RateLimiter?
    let strangers: RateLimiter?
    /// Where each address was signed in from, for a month.
    private let known: BucketTable
    private static let memory: UInt64 = 30 * 86_400 * 1_000_000_000
    /// How long a place is remembered.
    static let days = Duration.seconds(30 * 86_400)

    init(guesses: RateLimiter?, strangers: RateLimiter?, buckets: Int) {
        self.guesses = guesses
        self.strangers = strangers
        known = BucketTable(count: buckets)
    }

    /// Whether anything is counted.
    var counts: Bool { guesses != nil || strangers != nil }

    /// Throws where too many were wrong in that place at this server already.
    func check(_ email: String, from address: IPAddress?, at now: UInt64) throws(Problem) {
        let pair = RateOwner(email, from: address ?? IPAddress(high: 0, low: 0))
        guard let guesses, guesses.isEmpty(pair, at: now) else { return }
        if case .refused(let wait) = guesses.take(pair, at: now) {
            throw guesses.problem(wait: wait)
        }
        guesses.giveBack(pair, at: now)
    }

    /// Throws where too many were wrong at all servers together.
    func check(_ standing: SharedGuesses.Standing) throws(Problem) {
        if let guesses, standing.here > 0 { throw guesses.problem(seconds: standing.here) }
        if let strangers, standing.anywhere > 0, !standing.isKnown {
            throw strangers.problem(seconds: standing.anywhere)
        }
    }

    /// Begins an attempt for an e-mail address; throws where too many were wrong.
    ///
    /// - Parameter isKnown: whether the address was signed in from there at another server.
    public func begin(
        _ email: String, from address: IPAddress?, isKnown: Bool = false, at now: UInt64
    ) throws(Problem) -> SignInAttempt {
        let place = address ?? IPAddress(high: 0, low: 0)
        let pair = RateOwner(email, from: place)
        let attempt = SignInAttempt(
            watch: self, pair: pair, email: RateOwner(email),
            isKnown: isKnown || self.isKnown(pair, at: now))
        if let guesses, case .refused(let wait) = guesses.take(pair, at: now) {
            throw guesses.problem(wait: wait)
        }
        if !attempt.isKnown, let strangers,
            case .refused(let wait) = strangers.take(attempt.email, at: now)
        {
            guesses?.giveBack(pair, at: now)
            throw strangers.problem(wait: wait)
        }
        return attempt
    }

    fileprivate func succeed(_ attempt: SignInAttempt, at now: UInt64) {
        withdraw(attempt, at: now)
        known.with(attempt.pair.hash, now: now) { $0 = now + SignInGuard.memory }
    }

    fileprivate func withdraw(_ attempt: SignInAttempt, at now: UInt64) {
        guesses?.giveBack(attempt.pair, at: now)
        if !attempt.isKnown { strangers?.giveBack(attempt.email, at: now) }
    }

    private func isKnown(_ pair: RateOwner, at now: UInt64) -> Bool {
        known.withExisting(pair.hash, now: now) { $0 > now } ?? false
    }
}

/// An attempt that counts as wrong until it is said to have been right.
public struct SignInAttempt: Sendable {
    fileprivate let watch: SignInGuard
    fileprivate let pair: RateOwner
    fileprivate let email: RateOwner
    /// Whether the address was signed in from that place before.
    let isKnown: Bool

    /// It was right: it is given back, and the place is remembered.
    public func succeed(at now: UInt64) {
        watch.succeed(self, at: now)
    }

    /// Nothing came of it, neither right nor wrong: it is given back.
    public func withdraw(at now: UInt64) {
        watch.withdraw(self, at: now)
    }
}
