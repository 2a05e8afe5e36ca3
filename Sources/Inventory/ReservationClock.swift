public import Bedrock
public import Loop
public import Postgres

/// Lets reservations go whose time is over.
///
/// One runs on each server; which of them comes first doesn't matter. Nothing is oversold by its
/// being late: what is held stays held until it is let go.
public final class ReservationClock: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    private static let pause: Duration = .seconds(10)
    /// Reservations that one transaction lets go at most.
    package static let batch: Int32 = 100

    private let loop: EventLoop
    private let pool: Pool
    private let log: Log
    private let expired: Counter
    private var timer: Loop.Timer?
    private var running: Task<Void, Never>?
    private var isStopped = false

    public init(loop: EventLoop, pool: Pool, log: Log, metrics: Metrics) {
        self.loop = loop
        self.pool = pool
        self.log = log
        expired = metrics.counter(
            "dray_stock_reservations_expired_total", "Reservations let go after their time.")
        loop.execute { self.wait() }
    }

    /// Lets nothing more go, and waits for what it is about to let go.
    public func stop() async {
        let running = await loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.running
        }
        await running?.value
    }

    /// Lets go what is over at that instant, on the loop; how many.
    package func run(at now: Instant) async throws(DatabaseError) -> Int64 {
        var sum: Int64 = 0
        while true {
            var trip = Trip()
            let count = trip.add(ReservationStatements.expire, now, Self.batch)
            try await pool.send(trip)
            let ended = count.first ?? 0
            expired.add(Int(ended))
            sum += ended
            guard !isStopped, ended == Int64(Self.batch) else { return sum }
        }
    }

    private func wait() {
        guard !isStopped else { return }
        timer = loop.schedule(after: Self.pause) { [weak self] in
            guard let self else { return }
            timer = nil
            running = loop.run { await self.letGo() }
        }
    }

    private func letGo() async {
        do throws(DatabaseError) {
            _ = try await run(at: .now())
        } catch {
            if !isStopped { log.warning("reservations_not_expired", .error(error)) }
        }
        running = nil
        wait()
    }
}
