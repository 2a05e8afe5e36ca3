import Postgres
import Testing

@Suite("The blocking connection serves command-line tasks")
struct AdminConnectionTests {
    @Test("runs scripts, and queries with and without parameters")
    func queries() async throws {
        let rows = try await offLoop {
            let connection = try AdminConnection(TestDatabase.settings)
            try connection.execute("create temp table t (a text); insert into t values ('x')")
            return try connection.query("select a, $1::text, $2::text from t", ["y", nil])
        }
        #expect(rows == [["x", "y", nil]])
    }

    @Test("says what PostgreSQL refused")
    func errors() async throws {
        await #expect(throws: DatabaseError.self) { try await admin("selekt") }
        await #expect(throws: DatabaseError.self) { try await admin("select 1/0") }
        let nowhere = ConnectionSettings("host=/nonexistent user=nobody")
        await #expect(throws: DatabaseError.self) { try await admin("select 1", nowhere) }
    }

    @Test("describes a statement without running it")
    func describes() async throws {
        let description = try await offLoop {
            try AdminConnection(TestDatabase.settings).describe(
                Statement<Int, Int, [String]>("select $1 as id where 'a' = any($2)"))
        }
        #expect(description.parameters.map(\.oid) == [20, 1009])
        #expect(description.columns.map(\.name) == ["id"])
        #expect(description.columns.map(\.type.oid) == [20])
    }

    @Test(
        "an address that cannot be read is a problem named before connecting",
        arguments: [("postgres://localhost/dray", false), ("host=/tmp", false), ("nonsense", true)])
    func addresses(address: String, isWrong: Bool) {
        #expect((ConnectionSettings(address).problem != nil) == isWrong)
    }
}
