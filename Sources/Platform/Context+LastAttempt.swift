import Bedrock
import Loop

extension Context {
    /// Whether the attempt under way for that e-mail address is the last before a pause, if it is
    /// wrong.
    public func isLastAttempt(for email: String) -> Bool {
        services.get(RateLimits.self).signIn.isLast(email, from: address, at: Monotonic.nanoseconds)
    }
}

extension SignInGuard {
    func isLast(_ email: String, from address: IPAddress?, at now: UInt64) -> Bool {
        let place = address ?? IPAddress(high: 0, low: 0)
        return guesses?.isEmpty(RateOwner(email, from: place), at: now) == true
            || strangers?.isEmpty(RateOwner(email), at: now) == true
    }
}
