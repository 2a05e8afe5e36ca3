/// Jobs waiting for their turn, first in, first out; allocates only to grow.
struct JobRing: ~Copyable {
    private var storage: UnsafeMutablePointer<UnownedJob>
    private var mask: Int
    private var head = 0
    private(set) var count = 0

    /// - Parameter capacity: a power of two.
    init(capacity: Int) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0)
        storage = .allocate(capacity: capacity)
        mask = capacity - 1
    }

    deinit {
        storage.deallocate()
    }

    mutating func push(_ job: UnownedJob) {
        if count > mask {
            grow()
        }
        (storage + ((head + count) & mask)).initialize(to: job)
        count += 1
    }

    mutating func pop() -> UnownedJob? {
        guard count > 0 else { return nil }
        let job = (storage + head).move()
        head = (head + 1) & mask
        count -= 1
        return job
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UnownedJob>.allocate(capacity: (mask + 1) * 2)
        for index in 0..<count {
            (larger + index).initialize(to: (storage + ((head + index) & mask)).move())
        }
        storage.deallocate()
        storage = larger
        mask = mask * 2 + 1
        head = 0
    }
}
