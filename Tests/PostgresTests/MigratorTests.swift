import Foundation
import Postgres
import Testing

@Suite("Migrations run once, in order, and stay what they were")
struct MigratorTests {
    /// A folder and a database for one test.
    private struct Scene: Sendable {
        let folder: String
        let settings: ConnectionSettings

        init() async throws {
            let name = TestDatabase.uniqueName("migrations")
            folder = NSTemporaryDirectory() + name
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try await admin("create database \(name)")
            var settings = TestDatabase.settings
            settings.database = name
            self.settings = settings
            try write("0001_first", "create table one (a int); insert into one values (1);")
            try write("0002_second", "alter table one add b int")
        }

        func write(_ name: String, _ sql: String) throws {
            try sql.write(toFile: "\(folder)/\(name).sql", atomically: true, encoding: .utf8)
        }

        func remove(_ name: String) throws {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name).sql")
        }

        func run() async throws -> [String] {
            let (folder, settings) = (folder, settings)
            return try await offLoop { try Migrator(folder: folder, settings: settings).run() }
        }

        /// What refuses to run, in its own words.
        func refusal() async -> String {
            do {
                _ = try await run()
                return "nothing"
            } catch { return "\(error)" }
        }

        func end() async throws {
            try await admin("drop database \(settings.database!) with (force)")
            try FileManager.default.removeItem(atPath: folder)
        }
    }

    @Test("runs what is new, and nothing the second time")
    func runs() async throws {
        let scene = try await Scene()
        #expect(try await scene.run() == ["0001_first", "0002_second"])
        #expect(try await scene.run() == [])
        try scene.write("0004_third", "create table three ()")
        #expect(try await scene.run() == ["0004_third"])
        #expect(try await admin("select a, b from one", scene.settings) == [["1", nil]])
        try await scene.end()
    }

    @Test("servers that start together run each file once")
    func together() async throws {
        let scene = try await Scene()
        try scene.write("0003_slow", "select pg_sleep(0.2); create table slow ()")
        let runs = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask { try await scene.run() }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(runs.flatMap { $0 } == ["0001_first", "0002_second", "0003_slow"])
        try await scene.end()
    }

    @Test("refuses an edited, a missing and a late file, and runs nothing then")
    func refuses() async throws {
        let scene = try await Scene()
        _ = try await scene.run()
        try scene.write("0009_later", "create table later ()")
        try scene.write("0001_first", "create table one (a bigint)")
        #expect(await scene.refusal() == "0001_first was edited after it had been run")
        try scene.remove("0001_first")
        #expect(await scene.refusal() == "0001_first has been run, but its file is gone")
        try scene.write("0001_renamed", "create table one (a int); insert into one values (1);")
        #expect(await scene.refusal() == "nothing")
        try scene.write("0003_late", "create table late ()")
        #expect(await scene.refusal() == "0003_late comes before 0009_later, which has been run")
        try await scene.end()
    }

    @Test("keeps nothing of a file that fails, and all before it")
    func fails() async throws {
        let scene = try await Scene()
        try scene.write("0003_wrong", "create table wrong (); select 1/0")
        #expect(await scene.refusal() == "0003_wrong: 22012 division by zero")
        let tables = try await admin(
            "select to_regclass('one') is null, to_regclass('wrong') is null", scene.settings)
        #expect(tables == [["f", "t"]])
        try scene.write("0003_wrong", "commit")
        #expect(await scene.refusal() == "0003_wrong ends the transaction it runs in")
        try await scene.end()
    }

    @Test(
        "refuses names that are not of the pattern",
        arguments: ["1_short", "00011_long", "0001-dash", "0005_", "notes"])
    func names(name: String) async throws {
        let scene = try await Scene()
        try scene.write(name, "select 1")
        #expect(await scene.refusal() == "\(name).sql is not named NNNN_name.sql")
        try scene.remove(name)
        try scene.write("0002_twice", "select 1")
        #expect(await scene.refusal().hasSuffix("have the same number"))
        try await scene.end()
    }
}
