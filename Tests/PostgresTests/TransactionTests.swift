import Postgres
import Testing

private let makeTable = Statement<Void>("create temp table items (id bigint primary key)")
private let insert = Statement<Void, Int>("insert into items values ($1)")
private let count = Statement<Int>("select count(*) from items")

private struct ChangedMyMind: Error {}

@Suite("A transaction is kept whole or not at all")
struct TransactionTests {
    /// A pool whose only exclusive connection has a table of its own.
    private func withTable<Value: Sendable>(
        _ body: @escaping @Sendable (Pool) async throws -> Value
    ) async throws -> Value {
        try await withPool(.narrow) { pool in
            try await pool.transaction { transaction in
                var trip = Trip()
                trip.add(makeTable)
                try await transaction.send(trip)
            }
            return try await body(pool)
        }
    }

    private func countItems(_ pool: Pool) async throws -> Int? {
        try await pool.transaction(.readOnly) { transaction in
            var trip = Trip()
            let reply = trip.add(count)
            try await transaction.send(trip)
            return reply.first
        }
    }

    private func add(_ id: Int, _ transaction: borrowing Transaction) async throws {
        var trip = Trip()
        trip.add(insert, id)
        try await transaction.send(trip)
    }

    @Test("commits when its body returns")
    func commits() async throws {
        let items = try await withTable { pool in
            try await pool.transaction { transaction in
                try await add(1, transaction)
                try await add(2, transaction)
            }
            return try await countItems(pool)
        }
        #expect(items == 2)
    }

    @Test("commits with its last trip, in the same round")
    func commitsAlong() async throws {
        let items = try await withTable { pool in
            try await pool.transaction { transaction in
                try await add(1, transaction)
                var trip = Trip()
                trip.add(insert, 2)
                try await transaction.send(trip, committing: true)
            }
            return try await countItems(pool)
        }
        #expect(items == 2)
    }

    @Test("rolls back when its body throws")
    func rollsBack() async throws {
        let items = try await withTable { pool in
            await #expect(throws: ChangedMyMind.self) {
                try await pool.transaction { transaction in
                    try await add(1, transaction)
                    throw ChangedMyMind()
                }
            }
            return try await countItems(pool)
        }
        #expect(items == 0)
    }

    @Test("cannot be committed after an error, even one that was passed over")
    func failed() async throws {
        let items = try await withTable { pool in
            await #expect(throws: DatabaseError.self) {
                try await pool.transaction { transaction in
                    try await add(1, transaction)
                    try? await add(1, transaction)
                }
            }
            await #expect(throws: DatabaseError.self) {
                try await pool.transaction { transaction in
                    try await add(1, transaction)
                    var trip = Trip()
                    trip.add(insert, 1)
                    try await transaction.send(trip, committing: true)
                }
            }
            return try await countItems(pool)
        }
        #expect(items == 0)
    }

    @Test("a trip is a transaction too, and its error rolls all of it back")
    func tripsRollBack() async throws {
        try await withPool(.narrow) { pool in
            var setUp = Trip()
            setUp.add(makeTable)
            try await pool.send(setUp)
            var trip = Trip()
            trip.add(insert, 1)
            trip.add(insert, 1)
            do throws(DatabaseError) {
                try await pool.send(trip)
                Issue.record("the second row should have been refused")
            } catch {
                #expect(error.server?.sqlstate == "23505")
                #expect(error.server?.constraint == "items_pkey")
            }
            var check = Trip()
            let items = check.add(count)
            try await pool.send(check)
            #expect(items.first == 0)
        }
    }

    @Test("a constraint checked at the end fails its own trip only")
    func deferred() async throws {
        try await withPool(.narrow) { pool in
            var setUp = Trip()
            setUp.add(makeTable)
            try await pool.send(setUp)
            var link = Trip()
            link.add(
                Statement(
                    """
                    create temp table links (item bigint
                    references items deferrable initially deferred)
                    """) as Statement<Void>)
            try await pool.send(link)
            async let good = succeeds(pool, 1, also: 1)
            async let bad = succeeds(pool, 2, also: 3)
            async let afterwards = succeeds(pool, 4, also: 4)
            #expect(await [good, bad, afterwards] == ["kept", "23503", "kept"])
            #expect(pool.statistics.connects == 1)
        }
    }

    private func succeeds(_ pool: Pool, _ item: Int, also link: Int) async -> String {
        var trip = Trip()
        trip.add(Statement<Void, Int>("insert into links values ($1)"), link)
        trip.add(insert, item)
        do { try await pool.send(trip) } catch { return error.server?.sqlstate ?? "\(error)" }
        return "kept"
    }

    @Test("waits its turn for a connection")
    func turns() async throws {
        let items = try await withTable { pool in
            await withTaskGroup(of: Void.self) { group in
                for id in 0..<20 {
                    group.addTask {
                        try? await pool.transaction { try await add(id, $0) }
                    }
                }
            }
            return try await countItems(pool)
        }
        #expect(items == 20)
    }
}
