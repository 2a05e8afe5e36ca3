public import Bedrock
import Loop
import Orders
public import Platform
package import Postgres
import Wire

/// Runs standing orders that are due.
///
/// One runs on each server. Which of them comes first doesn't matter: whoever holds the row when it
/// is due runs it, and the row of the run can be there only once.
public final class StandingClock: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    private static let pause: Duration = .seconds(10)
    /// Standing orders that are looked up at once.
    private static let batch: Int32 = 50

    private let services: Services
    private let log: Log
    private let ran: Counter
    private var timer: Loop.Timer?
    private var running: Task<Void, Never>?
    private var isStopped = false

    public init(services: Services, log: Log, metrics: Metrics) {
        self.services = services
        self.log = log
        ran = metrics.counter(
            "dray_standing_orders_run_total", "Times that a standing order was due and was run.")
        services.loop.execute { self.wait() }
    }

    /// Runs nothing more, and waits for what it is about to run.
    public func stop() async {
        let running = await services.loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.running
        }
        await running?.value
    }

    /// Runs what is due at that instant, on the loop; how many this server ran.
    ///
    /// What others hold, and what can't be run just now, is passed over and left for the next time:
    /// nobody who is due behind it waits for it.
    package func run(at now: Instant) async throws(DatabaseError) -> Int {
        var sum = 0
        var last: DueOrder?
        while true {
            var trip = Trip()
            let due = trip.add(StandingStatements.due, now, last?.at, last?.id, Self.batch)
            try await services.pool.send(trip, deadline: nil, retryable: true)
            for order in due.rows where !isStopped {
                guard await run(order, at: now) else { continue }
                ran.add(1)
                sum += 1
            }
            guard !isStopped, due.rows.count == Int(Self.batch) else { return sum }
            last = due.rows.last
        }
    }

    private func run(_ due: DueOrder, at now: Instant) async -> Bool {
        do throws(Problem) {
            return try await StandingRunner(due, at: now, services).run()
        } catch {
            log.warning(
                "standing_order_not_run", .text("id", due.id.text),
                .text("problem", error.kind.slug), .text("cause", error.cause ?? "none"))
            return false
        }
    }

    private func wait() {
        guard !isStopped else { return }
        timer = services.loop.schedule(after: Self.pause) { [weak self] in
            guard let self else { return }
            timer = nil
            running = services.loop.run { await self.turn() }
        }
    }

    private func turn() async {
        do throws(DatabaseError) {
            _ = try await run(at: .now())
        } catch {
            if !isStopped { log.warning("standing_orders_not_run", .error(error)) }
        }
        running = nil
        wait()
    }
}
