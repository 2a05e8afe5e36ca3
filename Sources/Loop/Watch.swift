/// A file descriptor under the eye of one loop; owned by whoever asked for it, and ended by
/// `cancel()`, before the descriptor is closed.
///
/// Used on the loop's own thread only.
public final class Watch: @unchecked Sendable {
    /// The descriptor watched; still the caller's to close.
    public let descriptor: Int32
    /// What it is watched for at present.
    public private(set) var interest: Interest
    /// Whether it is still watched.
    public private(set) var isActive = true

    private let loop: EventLoop
    private let ready: (Interest) -> Void

    init(
        loop: EventLoop, descriptor: Int32, interest: Interest,
        ready: @escaping (Interest) -> Void
    ) {
        self.loop = loop
        self.descriptor = descriptor
        self.interest = interest
        self.ready = ready
    }

    /// Watches for something else from now on; no system call when nothing changes.
    public func modify(_ interest: Interest) {
        loop.assertCurrent()
        guard isActive, interest != self.interest else { return }
        self.interest = interest
        loop.poller.modify(self)
    }

    /// Stops watching; the closure is not called again, not even for events already fetched.
    public func cancel() {
        loop.assertCurrent()
        guard isActive else { return }
        isActive = false
        loop.poller.remove(self)
    }

    func fire(_ interest: Interest) {
        guard isActive else { return }
        ready(interest)
    }
}
