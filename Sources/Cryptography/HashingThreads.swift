import Glibc
import Synchronization

/// A few threads with an arena each, that take work from one bounded queue.
final class HashingThreads: Sendable {
    typealias Work = @Sendable (Argon2Arena) -> [UInt8]?

    /// How long a thread without work keeps its arena's pages.
    private static let idleMilliseconds = 1000

    /// How far the threads stand behind the loops, by the kernel's measure of 0 to 19.
    private static let niceness: Int32 = 10

    private let shared: HashingQueue
    private let count: Int

    init(count: Int, queueLimit: Int, arenaBytes: Int) {
        self.count = count
        shared = HashingQueue(limit: queueLimit)
        for _ in 0..<count { Self.start(shared, arenaBytes: arenaBytes) }
    }

    var waiting: Int { shared.waiting }

    /// Runs the work on one of the threads.
    func run(_ work: @escaping Work) async throws(PasswordError) -> [UInt8]? {
        let job = HashingJob(work)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                job.continuation = continuation
                if let refusal = shared.add(job, threads: count) {
                    continuation.resume(returning: .failure(refusal))
                }
            }
        } onCancel: {
            job.isCancelled.store(true, ordering: .relaxed)
        }
        return try outcome.get()
    }

    func stop() { shared.stop() }

    private final class Start {
        let shared: HashingQueue
        let arenaBytes: Int

        init(_ shared: HashingQueue, _ arenaBytes: Int) {
            self.shared = shared
            self.arenaBytes = arenaBytes
        }
    }

    private static func start(_ shared: HashingQueue, arenaBytes: Int) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(shared, arenaBytes)).toOpaque()
        let failed = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                HashingThreads.loop(start.shared, Argon2Arena(bytes: start.arenaBytes))
                return nil
            }, start)
        precondition(failed == 0, "no thread for passwords")
        pthread_detach(thread)
    }

    private static func loop(_ queue: HashingQueue, _ arena: Argon2Arena) {
        // Signals are for the threads that wait for them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        // Of this thread alone: when all processors are busy, a password waits before a request
        // does that only reads.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, HashingThreads.niceness)
        var patience = 0  // Nothing is resident yet: wait without end.
        while true {
            switch queue.next(idleMilliseconds: patience) {
            case .work(let job):
                patience = idleMilliseconds
                if job.isCancelled.load(ordering: .relaxed) {
                    job.finish(.failure(.cancelled))
                } else {
                    let clock = ContinuousClock()
                    let begun = clock.now
                    let tag = job.work(arena)
                    queue.learn(clock.now - begun)
                    job.finish(.success(tag))
                }
            case .idle:
                arena.release()
                patience = 0
            case .stopped: return
            }
        }
    }
}

/// One password in the queue.
final class HashingJob: @unchecked Sendable {
    typealias Outcome = Result<[UInt8]?, PasswordError>

    let work: HashingThreads.Work
    let isCancelled = Atomic(false)

    /// Set before the job is queued and read after it was taken: the queue's lock orders the two.
    var continuation: CheckedContinuation<Outcome, Never>?

    init(_ work: @escaping HashingThreads.Work) { self.work = work }

    /// Gives the outcome to whoever awaits it.
    func finish(_ outcome: Outcome) {
        continuation?.resume(returning: outcome)
        continuation = nil
    }
}
