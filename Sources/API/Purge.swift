import Bedrock
import Identity
import Loop
import Platform
import Postgres

/// Forgets what nobody will ask for again: idempotency keys after their time, ended sessions,
/// expired codes, old security events, devices that never came back.
///
/// Every server looks at its start and every hour. Batches are small transactions under a lock that
/// one server at a time gets; who does not get it has nothing to do.
final class Purge: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    /// What is forgotten, as the figures call it.
    private static let kinds = ["idempotency_keys"] + Identity.purged
    /// Rows of one kind that one transaction forgets at most.
    static let batch: Int32 = 1_000
    private static let interval = Duration.seconds(3600)
    private static let intervalAfterFailure = Duration.seconds(60)

    private let loop: EventLoop
    private let pool: Pool
    private let configuration: Configuration
    private let log: Log
    private let forgotten: [Counter]
    private var timer: Loop.Timer?
    private var isStopped = false

    /// Begins at once; may be made on any thread.
    init(
        loop: EventLoop, pool: Pool, configuration: Configuration, log: Log,
        metrics: Metrics
    ) {
        self.loop = loop
        self.pool = pool
        self.configuration = configuration
        self.log = log
        forgotten = Self.kinds.map { kind in
            metrics.counter(
                "dray_purged_total", "Rows forgotten after their time.", labels: [("kind", kind)])
        }
        loop.run { await self.runAndSchedule() }
    }

    /// Begins no more; a batch under way ends with the pool.
    func stop() {
        loop.assertCurrent()
        isStopped = true
        timer?.cancel()
        timer = nil
    }

    /// Forgets what is old at that instant, on the loop; how many of each kind.
    func run(at now: Instant) async throws(DatabaseError) -> [Int64] {
        let keys = now.advanced(by: .zero - configuration.keyMemory)
        let ages = Identity.Ages(
            at: now, securityEvents: configuration.securityEventMemory,
            devices: configuration.deviceMemory)
        var sums = Self.kinds.map { _ in Int64(0) }
        while true {
            var trip = Trip()
            let replies = [Idempotency.purge(&trip, before: keys, atMost: Self.batch)]
                + Identity.purge(&trip, ages, atMost: Self.batch)
            try await pool.send(trip)
            let counts = replies.map { $0.first ?? 0 }
            for (place, count) in counts.enumerated() {
                forgotten[place].add(Int(count))
                sums[place] += count
            }
            guard !isStopped, counts.contains(Int64(Self.batch)) else { return sums }
        }
    }

    private func runAndSchedule() async {
        var pause = Self.interval
        do throws(DatabaseError) {
            let counts = try await run(at: .now())
            if counts.contains(where: { $0 > 0 }) {
                log.info(
                    "purged", .number("idempotency_keys", counts[0]),
                    .number("sessions", counts[1]), .number("codes", counts[2]),
                    .number("security_events", counts[3]), .number("devices", counts[4]))
            }
        } catch {
            // Closed on purpose is no news.
            if !isStopped { log.warning("purge_failed", .error(error)) }
            pause = Self.intervalAfterFailure
        }
        guard !isStopped else { return }
        // Spread, so that the servers of a fleet don't all come at once.
        timer = loop.schedule(after: pause * Double.random(in: 0.9...1.1)) { [weak self] in
            guard let self else { return }
            loop.run { await self.runAndSchedule() }
        }
    }
}
