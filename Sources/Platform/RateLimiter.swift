public import Bedrock
import Loop
import Synchronization

/// One limit and the buckets of everybody it applies to; shared by all loops.
public final class RateLimiter: Sendable {
    /// What the limit is called in the answer's header fields.
    public let name: String
    /// The limit.
    public let limit: RateLimit
    /// How many were refused.
    public var refusals: Int { refused.load(ordering: .relaxed) }

    private let table: BucketTable
    private let shape: Shape
    private let refused = Atomic(0)

    /// A limit as the buckets reckon with it.
    private struct Shape {
        /// Nanoseconds in which a bucket fills by one.
        let interval: UInt64
        let capacity: UInt64

        init(_ limit: RateLimit) {
            interval = limit.window.clampedNanoseconds / UInt64(limit.count)
            capacity = interval * UInt64(limit.count)
        }
    }

    /// A limit with room for so many buckets.
    public init(_ name: String, _ limit: RateLimit, buckets: Int) {
        self.name = name
        self.limit = limit
        table = BucketTable(count: buckets)
        shape = Shape(limit)
    }

    /// Bytes of its buckets.
    public var bytes: Int { table.bytes }

    /// What became of an attempt to take one.
    public enum Verdict: Equatable, Sendable {
        case taken
        /// The bucket is empty; it holds one again after these nanoseconds.
        case refused(wait: UInt64)
    }

    /// Takes one from the owner's bucket, if there is one; an owner may have a limit of its own.
    public func take(_ owner: RateOwner, at now: UInt64, own: RateLimit? = nil) -> Verdict {
        let shape = own.map { Shape($0) } ?? shape
        let verdict = table.with(owner.hash, now: now) { fullAt -> Verdict in
            let lacking = fullAt - now + shape.interval
            guard lacking <= shape.capacity else {
                return .refused(wait: lacking - shape.capacity)
            }
            fullAt += shape.interval
            return .taken
        }
        if verdict != .taken { refused.wrappingAdd(1, ordering: .relaxed) }
        return verdict
    }

    /// Gives one back that was taken for what turned out not to count.
    public func giveBack(_ owner: RateOwner, at now: UInt64) {
        _ = table.withExisting(owner.hash, now: now) { fullAt in
            fullAt = max(now, fullAt - min(shape.interval, fullAt))
        }
    }

    /// Whether the owner could take none now.
    func isEmpty(_ owner: RateOwner, at now: UInt64) -> Bool {
        table.withExisting(owner.hash, now: now) { fullAt in
            fullAt - now + shape.interval > shape.capacity
        } ?? false
    }

    /// The answer to whom nothing was left for.
    public func problem(wait: UInt64, own: RateLimit? = nil) -> Problem {
        problem(seconds: Int64((wait + 999_999_999) / 1_000_000_000), own: own)
    }

    /// The same, to be asked again after so many seconds.
    func problem(seconds: Int64, own: RateLimit? = nil) -> Problem {
        let limit = own ?? limit
        let seconds = max(1, Int(seconds))
        let window = Int(limit.window.components.seconds)
        var problem = Problem(
            .tooManyRequests,
            "The limit \(name) is \(limit.count) in \(window) s; wait \(seconds) s.")
        problem.retryAfter = seconds
        problem.headers = [
            ("RateLimit-Policy", "\"\(name)\";q=\(limit.count);w=\(window)"),
            ("RateLimit", "\"\(name)\";r=0;t=\(seconds)"),
        ]
        return problem
    }
}

/// Whose bucket it is: a hash of it under a key of this process, which nobody outside knows and so
/// nobody can make collide.
public struct RateOwner: Hashable, Sendable {
    let hash: UInt64

    /// Made of two halves, such as those of an id or of an address.
    public init(_ high: UInt64, _ low: UInt64) {
        var hasher = Hasher()
        hasher.combine(high)
        hasher.combine(low)
        self.init(hasher)
    }

    /// The client's place on the network.
    public init(_ address: IPAddress) {
        let site = address.site
        self.init(site.high, site.low)
    }

    /// Somebody or something with an id.
    public init(_ uuid: UUIDBytes) {
        self.init(uuid.high, uuid.low)
    }

    /// A text, from wherever.
    public init(_ text: String) {
        var hasher = Hasher()
        hasher.combine(text)
        self.init(hasher)
    }

    /// A text from one place.
    public init(_ text: String, from address: IPAddress) {
        var hasher = Hasher()
        hasher.combine(text)
        hasher.combine(address.site)
        self.init(hasher)
    }

    private init(_ hasher: consuming Hasher) {
        // Never zero, which is nobody's.
        hash = UInt64(bitPattern: Int64(hasher.finalize())) | 1 << 63
    }
}
