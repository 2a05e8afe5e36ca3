import Glibc
import Postgres
import Synchronization
import TemporaryFolder

/// Something a test can't go on without.
struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Databases of their own on the PostgreSQL that `DRAY_TEST_DATABASE_URL` names.
enum TestDatabase {
    private static let numbers = Atomic(0)

    /// Makes an empty database and answers its address, for the role that owns the schema.
    static func make(on cluster: String? = nil) throws -> String {
        let named = cluster ?? getenv("DRAY_TEST_DATABASE_URL").map { String(cString: $0) }
        guard let given = named, !given.isEmpty
        else {
            throw TestFailure("no DRAY_TEST_DATABASE_URL; script/test makes a PostgreSQL")
        }
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        let name = "dray_tests_\(getpid())_\(number)"
        let connection = try AdminConnection(ConnectionSettings(given))
        try dropForsaken(connection)
        try connection.execute("create database \(name)")
        guard given.contains("://") else { return "\(given) dbname=\(name)" }
        return "\(given)\(given.contains("?") ? "&" : "?")dbname=\(name)"
    }

    /// Makes a database with the schema, for the role that owns it.
    ///
    /// `DRAY_TEST_MUTATION` is a statement that is run in it then: `script/mutate-policies` weakens
    /// a policy with it, and sees which tests notice.
    static func migrated(on cluster: String? = nil) throws -> String {
        let address = try make(on: cluster)
        let settings = ConnectionSettings(address)
        try Migrator(folder: Project.folder + "/Migrations", settings: settings).run()
        if let mutation = getenv("DRAY_TEST_MUTATION").map({ String(cString: $0) }) {
            try AdminConnection(settings).execute(mutation)
        }
        return address
    }

    /// Databases of runs that are over.
    private static func dropForsaken(_ connection: AdminConnection) throws {
        let names = try connection.query(
            "select datname from pg_database where datname like 'dray\\_tests\\_%'")
        for name in names.compactMap({ $0[0] }) {
            guard let process = pid_t(name.split(separator: "_")[2]) else { continue }
            if kill(process, 0) != 0, errno == ESRCH {
                try? connection.execute("drop database if exists \(name) with (force)")
            }
        }
    }
}

/// A PostgreSQL that a test has to itself, to kill it.
struct OwnCluster: Sendable {
    private let home: TemporaryFolder
    let folder: String
    /// For the role that owns the schema.
    let address: String

    init() throws {
        home = try TemporaryFolder("cluster")
        folder = home.path + "/postgres"
        chmod(home.path, 0o755)
        // Not as a scratch one: what is committed has to outlive the crash.
        try Self.run("start", folder)
        guard let output = popen("\(Project.folder)/script/postgres url \(folder)", "r") else {
            throw TestFailure("script/postgres can't be asked")
        }
        defer { pclose(output) }
        var line = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&line, 1, line.count, output)
        address = String(decoding: line[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
    }

    /// Ends every process of it at once, as a crash does.
    func kill() throws { try Self.run("stop", folder, "--immediate") }

    /// Starts it again on the data it had.
    func start() throws { try Self.run("start", folder) }

    func remove() throws {
        try kill()
        home.remove()
    }

    private static func run(_ words: String...) throws {
        let command = "\(Project.folder)/script/postgres \(words.joined(separator: " "))"
        guard system("\(command) > /dev/null 2>&1") == 0 else {
            throw TestFailure("\(command) failed")
        }
    }
}

/// The checkout that the tests belong to.
enum Project {
    static let folder = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/")
    }()

    static func text(_ path: String) throws -> String {
        guard let file = fopen("\(folder)/\(path)", "r") else {
            throw TestFailure("\(path) can't be read")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            bytes += piece[..<count]
            if count < piece.count { return String(decoding: bytes, as: UTF8.self) }
        }
    }

    static func write(_ text: String, to path: String) throws {
        guard let file = fopen("\(folder)/\(path)", "w") else {
            throw TestFailure("\(path) can't be written")
        }
        defer { fclose(file) }
        fputs(text, file)
    }
}
