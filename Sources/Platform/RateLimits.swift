public import Bedrock

/// Every limit of the process: one table each, shared by the loops, so that nobody has more by
/// opening more connections, and nobody's flood takes the places of another kind of bucket.
public final class RateLimits: Sendable {
    /// Whose request it is, as far as limits go.
    enum Holder: Int, CaseIterable {
        case address, account, key
    }

    /// By holder and class.
    private let limiters: [RateLimiter?]
    /// Of passwords and codes that are wrong.
    public let signIn: SignInGuard
    /// Of letters that anybody can ask for.
    private let letters: RateLimiter?
    /// Of codes that open no promotion.
    private let couponGuesses: RateLimiter?
    /// What keys are limited to by whoever made them.
    private let ownKeys: RateLimiter

    /// Makes the limits that the settings name.
    public init(_ settings: RateSettings) {
        func limiter(_ name: String, _ limit: RateLimit?) -> RateLimiter? {
            limit.map { RateLimiter(name, $0, buckets: settings.buckets) }
        }
        limiters = [
            limiter("address-read", settings.addressRead),
            limiter("address-write", settings.addressWrite),
            nil,
            limiter("sign-in", settings.signIn),
            limiter("account-read", settings.accountRead),
            limiter("account-write", settings.accountWrite),
            limiter("account-import", settings.accountImport),
            nil,
            limiter("key-read", settings.keyRead),
            limiter("key-write", settings.keyWrite),
            limiter("key-import", settings.keyImport),
            nil,
        ]
        signIn = SignInGuard(
            guesses: limiter("sign-in-guesses", settings.signInGuesses),
            strangers: limiter("sign-in-strangers", settings.signInStrangers),
            buckets: settings.buckets)
        letters = limiter("letters", settings.letters)
        couponGuesses = limiter("coupon-guesses", settings.couponGuesses)
        ownKeys = RateLimiter(
            "key-own", RateLimit(1, in: .seconds(60)), buckets: settings.buckets)
    }

    /// Every limit there is, for figures.
    public var all: [RateLimiter] {
        let others = [signIn.guesses, signIn.strangers, letters, couponGuesses, ownKeys]
        return (limiters + others).compactMap { $0 }
    }

    /// Takes one for a request of that class, from whoever makes it.
    func charge(
        _ kind: RateClass, _ caller: Caller, from address: IPAddress?, at now: UInt64
    ) throws(Problem) {
        if let key = caller.key, kind != .signIn {
            try take(kind, .key, RateOwner(key.id.uuid), now)
            try takeOwn(key, now)
        } else if let account = caller.account, kind != .signIn {
            try take(kind, .account, RateOwner(account.uuid), now)
        } else if let address {
            try take(kind, .address, RateOwner(address), now)
        }
    }

    /// Takes one for a request that was refused for who made it.
    func chargeRefusal(from address: IPAddress?, at now: UInt64) throws(Problem) {
        guard let address else { return }
        try take(.read, .address, RateOwner(address), now)
    }

    /// Gives back what was taken for a refusal that didn't come.
    func pardon(_ address: IPAddress?, at now: UInt64) {
        guard let address, let limiter = limiters[RateClass.read.rawValue] else { return }
        limiter.giveBack(RateOwner(address), at: now)
    }

    private func takeOwn(_ key: MachineKey, _ now: UInt64) throws(Problem) {
        guard let count = key.requestsPerMinute else { return }
        let limit = RateLimit(count, in: .seconds(60))
        if case .refused(let wait) = ownKeys.take(RateOwner(key.id.uuid), at: now, own: limit) {
            throw ownKeys.problem(wait: wait, own: limit)
        }
    }

    /// Takes one for a letter to an address that whoever asks may not even know.
    public func chargeLetter(to recipient: String, at now: UInt64) throws(Problem) {
        guard let letters else { return }
        if case .refused(let wait) = letters.take(RateOwner(recipient), at: now) {
            throw letters.problem(wait: wait)
        }
    }

    /// Takes one for a coupon's code that opens nothing, given by that buyer.
    public func chargeGuess(by buyer: UUIDBytes, at now: UInt64) throws(Problem) {
        guard let couponGuesses else { return }
        if case .refused(let wait) = couponGuesses.take(RateOwner(buyer), at: now) {
            throw couponGuesses.problem(wait: wait)
        }
    }

    private func take(
        _ kind: RateClass, _ holder: Holder, _ owner: RateOwner, _ now: UInt64
    ) throws(Problem) {
        let index = holder.rawValue * RateClass.allCases.count + kind.rawValue
        guard let limiter = limiters[index] else { return }
        if case .refused(let wait) = limiter.take(owner, at: now) {
            throw limiter.problem(wait: wait)
        }
    }
}
