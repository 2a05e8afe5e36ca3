public import Bedrock
public import Loop
public import Postgres

/// Opens what an onboarding showed once its last day is over, and writes to its owner a month
/// before.
///
/// One runs on each server, at its start and every hour; one at a time has the work, in small
/// transactions that write the letters too, so that each is written once.
public final class RequirementClock: @unchecked Sendable {
    // Unchecked: touched on the loop's thread only.

    private static let pause: Duration = .seconds(3_600)
    /// Requirements that one transaction opens at most.
    private static let batch: Int32 = 100

    /// Letters to an owner: the business, what is to be shown, the day.
    private static let over = (
        subject: "%1$s: the %2$s has expired",
        body: """
            Hello,

            the %2$s of %1$s held until %3$s. Please upload a current one: all else that you gave
            stays as it is, and you may go on while it is looked at.
            """
    )
    private static let ends = (
        subject: "%1$s: the %2$s ends on %3$s",
        body: """
            Hello,

            the %2$s of %1$s holds until %3$s. After that day it is asked for again.
            """
    )

    private let loop: EventLoop
    private let pool: Pool
    private let log: Log
    private var timer: Loop.Timer?
    private var running: Task<Void, Never>?
    private var isStopped = false

    /// Begins at once; may be made on any thread.
    public init(loop: EventLoop, pool: Pool, log: Log) {
        self.loop = loop
        self.pool = pool
        self.log = log
        loop.execute { self.running = loop.run { await self.look() } }
    }

    /// Opens nothing more, and waits for what it is about to open.
    public func stop() async {
        let running = await loop.perform { [self] in
            isStopped = true
            timer?.cancel()
            timer = nil
            return self.running
        }
        await running?.value
    }

    /// Opens what is over at that instant and announces what ends soon, on the loop; how many of
    /// each.
    package func run(at now: Instant) async throws(DatabaseError) -> [Int64] {
        var sums: [Int64] = [0, 0]
        while true {
            var trip = Trip()
            let replies = [
                trip.add(
                    RequirementStatements.expire, now, Self.batch, Self.over.subject,
                    Self.over.body),
                trip.add(
                    RequirementStatements.announce, now, Self.batch, Self.ends.subject,
                    Self.ends.body),
            ]
            try await pool.send(trip)
            let counts = replies.map { $0.first ?? 0 }
            for (place, count) in counts.enumerated() { sums[place] += count }
            guard !isStopped, counts.contains(Int64(Self.batch)) else { return sums }
        }
    }

    private func look() async {
        do throws(DatabaseError) {
            let counts = try await run(at: .now())
            if counts != [0, 0] {
                log.info(
                    "requirements_expired", .number("opened", counts[0]),
                    .number("announced", counts[1]))
            }
        } catch {
            if !isStopped { log.warning("requirements_not_expired", .error(error)) }
        }
        running = nil
        guard !isStopped else { return }
        timer = loop.schedule(after: Self.pause * Double.random(in: 0.9...1.1)) { [weak self] in
            guard let self else { return }
            timer = nil
            running = loop.run { await self.look() }
        }
    }
}
