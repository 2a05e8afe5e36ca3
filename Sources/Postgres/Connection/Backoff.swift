/// The pauses between attempts to connect: doubling, capped, and jittered so that the servers of a
/// fleet do not come back all at once.
struct Backoff {
    private let first: Duration
    private let longest: Duration
    private var attempts = 0

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The next pause: between half of the present step and all of it.
    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let doublings = min(attempts, 20)
        attempts += 1
        let step = min(first * (1 << doublings), longest)
        return step * Double.random(in: 0.5...1, using: &random)
    }

    /// Starts over, after a success.
    mutating func reset() {
        attempts = 0
    }
}
