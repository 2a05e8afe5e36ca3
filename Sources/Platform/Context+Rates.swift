public import Bedrock
import Loop
import Postgres

extension Context {
    /// Carries out an attempt to show who somebody is: a password, a code.
    ///
    /// Refused where too many for that e-mail address were wrong, at this server or at all
    /// together. It counts when it ends in the problem `wrong`; any other leaves it uncounted, and
    /// success remembers the place too.
    public func attempt<Result>(
        for email: String, wrong: ProblemKind, _ body: () async throws(Problem) -> Result
    ) async throws(Problem) -> Result {
        let watch = services.get(RateLimits.self).signIn
        guard watch.counts else { return try await body() }
        try watch.check(email, from: address, at: Monotonic.nanoseconds)
        let shared = SharedGuesses(email, from: address, watch)
        var asking = trip()
        let reply = shared.ask(at: now, &asking)
        try await read(asking)
        let standing = reply.first
        if let standing { try watch.check(standing) }
        let attempt = try watch.begin(
            email, from: address, isKnown: standing?.isKnown ?? false, at: Monotonic.nanoseconds)
        do throws(Problem) {
            let result = try await body()
            attempt.succeed(at: Monotonic.nanoseconds)
            if standing?.isKnown != true { await know(shared) }
            return result
        } catch {
            if error.kind != wrong {
                attempt.withdraw(at: Monotonic.nanoseconds)
                throw error
            }
            var noting = trip()
            shared.note(isKnown: attempt.isKnown, at: now, &noting)
            try await send(noting)
            throw error
        }
    }

    /// Tells the other servers of a place; where that fails, they learn it another time.
    private func know(_ shared: SharedGuesses) async {
        var telling = trip()
        shared.know(until: now.advanced(by: SignInGuard.days), &telling)
        try? await send(telling)
    }

    /// Counts a letter to somebody that a stranger may ask for; refused where there were too many.
    public func countLetter(to recipient: String) throws(Problem) {
        try services.get(RateLimits.self).chargeLetter(to: recipient, at: Monotonic.nanoseconds)
    }
}

extension Services {
    /// Counts a coupon's code that opens nothing; refused where that buyer gave too many.
    public func countGuess(by buyer: ID<Company>) throws(Problem) {
        try get(RateLimits.self).chargeGuess(by: buyer.uuid, at: Monotonic.nanoseconds)
    }
}
