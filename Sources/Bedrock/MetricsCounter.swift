import Synchronization

/// A number that only grows: requests, rows, failures.
public final class Counter: Sendable {
    private let count = Atomic(0)

    init() {}

    /// Adds one or more; a few nanoseconds, from any thread.
    public func add(_ amount: Int = 1) {
        assert(amount >= 0, "a counter only grows")
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What was added so far.
    public var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down: open connections, queue lengths, bytes held.
public final class Gauge: Sendable {
    private let level = Atomic(0)

    init() {}

    /// Sets it.
    public func set(_ value: Int) { level.store(value, ordering: .relaxed) }

    /// Adds to it, or takes from it.
    public func add(_ amount: Int) { level.wrappingAdd(amount, ordering: .relaxed) }

    /// Where it stands.
    public var value: Int { level.load(ordering: .relaxed) }
}
