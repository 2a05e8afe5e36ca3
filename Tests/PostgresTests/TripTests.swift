import Bedrock
import Postgres
import Testing

private let one = Statement<Int>("select 1::bigint")
private let double = Statement<Int, Int>("select $1 * 2")
private let divide = Statement<Int, Int, Int>("select $1 / $2")
private let pair = Statement<(Int, String?), Int, String?>("select $1, $2") { row in
    (try row.read(), try row.read())
}

@Suite("A trip is one round trip and one transaction")
struct TripTests {
    @Test("answers each statement with its own rows")
    func answers() async throws {
        try await withPool { pool in
            var trip = Trip()
            let first = trip.add(double, 21)
            let second = trip.add(pair, 7, nil)
            let third = trip.add(pair, 8, "eight")
            try await pool.send(trip)
            #expect(first.first == 42)
            #expect(second.rows.count == 1)
            #expect(second.first?.0 == 7)
            #expect(second.first?.1 == nil)
            #expect(third.first?.1 == "eight")
            #expect(third.affected == 1)
        }
    }

    @Test("keeps many in flight on one connection, each with its own answer")
    func pipelined() async throws {
        try await withPool(.narrow) { pool in
            let sums = await withTaskGroup(of: Int.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        var trip = Trip()
                        let reply = trip.add(double, number)
                        do { try await pool.send(trip) } catch { return -1 }
                        return reply.first == number * 2 ? 1 : 0
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(sums == 500)
            #expect(pool.statistics.connects == 1)
        }
    }

    @Test("an error stays local to its trip")
    func localError() async throws {
        try await withPool(.narrow) { pool in
            let outcomes = await withTaskGroup(of: (Int, String).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        var trip = Trip()
                        let before = trip.add(one)
                        let reply = trip.add(divide, number, number % 3)
                        let after = trip.add(double, number)
                        do throws(DatabaseError) { try await pool.send(trip) } catch {
                            return (number, error.server?.sqlstate ?? "\(error)")
                        }
                        let isRight =
                            before.first == 1 && reply.first == number / (number % 3)
                            && after.first == number * 2
                        return (number, isRight ? "right" : "wrong")
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for number in 0..<60 {
                #expect(outcomes[number] == (number % 3 == 0 ? "22012" : "right"))
            }
            #expect(pool.statistics.connects == 1)
        }
    }
}
