import Glibc
import Synchronization

/// The worker pool has as much waiting as it may hold; the caller answers so, and may try again.
public struct WorkerPoolFull: Error {}

/// A few threads for what would block a loop: password hashing, files, name resolution.
///
/// Its queue is bounded, so that a flood of slow work is refused and not hoarded.
public final class WorkerPool: @unchecked Sendable {
    // Unchecked: the queue is guarded by the mutex, the rest never changes.

    private let queueLimit: Int
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var queue: [@Sendable () -> Void] = []
    private var first = 0
    private var isStopping = false
    private var threads: [pthread_t] = []

    /// - Parameters:
    ///   - threads: how many pieces of work run at a time.
    ///   - queueLimit: how many more may wait.
    public init(threads: Int, queueLimit: Int) {
        precondition(threads > 0 && queueLimit >= 0)
        self.queueLimit = queueLimit
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        for number in 0..<threads {
            self.threads.append(startThread(named: "worker-\(number)") { self.serve() })
        }
    }

    /// How many pieces of work wait for a thread.
    public var waiting: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return queue.count - first
    }

    /// Does the work on one of the threads; the calling task goes on where it was.
    /// - Throws: `WorkerPoolFull`, or what the work throws.
    public func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let accepted = submit {
                continuation.resume(with: Result { try work() })
            }
            if !accepted {
                continuation.resume(throwing: WorkerPoolFull())
            }
        }
    }

    /// Finishes what waits, then ends the threads; nothing is accepted any more.
    public func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        for thread in threads {
            pthread_join(thread, nil)
        }
        threads = []
    }

    private func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isStopping, queue.count - first < queueLimit + idle else { return false }
        queue.append(work)
        pthread_cond_signal(condition)
        return true
    }

    private var idle = 0

    private func serve() {
        while let work = next() {
            work()
        }
    }

    private func next() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        idle += 1
        defer { idle -= 1 }
        while first == queue.count {
            guard !isStopping else { return nil }
            pthread_cond_wait(condition, mutex)
        }
        let work = queue[first]
        first += 1
        if first == queue.count {
            queue.removeAll(keepingCapacity: true)
            first = 0
        }
        return work
    }
}
