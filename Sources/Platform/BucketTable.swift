import Synchronization

/// Token buckets by the hash of whose they are, in memory that never grows.
///
/// A bucket is one number: the moment at which it will be full again. One that is full, and one
/// that is not there, are the same; so nothing is lost when a full one's place is taken. Where all
/// places that a newcomer may have are held by others, it takes that of the fullest and begins
/// with what that one still lacked: nobody gets more than the limit by crowding others, or their
/// own emptied bucket, out. docs/decisions/0070 has the reasons.
final class BucketTable: Sendable {
    /// Places that one bucket may be in.
    static let ways = 8
    private static let shardCount = 16

    struct Bucket {
        var owner: UInt64 = 0
        /// Nanoseconds of `Monotonic`.
        var fullAt: UInt64 = 0
    }

    /// Buckets that one lock guards; used from several loops.
    private final class Shard: @unchecked Sendable {
        // Unchecked: the buckets are touched under the lock only.
        let lock = Mutex(())
        let buckets: UnsafeMutableBufferPointer<Bucket>

        init(count: Int) {
            buckets = .allocate(capacity: count)
            buckets.initialize(repeating: Bucket())
        }

        deinit { buckets.deallocate() }
    }

    private let shards: [Shard]
    /// Sets of places in a shard, a power of two, less one.
    private let setMask: UInt64

    /// Room for at least so many buckets.
    init(count: Int) {
        var sets = 1
        while sets * BucketTable.shardCount * BucketTable.ways < count { sets *= 2 }
        setMask = UInt64(sets - 1)
        shards = (0..<BucketTable.shardCount).map { _ in Shard(count: sets * BucketTable.ways) }
    }

    /// Bytes of all buckets.
    var bytes: Int {
        BucketTable.shardCount * Int(setMask + 1) * BucketTable.ways
            * MemoryLayout<Bucket>.stride
    }

    /// Changes the bucket of an owner under its lock: `body` gets the moment at which it is full,
    /// `now` at the earliest, and leaves another there.
    func with<Result: Sendable>(
        _ owner: UInt64, now: UInt64, _ body: (inout UInt64) -> Result
    ) -> Result {
        let set = Int(owner >> 8 & setMask) * BucketTable.ways
        let shard = shard(of: owner)
        return shard.lock.withLock { _ in
            let place = BucketTable.place(of: owner, in: set, shard.buckets)
            var fullAt = max(shard.buckets[place].fullAt, now)
            let result = body(&fullAt)
            shard.buckets[place] = Bucket(owner: owner, fullAt: fullAt)
            return result
        }
    }

    /// The same where the owner has a bucket already; nil, and nothing is changed, where not.
    func withExisting<Result: Sendable>(
        _ owner: UInt64, now: UInt64, _ body: (inout UInt64) -> Result
    ) -> Result? {
        let set = Int(owner >> 8 & setMask) * BucketTable.ways
        let shard = shard(of: owner)
        return shard.lock.withLock { _ in
            for place in set..<set + BucketTable.ways where shard.buckets[place].owner == owner {
                var fullAt = max(shard.buckets[place].fullAt, now)
                let result = body(&fullAt)
                shard.buckets[place].fullAt = fullAt
                return result
            }
            return nil
        }
    }

    private func shard(of owner: UInt64) -> Shard {
        shards[Int(owner % UInt64(BucketTable.shardCount))]
    }

    /// Where the owner's bucket is, or else the one that lacks least, which is given up for it.
    private static func place(
        of owner: UInt64, in set: Int, _ buckets: UnsafeMutableBufferPointer<Bucket>
    ) -> Int {
        var fullest = set
        for place in set..<set + ways {
            if buckets[place].owner == owner { return place }
            if buckets[place].fullAt < buckets[fullest].fullAt { fullest = place }
        }
        return fullest
    }
}
