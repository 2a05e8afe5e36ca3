import Bedrock
import Glibc
import Platform
import Synchronization
import Testing

@Suite("Token buckets")
struct RateBucketTests {
    private static let second: UInt64 = 1_000_000_000

    /// The textbook's bucket: tokens drop in, one request takes one.
    private struct TextbookBucket {
        let interval: UInt64
        let most: UInt64
        /// Nanoseconds' worth of tokens.
        var credit: UInt64
        var at: UInt64

        init(_ limit: RateLimit, at now: UInt64) {
            interval = UInt64(limit.window.components.seconds) * second / UInt64(limit.count)
            most = interval * UInt64(limit.count)
            credit = most
            at = now
        }

        mutating func takes(at now: UInt64) -> Bool {
            credit = min(most, credit + (now - at))
            at = now
            guard credit >= interval else { return false }
            credit -= interval
            return true
        }
    }

    private var seed: UInt64 {
        getenv("DRAY_SEED").flatMap { UInt64(String(cString: $0)) } ?? .random(in: 0...9_999_999)
    }

    @Test("a bucket gives what the textbook's gives, at every moment, whoever else draws")
    func textbook() throws {
        let seed = self.seed
        print("DRAY_SEED=\(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let limit = RateLimit(
                .random(in: 1...50, using: &random),
                in: .seconds(Int.random(in: 1...600, using: &random)))
            let limiter = RateLimiter("test", limit, buckets: 16_384)
            var now = UInt64.random(in: 0...1 << 50, using: &random)
            var books = (0..<20).map { _ in TextbookBucket(limit, at: now) }
            let step = books[0].interval * 2 / UInt64(books.count)
            for turn in 0..<3_000 {
                now += UInt64.random(in: 0...step * 2, using: &random)
                if turn % 500 == 499 { now += books[0].most * 2 }
                let who = Int.random(in: 0..<books.count, using: &random)
                let owner = RateOwner(seed, UInt64(who))
                let taken = limiter.take(owner, at: now) == .taken
                let expected = books[who].takes(at: now)
                #expect(taken == expected, "seed \(seed), \(limit.spelled), turn \(turn)")
                if taken != expected { return }
            }
        }
    }

    @Test("whoever is refused is told to wait exactly until there is one again")
    func waiting() throws {
        let limiter = RateLimiter("test", RateLimit(7, in: .seconds(60)), buckets: 128)
        let owner = RateOwner("somebody")
        var now = 5 * Self.second
        for _ in 0..<7 { #expect(limiter.take(owner, at: now) == .taken) }
        for _ in 0..<20 {
            guard case .refused(let wait) = limiter.take(owner, at: now) else {
                Issue.record("more were given than there are")
                return
            }
            guard case .refused(1) = limiter.take(owner, at: now + wait - 1) else {
                Issue.record("it was given too early")
                return
            }
            now += wait
            #expect(limiter.take(owner, at: now) == .taken)
        }
    }

    @Test("what is given back can be taken again, and never makes more than a full bucket")
    func givingBack() {
        let limiter = RateLimiter("test", RateLimit(3, in: .seconds(60)), buckets: 128)
        let owner = RateOwner("somebody")
        #expect(limiter.take(owner, at: 10) == .taken)
        for _ in 0..<5 { limiter.giveBack(owner, at: 10) }
        limiter.giveBack(RateOwner("a stranger"), at: 10)
        for _ in 0..<3 { #expect(limiter.take(owner, at: 10) == .taken) }
        #expect(limiter.take(owner, at: 10) != .taken)
        limiter.giveBack(owner, at: 10)
        #expect(limiter.take(owner, at: 10) == .taken)
        #expect(limiter.take(owner, at: 10) != .taken)
        #expect(limiter.refusals == 2)
    }

    @Test("a crowd neither refills an emptied bucket nor gets more than the table holds")
    func crowding() {
        let limit = RateLimit(20, in: .seconds(60))
        let limiter = RateLimiter("test", limit, buckets: 128)
        let size = limiter.bytes
        #expect(size == 128 * 16)
        let guilty = RateOwner("guilty")
        for _ in 0..<20 { #expect(limiter.take(guilty, at: 1) == .taken) }
        var taken = 20
        for number in 0..<100_000 {
            if limiter.take(RateOwner(9, UInt64(number)), at: 1) == .taken { taken += 1 }
            if number % 5_000 == 0 { #expect(limiter.take(guilty, at: 1) != .taken) }
        }
        #expect(taken <= 128 * 20)
        #expect(limiter.take(guilty, at: 1) != .taken)
        #expect(limiter.bytes == size)
        // Once all have filled again, there is room for anybody.
        let later = 61 * Self.second
        for _ in 0..<20 { #expect(limiter.take(RateOwner("new"), at: later) == .taken) }
    }

    @Test("loops that draw at once get together what one would")
    func concurrency() async throws {
        let limiter = RateLimiter("test", RateLimit(1_000, in: .seconds(600)), buckets: 128)
        let owner = RateOwner(IPAddress("203.0.113.9")!)
        let taken = try await concurrently(8) { _ in
            (0..<500).filter { _ in limiter.take(owner, at: 77) == .taken }.count
        }
        #expect(taken.reduce(0, +) == 1_000)
        #expect(limiter.refusals == 3_000)
    }

    @Test("addresses of one IPv6 customer share a bucket")
    func sites() throws {
        let limiter = RateLimiter("test", RateLimit(2, in: .seconds(60)), buckets: 128)
        func take(_ text: String) throws -> Bool {
            limiter.take(RateOwner(try #require(IPAddress(text))), at: 1) == .taken
        }
        #expect(try take("2001:db8::1"))
        #expect(try take("2001:db8::2"))
        #expect(try !take("2001:db8::3"))
        #expect(try take("2001:db8:0:1::3"))
    }
}
