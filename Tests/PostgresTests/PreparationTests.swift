import Postgres
import Testing

private let six = Statement<Int>("select 6::bigint")
private let broken = Statement<Void>("select nonsense from nowhere")

@Suite("Statements are prepared on first use, whatever happens")
struct PreparationTests {
    private func send(_ pool: Pool) async throws -> Int? {
        var trip = Trip()
        let reply = trip.add(six)
        try await pool.send(trip)
        return reply.first
    }

    @Test("a statement that cannot be prepared fails its own trip, for its own reason")
    func broken() async throws {
        try await withPool(.narrow) { pool in
            async let before = send(pool)
            async let failure = sendBroken(pool)
            async let another = sendBroken(pool)
            async let after = send(pool)
            let answers = try await [before, after]
            #expect(answers == [6, 6])
            #expect(await [failure, another] == ["42P01", "42P01"])
            #expect(try await send(pool) == 6)
            #expect(pool.statistics.connects == 1)
        }
    }

    private func sendBroken(_ pool: Pool) async -> String {
        var trip = Trip()
        trip.add(six)
        trip.add(PostgresTests.broken)
        do { try await pool.send(trip) } catch { return error.server?.sqlstate ?? "\(error)" }
        return "answered"
    }

    @Test("a session that lost its statements has them prepared again")
    func forgotten() async throws {
        try await withPool(.narrow) { pool in
            #expect(try await send(pool) == 6)
            var trip = Trip()
            trip.add(Statement<Void>("deallocate all"))
            try await pool.send(trip)
            #expect(try await send(pool) == 6)
            #expect(pool.statistics.retries == 1)
        }
    }

    @Test("a table that changes under a statement does not break it")
    func replanned() async throws {
        let read = Statement<String?>("select a::text from postgres_tests_replanned")
        let all = Statement<Void>("select * from postgres_tests_replanned")
        try await admin("drop table if exists postgres_tests_replanned")
        try await admin("create table postgres_tests_replanned (a integer)")
        try await withPool(.narrow) { pool in
            for type in ["bigint", "text"] {
                var trip = Trip()
                trip.add(all)
                trip.add(read)
                try await pool.send(trip)
                try await admin("alter table postgres_tests_replanned alter a type \(type)")
            }
            var trip = Trip()
            trip.add(all)
            try await pool.send(trip)
            #expect(pool.statistics.retries == 2)
        }
        try await admin("drop table postgres_tests_replanned")
    }

    @Test("works without named statements, as behind a pooler")
    func unnamed() async throws {
        var settings = TestDatabase.settings
        settings.usesNamedStatements = false
        try await withPool(.narrow, settings) { pool in
            #expect(try await send(pool) == 6)
            #expect(await sendBroken(pool) == "42P01")
            var trip = Trip()
            let known = trip.add(Statement<Int>("select count(*) from pg_prepared_statements"))
            try await pool.send(trip)
            #expect(known.first == 0)
        }
    }

    @Test("sessions begin with the settings given")
    func settings() async throws {
        let role = TestDatabase.uniqueName("role")
        try await admin("create role \(role)")
        // Whoever makes a role is no member of it by that.
        try await admin("grant \(role) to current_user")
        var settings = TestDatabase.settings
        settings.role = role
        settings.applicationName = "a name with spaces"
        settings.statementTimeout = .seconds(7)
        var limits = PoolLimits.narrow
        limits.patience = .seconds(60)
        let answers = try await withPool(limits, settings) { pool in
            var trip = Trip()
            let role = trip.add(Statement<String>("select current_user"))
            let name = trip.add(
                Statement<String>("select current_setting('application_name')"))
            let limit = trip.add(
                Statement<String>("select current_setting('statement_timeout')"))
            try await pool.send(trip)
            return [role.first, name.first, limit.first]
        }
        #expect(answers == [role, "a name with spaces", "7s"])
        try await admin("drop role \(role)")
    }
}
