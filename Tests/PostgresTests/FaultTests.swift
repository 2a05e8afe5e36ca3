import Loop
import Postgres
import Testing

private let lock = Statement<Void, Int>("select pg_advisory_xact_lock($1)")
private let five = Statement<Int>("select 5::bigint")

@Suite("Faults have a defined answer", .serialized)
struct FaultTests {
    /// Sends a trip that waits for an advisory lock.
    private func waitForLock(
        _ pool: Pool, _ key: Int, deadline: UInt64? = nil, retryable: Bool = false
    ) async -> String {
        var trip = Trip()
        trip.add(lock, key)
        let reply = trip.add(five)
        do { try await pool.send(trip, deadline: deadline, retryable: retryable) } catch {
            return "\(error)"
        }
        return reply.first == 5 ? "answered" : "wrong"
    }

    private func sendFive(_ pool: Pool) async -> String {
        var trip = Trip()
        let reply = trip.add(five)
        do { try await pool.send(trip) } catch { return "\(error)" }
        return reply.first == 5 ? "answered" : "wrong"
    }

    private func hold(_ key: Int, _ transaction: borrowing Transaction) async throws {
        var trip = Trip()
        trip.add(lock, key)
        try await transaction.send(trip)
    }

    @Test("a read is sent again when its connection is lost, a write is not")
    func killed() async throws {
        try await withPool(.narrow) { pool in
            try await pool.transaction { transaction in
                try await hold(101, transaction)
                async let read = waitForLock(pool, 101, retryable: true)
                async let write = waitForLock(pool, 101)
                let first = try await eventually { try await waitersFor(101).first }
                try await admin("select pg_terminate_backend(\(first))")
                #expect(await write == "database connection lost")
                _ = try await eventually { try await waitersFor(101).first { $0 != first } }
                var trip = Trip()
                trip.add(five)
                try await transaction.send(trip, committing: true)
                #expect(await read == "answered")
            }
            #expect(await sendFive(pool) == "answered")
            #expect(pool.statistics.losses == 1)
            #expect(pool.statistics.retries == 1)
        }
    }

    @Test("a lost transaction is told so, and the next one gets another connection")
    func killedTransaction() async throws {
        try await withPool(.narrow) { pool in
            do {
                try await pool.transaction { transaction in
                    var trip = Trip()
                    let backend = trip.add(Statement<Int>("select pg_backend_pid()"))
                    try await transaction.send(trip)
                    try await admin("select pg_terminate_backend(\(backend.first ?? 0))")
                    _ = try await eventually { pool.statistics.losses == 1 ? true : nil }
                    try await hold(102, transaction)
                }
                Issue.record("the transaction should have been lost")
            } catch let error as DatabaseError {
                #expect("\(error)" == "database connection lost")
            }
            try await pool.transaction { try await hold(102, $0) }
        }
    }

    @Test("a deadline cancels the query, and spares the trips behind it")
    func deadline() async throws {
        try await withPool(.narrow) { pool in
            try await pool.transaction { transaction in
                try await hold(103, transaction)
                async let late = waitForLock(pool, 103, deadline: after(milliseconds: 100))
                async let bystander = sendFive(pool)
                #expect(await late == "database deadline passed")
                #expect(await bystander == "answered")
                _ = try await eventually { try await waitersFor(103).isEmpty ? true : nil }
            }
            #expect(await sendFive(pool) == "answered")
            #expect(pool.statistics.timeouts == 1)
        }
    }

    @Test("a transaction's deadline ends it, and its locks with it")
    func transactionDeadline() async throws {
        try await withPool(.narrow) { pool in
            await #expect(throws: DatabaseError.timeout) {
                try await pool.transaction(deadline: after(milliseconds: 100)) { transaction in
                    var trip = Trip()
                    trip.add(Statement<Void>("select pg_sleep(20)"))
                    try await transaction.send(trip)
                }
            }
            try await pool.transaction { try await hold(104, $0) }
        }
    }

    @Test("the server's own limit on a statement counts as a deadline")
    func statementTimeout() async throws {
        var settings = TestDatabase.settings
        settings.statementTimeout = .milliseconds(50)
        try await withPool(.narrow, settings) { pool in
            var trip = Trip()
            trip.add(Statement<Void>("select pg_sleep(20)"))
            do throws(DatabaseError) {
                try await pool.send(trip)
                Issue.record("the statement should have been stopped")
            } catch {
                #expect(error == .timeout)
            }
            #expect(await sendFive(pool) == "answered")
        }
    }

    @Test("a full queue refuses at once")
    func exhausted() async throws {
        var limits = PoolLimits.narrow
        limits.depth = 1
        limits.queue = 2
        try await withPool(limits) { pool in
            try await pool.transaction { transaction in
                try await hold(105, transaction)
                async let first = waitForLock(pool, 105)
                _ = try await eventually { try await waitersFor(105).first }
                async let second = sendFive(pool)
                async let third = sendFive(pool)
                _ = try await eventually { pool.statistics.waiting == 2 ? true : nil }
                #expect(await sendFive(pool) == "database busy")
                var trip = Trip()
                trip.add(five)
                try await transaction.send(trip, committing: true)
                #expect(await [first, second, third] == ["answered", "answered", "answered"])
            }
        }
    }

    @Test("without PostgreSQL callers are refused, and it is not ready")
    func unavailable() async throws {
        var limits = PoolLimits.narrow
        limits.patience = .milliseconds(30)
        let settings = ConnectionSettings("host=/nonexistent user=nobody dbname=none")
        try await withPool(limits, settings) { pool in
            #expect(await sendFive(pool) == "database unavailable")
            #expect(!pool.isReady)
            await #expect(throws: DatabaseError.unavailable(retryAfter: .seconds(1))) {
                try await pool.transaction { try await hold(106, $0) }
            }
        }
    }

    @Test("a trip that waits for a connection has its deadline too")
    func waitingDeadline() async throws {
        let settings = ConnectionSettings("host=/nonexistent user=nobody dbname=none")
        try await withPool(.narrow, settings) { pool in
            #expect(
                await waitForLock(pool, 107, deadline: after(milliseconds: 30))
                    == "database deadline passed")
        }
    }
}
