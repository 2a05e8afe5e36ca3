import Synchronization

/// What other threads hand to a loop: jobs of tasks, and plain closures.
final class Inbox: Sendable {
    private struct Contents: ~Copyable {
        var jobs = JobRing(capacity: 256)
        var closures: [@Sendable () -> Void] = []
        var isSignalled = false

        /// Whether the loop has yet to be woken for what is in here.
        mutating func signal() -> Bool {
            defer { isSignalled = true }
            return !isSignalled
        }
    }

    private let contents = Mutex(Contents())

    /// - Returns: whether the loop must be woken.
    func push(_ job: UnownedJob) -> Bool {
        contents.withLock { contents in
            contents.jobs.push(job)
            return contents.signal()
        }
    }

    /// - Returns: whether the loop must be woken.
    func push(_ closure: @escaping @Sendable () -> Void) -> Bool {
        contents.withLock { contents in
            contents.closures.append(closure)
            return contents.signal()
        }
    }

    /// Moves the jobs over to the loop's own ring and returns the closures.
    func empty(into ring: inout JobRing) -> [@Sendable () -> Void] {
        contents.withLock { contents in
            guard contents.isSignalled else { return [] }
            contents.isSignalled = false
            while let job = contents.jobs.pop() {
                ring.push(job)
            }
            guard !contents.closures.isEmpty else { return [] }
            defer { contents.closures = [] }
            return contents.closures
        }
    }
}
