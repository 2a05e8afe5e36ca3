import CLinux
import Glibc

/// The kernel's side of a loop: one epoll instance and the descriptor that wakes it.
///
/// A watch is retained while registered, and until the current batch of events is dealt with, so
/// that the pointer the kernel hands back is never a dangling one.
final class Poller {
    private static let batch = 256

    private let epoll: Int32
    private let wakeup: Int32
    private let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: batch)
    private var removed: [Watch] = []

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeup = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(epoll >= 0 && wakeup >= 0, "no file descriptors left for an event loop")
        // Edge-triggered, so that the counter never has to be read back.
        var event = epoll_event(
            events: EPOLLIN.rawValue | EPOLLET.rawValue, data: epoll_data_t(ptr: nil))
        epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, &event)
    }

    deinit {
        close(wakeup)
        close(epoll)
        events.deallocate()
    }

    /// Ends the present or next wait; may be called from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }

    func add(_ watch: Watch) {
        var event = event(for: watch)
        let result = epoll_ctl(epoll, EPOLL_CTL_ADD, watch.descriptor, &event)
        precondition(result == 0, "descriptor \(watch.descriptor) cannot be watched: \(errno)")
        _ = Unmanaged.passRetained(watch)
    }

    func modify(_ watch: Watch) {
        var event = event(for: watch)
        epoll_ctl(epoll, EPOLL_CTL_MOD, watch.descriptor, &event)
    }

    func remove(_ watch: Watch) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, watch.descriptor, nil)
        removed.append(watch)
        Unmanaged.passUnretained(watch).release()
    }

    /// Waits at most `milliseconds` (-1: for ever) and tells every watch what it is ready for.
    func poll(milliseconds: Int32) {
        let count = epoll_wait(epoll, events, Int32(Self.batch), milliseconds)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            guard let pointer = events[index].data.ptr else { continue }
            let watch = Unmanaged<Watch>.fromOpaque(pointer).takeUnretainedValue()
            watch.fire(Interest(events: events[index].events))
        }
        if !removed.isEmpty {
            removed.removeAll(keepingCapacity: true)
        }
    }

    private func event(for watch: Watch) -> epoll_event {
        let pointer = Unmanaged.passUnretained(watch).toOpaque()
        return epoll_event(events: watch.interest.rawValue, data: epoll_data_t(ptr: pointer))
    }
}
