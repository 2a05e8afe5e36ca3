/// So many in so long: the size of a token bucket, and the time in which an empty one fills.
public struct RateLimit: Hashable, Sendable {
    /// How many at once, from a full bucket.
    public let count: Int
    /// How long an empty bucket takes to fill; whole seconds.
    public let window: Duration

    /// - Precondition: 1 to a billion, in whole seconds of a day at most.
    public init(_ count: Int, in window: Duration) {
        precondition(RateLimit.fits(count, window), "no such limit")
        self.count = count
        self.window = window
    }

    /// Reads `600/1m`: so many, in that duration.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = ConfigValue.number(String(parts[0])),
            let window = ConfigValue.duration(String(parts[1])), RateLimit.fits(count, window)
        else { return nil }
        self.count = count
        self.window = window
    }

    /// As settings spell it.
    public var spelled: String { "\(count)/\(ConfigValue.spelled(window))" }

    private static func fits(_ count: Int, _ window: Duration) -> Bool {
        (1...1_000_000_000).contains(count)
            && window.components.attoseconds == 0
            && (Duration.seconds(1)...Duration.seconds(86_400)).contains(window)
    }
}

/// How often whom may do what; nil stands for no limit.
public struct RateSettings: Sendable {
    /// By address: requests without an account, and those that are refused.
    public let addressRead, addressWrite: RateLimit?
    /// By account.
    public let accountRead, accountWrite, accountImport: RateLimit?
    /// By API key.
    public let keyRead, keyWrite, keyImport: RateLimit?
    /// By address: everything of the way in, right or wrong.
    public let signIn: RateLimit?
    /// By e-mail address and place: passwords and codes that were wrong.
    public let signInGuesses: RateLimit?
    /// By e-mail address, from wherever it was not signed in before: the same.
    public let signInStrangers: RateLimit?
    /// By e-mail address: letters asked for.
    public let letters: RateLimit?
    /// By company: coupons' codes that open nothing.
    public let couponGuesses: RateLimit?
    /// How many buckets each limit remembers.
    public let buckets: Int
}
