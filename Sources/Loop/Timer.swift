/// Something a loop does later, once; ended early by `cancel()`.
///
/// Used on the loop's own thread only.
public final class Timer: @unchecked Sendable {
    let deadline: UInt64
    /// The place in the heap, kept so that cancelling takes it out at once; -1 when not in it.
    var index = -1

    private let loop: EventLoop
    private var action: (() -> Void)?

    init(loop: EventLoop, deadline: UInt64, action: @escaping () -> Void) {
        self.loop = loop
        self.deadline = deadline
        self.action = action
    }

    /// Whether it is still going to fire.
    public var isPending: Bool { index >= 0 }

    /// Takes it back; nothing happens when it has fired.
    public func cancel() {
        loop.assertCurrent()
        loop.timers.remove(self)
        action = nil
    }

    func fire() {
        let action = action
        self.action = nil
        action?()
    }
}
