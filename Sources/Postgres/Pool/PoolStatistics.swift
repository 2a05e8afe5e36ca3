import Synchronization

/// What a pool has done and is doing; can be read from any thread.
public struct PoolStatistics: Hashable, Sendable {
    /// Connections that are open now.
    public var connections = 0
    /// Exclusive connections taken now.
    public var transactionsOpen = 0
    /// Trips in flight now.
    public var inFlight = 0
    /// Trips and transactions that wait for a connection now.
    public var waiting = 0
    /// Trips that came back, whatever the answer.
    public var trips = 0
    /// Interactive transactions that were begun.
    public var transactions = 0
    /// Trips sent a second time.
    public var retries = 0
    /// Deadlines that passed.
    public var timeouts = 0
    /// Callers refused because too much was waiting.
    public var refused = 0
    /// Connections that were made.
    public var connects = 0
    /// Attempts to connect that failed.
    public var connectFailures = 0
    /// Connections that were lost.
    public var losses = 0
}

/// The counters behind the statistics, written by the pool's loop alone.
final class PoolCounters: Sendable {
    let connections = Atomic(0)
    let transactionsOpen = Atomic(0)
    let inFlight = Atomic(0)
    let waiting = Atomic(0)
    let trips = Atomic(0)
    let transactions = Atomic(0)
    let retries = Atomic(0)
    let timeouts = Atomic(0)
    let refused = Atomic(0)
    let connects = Atomic(0)
    let connectFailures = Atomic(0)
    let losses = Atomic(0)
    let isReady = Atomic(false)

    var statistics: PoolStatistics {
        PoolStatistics(
            connections: connections.value, transactionsOpen: transactionsOpen.value,
            inFlight: inFlight.value, waiting: waiting.value, trips: trips.value,
            transactions: transactions.value, retries: retries.value, timeouts: timeouts.value,
            refused: refused.value, connects: connects.value,
            connectFailures: connectFailures.value, losses: losses.value)
    }
}

extension Atomic where Value == Int {
    var value: Int { load(ordering: .relaxed) }

    /// Adds without a locked instruction: there is a single writer.
    func add(_ amount: Int) {
        store(value &+ amount, ordering: .relaxed)
    }
}
