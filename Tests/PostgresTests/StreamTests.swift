import Postgres
import Testing

private let one = Statement<Int>("select 1::bigint")
private let series = Statement<Int, Int>("select generate_series(1, $1)")
/// Fails when it comes to the row that is divided by nothing.
private let quotients = Statement<Int, Int, Int>(
    "select 1000000 / ($1 - n) from generate_series(1, $2) n")
private let names = Statement<Int, Int>(
    """
    select case when n < $1 then n end from generate_series(1, 1000) n
    """)

/// What came of a stream, on the pool's loop.
private final class Collected: @unchecked Sendable {
    // Unchecked: it is added to on the loop and read once the trip has returned.
    var rows: [Int] = []
}

@Suite("Rows of a stream are handed on as they arrive")
struct StreamTests {
    private func send(_ trip: Trip, _ pool: Pool) async -> DatabaseError? {
        do throws(DatabaseError) { try await pool.send(trip) } catch { return error }
        return nil
    }

    @Test("each once and in order, after the replies of the statements before")
    func order() async throws {
        try await withPool(.narrow) { pool in
            let collected = Collected()
            var trip = Trip()
            let before = trip.add(one)
            trip.stream(series, 20_000) { collected.rows.append($0 * (before.first ?? 0)) }
            let after = trip.add(one)
            trip.stream(series, 0) { collected.rows.append($0) }
            trip.stream(series, 3) { collected.rows.append(-$0) }
            try await pool.send(trip)
            #expect(collected.rows == Array(1...20_000) + [-1, -2, -3])
            #expect(after.rows == [1])
        }
    }

    @Test("as the first of a trip, while others share the connection")
    func beside() async throws {
        try await withPool(.narrow) { pool in
            let sums = await withTaskGroup(of: Int.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let collected = Collected()
                        var trip = Trip()
                        if number % 2 == 0 {
                            trip.stream(series, number * 10) { collected.rows.append($0) }
                        }
                        let reply = trip.add(one)
                        guard await send(trip, pool) == nil, reply.rows == [1] else { return -1 }
                        return collected.rows == Array(1..<(number % 2 == 0 ? number * 10 : 0) + 1)
                            ? 1 : 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(sums == 60)
            #expect(pool.statistics.connects == 1)
        }
    }

    @Test("in a transaction too")
    func transaction() async throws {
        try await withPool(.narrow) { pool in
            let collected = Collected()
            try await pool.transaction(.readOnly) { transaction in
                for _ in 0..<2 {
                    var trip = Trip()
                    trip.stream(series, 2) { collected.rows.append($0) }
                    try await transaction.send(trip)
                }
            }
            #expect(collected.rows == [1, 2, 1, 2])
        }
    }

    @Test("as far as they come before an error, which fails the trip and not the connection")
    func error() async throws {
        try await withPool(.narrow) { pool in
            let collected = Collected()
            var trip = Trip()
            trip.stream(quotients, 5_000, 10_000) { collected.rows.append($0) }
            trip.add(one)
            #expect(await send(trip, pool)?.server?.sqlstate == "22012")
            #expect(collected.rows.count < 5_000)
            var again = Trip()
            let reply = again.add(one)
            try await pool.send(again)
            #expect(reply.rows == [1])
            #expect(pool.statistics.connects == 1)
        }
    }

    @Test("until one can't be read: the rest is passed over")
    func unreadable() async throws {
        try await withPool(.narrow) { pool in
            let collected = Collected()
            var trip = Trip()
            trip.stream(names, 500) { collected.rows.append($0) }
            let error = await send(trip, pool)
            #expect(error == .unreadable(.unexpectedNull(column: "case")))
            #expect(collected.rows == Array(1..<500))
        }
    }
}
