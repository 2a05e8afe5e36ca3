public import Bedrock
import Loop

extension Context {
    /// Carries out an attempt to show who somebody is: a password, a code.
    ///
    /// Refused where too many for that e-mail address were wrong. It counts when it ends in the
    /// problem `wrong`; any other leaves it uncounted, and success remembers the place too.
    public func attempt<Result>(
        for email: String, wrong: ProblemKind, _ body: () async throws(Problem) -> Result
    ) async throws(Problem) -> Result {
        let limits = services.get(RateLimits.self)
        let attempt = try limits.signIn.begin(email, from: address, at: Monotonic.nanoseconds)
        do throws(Problem) {
            let result = try await body()
            attempt.succeed(at: Monotonic.nanoseconds)
            return result
        } catch {
            if error.kind != wrong { attempt.withdraw(at: Monotonic.nanoseconds) }
            throw error
        }
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
