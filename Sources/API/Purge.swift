import Bedrock
import Identity
import Loop
import Platform
import Postgres

/// Forgets what nobody will ask for again: idempotency keys after their time, ended sessions,
/// expired codes.
///
/// Every server looks at its start and every hour. Batches are small transactions under a lock that
/// one server at a time gets; who does not get it has nothing to do.
final class Purge: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    /// What was forgotten.
    struct Tally: Hashable, Sendable {
        var keys: Int64 = 0
        var sessions: Int64 = 0
        var codes: Int64 = 0
    }

    /// Rows of one kind that one transaction forgets at most.
    static let batch: Int32 = 1_000
    private static let interval = Duration.seconds(3600)
    private static let intervalAfterFailure = Duration.seconds(60)

    private let loop: EventLoop
    private let pool: Pool
    private let keyMemory: Duration
    private let log: Log
    private let forgotten: [Counter]
    private var timer: Loop.Timer?
    private var isStopped = false

    /// Begins at once; may be made on any thread.
    init(loop: EventLoop, pool: Pool, keyMemory: Duration, log: Log, metrics: Metrics) {
        self.loop = loop
        self.pool = pool
        self.keyMemory = keyMemory
        self.log = log
        forgotten = ["idempotency_keys", "sessions", "codes"].map { kind in
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

    /// Forgets what is old at that instant, on the loop.
    func run(at now: Instant) async throws(DatabaseError) -> Tally {
        var sum = Tally()
        while true {
            var trip = Trip()
            let keys = Idempotency.purge(
                &trip, before: now.advanced(by: .zero - keyMemory), atMost: Self.batch)
            let ended = Identity.purge(
                &trip, before: now.advanced(by: .zero - Identity.memory), atMost: Self.batch)
            try await pool.send(trip)
            let counts = [keys, ended.sessions, ended.codes].map { $0.first ?? 0 }
            for (counter, count) in zip(forgotten, counts) { counter.add(Int(count)) }
            sum.keys += counts[0]
            sum.sessions += counts[1]
            sum.codes += counts[2]
            guard !isStopped, counts.contains(Int64(Self.batch)) else { return sum }
        }
    }

    private func runAndSchedule() async {
        var pause = Self.interval
        do throws(DatabaseError) {
            let tally = try await run(at: .now())
            if tally != Tally() {
                log.info(
                    "purged", .number("idempotency_keys", tally.keys),
                    .number("sessions", tally.sessions), .number("codes", tally.codes))
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
