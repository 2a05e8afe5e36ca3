import Synchronization

extension EventLoop {
    /// Suspends the calling task for at least the given time.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(_ duration: Duration) async throws {
        try Task.checkCancellation()
        let sleeper = Sleeper(loop: self)
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                sleeper.start(duration, continuation)
            }
        } onCancel: {
            sleeper.cancel()
        }
        try Task.checkCancellation()
    }
}

/// One sleep: everything in it happens on the loop, so that waking and cancelling cannot race.
private final class Sleeper: @unchecked Sendable {
    private let loop: EventLoop
    private var continuation: UnsafeContinuation<Void, Never>?
    private var timer: Timer?
    private var isCancelled = false

    init(loop: EventLoop) {
        self.loop = loop
    }

    func start(_ duration: Duration, _ continuation: UnsafeContinuation<Void, Never>) {
        guard loop.isCurrent else {
            loop.execute { self.start(duration, continuation) }
            return
        }
        self.continuation = continuation
        guard !isCancelled else { return wake() }
        timer = loop.schedule(after: duration) { self.wake() }
    }

    func cancel() {
        loop.execute {
            self.isCancelled = true
            self.timer?.cancel()
            self.wake()
        }
    }

    private func wake() {
        timer = nil
        continuation?.resume()
        continuation = nil
    }
}
