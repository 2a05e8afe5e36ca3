import CPostgres
public import Loop
import Synchronization

/// Connections to PostgreSQL that belong to one event loop and are used only there.
///
/// Trips share a few pipelined connections; an interactive transaction has one to itself. For slow
/// work, such as imports and reports, make another pool: on a shared connection everything waits
/// for what was sent before it.
public final class Pool: @unchecked Sendable {
    // Unchecked: all but `counters` is touched on the loop's thread only, which `submit` checks.

    /// The loop whose own the pool is.
    public let loop: EventLoop
    let settings: ConnectionSettings
    let limits: PoolLimits
    let counters = PoolCounters()

    /// Told of connections made and lost; on the loop, for the log.
    let report: @Sendable (PoolEvent) -> Void

    let shared: [Slot]
    let exclusive: [Slot]
    var waiting = Fifo<Flight>(capacity: 64)
    var waitingForExclusive = Fifo<ExclusiveWaiter>()
    var isClosed = false
    /// Since when there has been no shared connection; nil while there is one.
    var downSince: UInt64?
    private var unflushed: [PipelinedConnection] = []
    var sweep: Timer?
    var whenIdle: [UnsafeContinuation<Void, Never>] = []

    /// A pool that begins to connect at once; may be made on any thread.
    public init(
        loop: EventLoop, settings: ConnectionSettings, limits: PoolLimits = PoolLimits(),
        report: @escaping @Sendable (PoolEvent) -> Void = { _ in }
    ) {
        precondition(
            limits.sharedConnections > 0 && limits.depth > 0,
            "a pool has at least one shared connection: it tells whether PostgreSQL is there")
        self.loop = loop
        self.settings = settings
        self.limits = limits
        self.report = report
        shared = (0..<limits.sharedConnections).map { _ in Slot(.shared, limits) }
        exclusive = (0..<limits.exclusiveConnections).map { _ in Slot(.exclusive, limits) }
        downSince = Monotonic.nanoseconds
        loop.execute { self.start() }
    }

    /// Whether a trip would be sent rather than wait for a connection; from any thread.
    public var isReady: Bool { counters.isReady.load(ordering: .relaxed) }

    /// What the pool has done and is doing; from any thread.
    public var statistics: PoolStatistics { counters.statistics }

    /// Sends a trip and waits until it has been kept or rolled back.
    /// - Parameters:
    ///   - deadline: a moment of `Monotonic`, after which the query is cancelled.
    ///   - retryable: whether the trip only reads, so that it may be sent again, once, when the
    ///     connection is lost under it.
    public func send(
        _ trip: Trip, deadline: UInt64? = nil, retryable: Bool = false
    ) async throws(DatabaseError) {
        precondition(!trip.load.isSent, "a trip is sent once")
        let deadline = deadline ?? Monotonic.nanoseconds &+ limits.timeout.clampedNanoseconds
        let error: DatabaseError? = await withUnsafeContinuation { continuation in
            submit(
                Flight(
                    trip.load, deadline: deadline, isRetryable: retryable, isWhole: true,
                    continuation))
        }
        if let error { throw error }
    }

    private func start() {
        loop.beforeWaiting { [weak self] in self?.flush() }
        for slot in shared { dial(slot) }
    }

    // MARK: Trips

    private func submit(_ flight: Flight) {
        loop.assertCurrent()
        if isClosed { return flight.resume(.closed) }
        guard flight.load.steps.count > 0 else { return flight.resume(nil) }
        startSweeping()
        if waiting.isEmpty, let connection = leastLoaded() {
            counters.inFlight.add(1)
            return connection.send(flight)
        }
        if let pause = refusal() { return flight.resume(.unavailable(retryAfter: pause)) }
        guard waiting.count < limits.queue else {
            counters.refused.add(1)
            return flight.resume(.exhausted(retryAfter: .seconds(1)))
        }
        flight.load.isSent = true
        waiting.append(flight)
        counters.waiting.add(1)
    }

    /// Sends what waits, as far as there is room.
    func pump() {
        while !waiting.isEmpty, let connection = leastLoaded(), let flight = waiting.popFirst() {
            counters.waiting.add(-1)
            counters.inFlight.add(1)
            connection.send(flight)
        }
    }

    private func leastLoaded() -> PipelinedConnection? {
        var best: PipelinedConnection?
        var least = limits.depth
        for slot in shared {
            guard let connection = slot.usable, connection.flights.count < least else { continue }
            least = connection.flights.count
            best = connection
        }
        return best
    }

    /// How long to stay away, when PostgreSQL has been gone for longer than patience lasts.
    func refusal() -> Duration? {
        guard let downSince else { return nil }
        let patience = limits.patience.clampedNanoseconds
        return Monotonic.nanoseconds &- downSince > patience ? .seconds(1) : nil
    }

    // MARK: Sending together

    private func flush() {
        guard !unflushed.isEmpty else { return }
        let connections = unflushed
        unflushed.removeAll(keepingCapacity: true)
        for connection in connections { connection.flush() }
    }

    func noteUnflushed(_ connection: PipelinedConnection) {
        guard !unflushed.contains(where: { $0 === connection }) else { return }
        unflushed.append(connection)
    }
}
