import Glibc
import Synchronization

/// One thread that owns everything given to it: tasks, sockets, timers.
///
/// A task started by `run` stays on the thread through every await, child task and sleep, so what
/// belongs to a loop needs no lock. Nothing that blocks may run on it: see `WorkerPool`.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Unchecked: all but `inbox`, `stopping` and `poller.wake` is touched by its thread alone.

    /// Jobs run between two looks at the sockets, so that busy tasks cannot starve them.
    private static let turn = 512

    /// The place in its group, from 0.
    public let number: Int

    let poller = Poller()
    var timers = TimerHeap()

    private var ring = JobRing(capacity: 1024)
    private let inbox = Inbox()
    private let stopping = Atomic(false)
    private var beforeWaiting: [() -> Void] = []
    private var captured: UnownedJob?
    private var isCapturing = false
    /// Jobs run so far: tells whether the actions before waiting have made any run.
    private var jobsRun = 0
    private var isSettled = true
    private let thread = Atomic<UInt>(0)

    init(number: Int) {
        self.number = number
    }

    /// The loop whose thread this is, if any.
    public static var current: EventLoop? {
        guard let pointer = pthread_getspecific(currentLoopKey) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether this is the loop's own thread.
    public var isCurrent: Bool {
        thread.load(ordering: .relaxed) == UInt(pthread_self())
    }

    /// Stops the program when called on another thread.
    public func assertCurrent() {
        precondition(isCurrent, "called off the event loop that owns it")
    }

    // MARK: Executor

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            if isCapturing {
                isCapturing = false
                captured = job
            } else {
                ring.push(job)
            }
        } else if inbox.push(job) {
            poller.wake()
        }
    }

    /// Starts a task on this loop, from any thread.
    @discardableResult
    public func run(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: self) { await body() }
    }

    /// Starts a task and runs it up to its first suspension before returning; on the loop's
    /// thread, and not from inside another task.
    @discardableResult
    public func runNow(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        assertCurrent()
        isCapturing = true
        let task = Task(executorPreference: self) { await body() }
        isCapturing = false
        if let job = captured {
            captured = nil
            jobsRun &+= 1
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        return task
    }

    /// Calls a closure on the loop's thread soon, from any thread.
    public func execute(_ closure: @escaping @Sendable () -> Void) {
        if inbox.push(closure) {
            poller.wake()
        }
    }

    /// Does something on the loop's thread and returns with its result.
    public func perform<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withUnsafeContinuation { continuation in
            execute { continuation.resume(returning: body()) }
        }
    }

    // MARK: Descriptors and timers

    /// Calls `ready` on the loop whenever the descriptor is ready, until the watch is cancelled.
    public func watch(
        _ descriptor: Int32, _ interest: Interest, _ ready: @escaping (Interest) -> Void
    ) -> Watch {
        assertCurrent()
        let watch = Watch(loop: self, descriptor: descriptor, interest: interest, ready: ready)
        poller.add(watch)
        return watch
    }

    /// Calls `fire` once on the loop, no earlier than `delay` from now.
    @discardableResult
    public func schedule(after delay: Duration, _ fire: @escaping () -> Void) -> Timer {
        schedule(at: Monotonic.nanoseconds &+ delay.clampedNanoseconds, fire)
    }

    /// Calls `fire` once on the loop, no earlier than the given moment of `Monotonic`.
    @discardableResult
    public func schedule(at deadline: UInt64, _ fire: @escaping () -> Void) -> Timer {
        assertCurrent()
        let timer = Timer(loop: self, deadline: deadline, action: fire)
        timers.insert(timer)
        return timer
    }

    /// Calls `action` each time round, after the tasks have run and before the loop waits: the
    /// place to send what they have left to be sent together.
    public func beforeWaiting(_ action: @escaping () -> Void) {
        assertCurrent()
        beforeWaiting.append(action)
    }

    // MARK: The thread

    /// Runs the loop on the calling thread until it is stopped.
    func occupyThread() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        pthread_setspecific(currentLoopKey, Unmanaged.passUnretained(self).toOpaque())
        while !stopping.load(ordering: .acquiring) {
            runTurn()
            poller.poll(milliseconds: waitingTime())
        }
        runTurn()
        beforeWaiting = []
        pthread_setspecific(currentLoopKey, nil)
        thread.store(0, ordering: .relaxed)
    }

    func stop() {
        stopping.store(true, ordering: .releasing)
        poller.wake()
    }

    private func runTurn() {
        for closure in inbox.empty(into: &ring) {
            closure()
        }
        if !timers.isEmpty {
            let now = Monotonic.nanoseconds
            while let timer = timers.popDue(at: now) {
                timer.fire()
            }
        }
        runJobs()
        let jobsBefore = jobsRun
        for action in beforeWaiting {
            action()
        }
        // A task that ran inside one action may have left something to an action before it.
        isSettled = jobsRun == jobsBefore
    }

    private func runJobs() {
        var budget = Self.turn
        while budget > 0, let job = ring.pop() {
            job.runSynchronously(on: asUnownedTaskExecutor())
            budget -= 1
        }
        jobsRun &+= Self.turn - budget
    }

    private func waitingTime() -> Int32 {
        guard ring.count == 0, isSettled else { return 0 }
        guard let deadline = timers.earliest else { return -1 }
        let now = Monotonic.nanoseconds
        guard deadline > now else { return 0 }
        // Rounded up: waking early would only mean going round once more.
        let milliseconds = (deadline - now) / 1_000_000 + 1
        return Int32(clamping: milliseconds)
    }
}

private let currentLoopKey: pthread_key_t = {
    var key = pthread_key_t()
    precondition(pthread_key_create(&key, nil) == 0, "no thread-local storage left")
    return key
}()
