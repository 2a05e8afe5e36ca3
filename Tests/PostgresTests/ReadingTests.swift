import Postgres
import Testing

@Suite("Rows that are not what their statement says are refused")
struct ReadingTests {
    private func read<Row: Sendable>(_ statement: Statement<Row>) async throws -> DatabaseError? {
        try await withPool(.narrow) { pool in
            var trip = Trip()
            trip.add(statement)
            do throws(DatabaseError) { try await pool.send(trip) } catch { return error }
            return nil
        }
    }

    private func problem(_ error: DatabaseError?) -> RowError? {
        if case .unreadable(let problem) = error { problem } else { nil }
    }

    @Test("a column of another type")
    func mismatch() async throws {
        let error = try await read(Statement<Int>("select 'x'::text as name"))
        guard case .mismatch(column: "name", _) = problem(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a NULL where there must be a value")
    func null() async throws {
        let error = try await read(Statement<Int>("select null::bigint as amount"))
        #expect(problem(error) == .unexpectedNull(column: "amount"))
    }

    @Test("a column that nobody reads, and one that is not there")
    func columns() async throws {
        let many = try await read(Statement<Int>("select 1::bigint, 2::bigint"))
        #expect(problem(many) == .tooManyColumns(2))
        let few = try await read(
            Statement<Int>("select 1::bigint") { row in
                try row.skip()
                return try row.read()
            })
        #expect(problem(few) == .tooFewColumns(1))
    }

    @Test("a statement without rows of interest ignores what comes")
    func void() async throws {
        #expect(try await read(Statement<Void>("select 1, 'x', null")) == nil)
    }

    @Test("a statement's name depends on its text and its parameters alone")
    func names() {
        let one = Statement<Int, Int>("select $1")
        #expect(one.name == Statement<Int, Int>("select $1").name)
        #expect(one.name != Statement<Int, Int>("select  $1").name)
        #expect(one.name != Statement<Int, Int32>("select $1").name)
        #expect(one.parameterTypes.map(\.oid) == [20])
    }

    @Test("an error's description quotes no row")
    func discretion() async throws {
        let error = try await read(
            Statement<Void>("select 'secret'::integer"))
        #expect(error?.description == "database error 22P02")
        #expect(error?.server?.detailForLog.contains("secret") == true)
    }
}
