import Glibc

/// The bounded queue between request loops and hashing threads.
///
/// A condition variable, as the standard library has none: its mutex guards everything here.
final class HashingQueue: @unchecked Sendable {
    /// What a thread gets when it asks for work.
    enum Next {
        case work(HashingJob)
        case idle
        case stopped
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let limit: Int
    private var jobs: [HashingJob] = []
    private var head = 0
    private var isStopped = false
    private var lastCost: Duration = .milliseconds(100)

    init(limit: Int) {
        self.limit = limit
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // The wall clock may jump; waiting is measured by one that doesn't.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// How many jobs wait.
    var waiting: Int { locked { jobs.count - head } }

    /// Queues the job, or says why not; `threads` take from this queue.
    func add(_ job: HashingJob, threads: Int) -> PasswordError? {
        locked {
            if isStopped { return .stopped }
            let waiting = jobs.count - head
            guard waiting < limit else {
                return .busy(retryAfter: max(.seconds(1), lastCost * waiting / threads))
            }
            jobs.append(job)
            pthread_cond_signal(condition)
            return nil
        }
    }

    /// The next job; `idle` when none came for so long, or never with 0: then it waits without end.
    func next(idleMilliseconds: Int) -> Next {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if head < jobs.count { return .work(take()) }
            if isStopped { return .stopped }
            if idleMilliseconds == 0 {
                pthread_cond_wait(condition, mutex)
            } else {
                var until = Self.deadline(milliseconds: idleMilliseconds)
                let waited = pthread_cond_timedwait(condition, mutex, &until)
                if waited == ETIMEDOUT, head == jobs.count, !isStopped { return .idle }
            }
        }
    }

    /// Refuses what waits and sends the threads home.
    func stop() {
        let waiting = locked {
            isStopped = true
            let waiting = Array(jobs[head...])
            jobs = []
            head = 0
            pthread_cond_broadcast(condition)
            return waiting
        }
        for job in waiting { job.finish(.failure(.stopped)) }
    }

    /// Remembers what a hash took, for the estimate in `busy`.
    func learn(_ cost: Duration) { locked { lastCost = cost } }

    private func take() -> HashingJob {
        let job = jobs[head]
        head += 1
        if head == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= limit {
            jobs.removeFirst(head)
            head = 0
        }
        return job
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    private static func deadline(milliseconds: Int) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        time.tv_sec += milliseconds / 1000
        time.tv_nsec += milliseconds % 1000 * 1_000_000
        if time.tv_nsec >= 1_000_000_000 {
            time.tv_nsec -= 1_000_000_000
            time.tv_sec += 1
        }
        return time
    }
}
