public import Bedrock
public import Loop
import Platform
public import Postgres

/// Ends impersonations whose time is over, so that each organization is told of the end too.
///
/// One runs on each server. Nothing hangs on its being in time: no token outlives the time box.
public final class ImpersonationClock: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    private static let pause: Duration = .seconds(60)
    private static let batch = 50

    private let loop: EventLoop
    private let pool: Pool
    private let log: Log
    private var timer: Loop.Timer?
    private var run: Task<Void, Never>?
    private var isStopped = false

    public init(loop: EventLoop, pool: Pool, log: Log) {
        self.loop = loop
        self.pool = pool
        self.log = log
        loop.execute { self.wait() }
    }

    /// Ends nothing more, and waits for what it is about to end.
    public func stop() async {
        let run = await loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.run
        }
        await run?.value
    }

    private func wait() {
        guard !isStopped else { return }
        timer = loop.schedule(after: ImpersonationClock.pause) { [weak self] in
            guard let self else { return }
            timer = nil
            run = loop.run { await self.end() }
        }
    }

    private func end() async {
        let now = Instant.now()
        let letter = Letters.impersonation(began: false, nil, until: nil)
        let events = (0..<ImpersonationClock.batch).map { _ in ID<Event>.make(at: now) }
        let mails = events.map { _ in ID<Mail>.make(at: now) }
        var trip = Trip()
        trip.add(
            ImpersonationStatements.endDue, now, events, mails, letter.subject, letter.body)
        do throws(DatabaseError) {
            try await pool.send(trip)
        } catch {
            log.warning("impersonations_not_ended", .error(error))
        }
        run = nil
        wait()
    }
}
