import API
import Bedrock
import Cryptography
import Glibc
import HTTP
import Identity
import Loop
import Organizations
import Platform
import Postgres
import RawHTTP
import Synchronization

/// A real server in this process, on a port and a database of its own.
final class TestServer: Sendable {
    let port: UInt16
    /// The database, for the role that owns the schema.
    let address: String
    let client: Client
    let catalog: PrivilegeCatalog
    /// Somebody who approves businesses.
    let admin: Person
    private let settings: [String: String]
    private let server: Server
    private let log: Log
    private let lines: LogLines

    private static let starting = Task {
        let server = try await TestServer()
        sharedAddress.withLock { $0 = server.address }
        return server
    }

    /// The database of the one that tests share, once there is one.
    static let sharedAddress = Mutex<String?>(nil)

    /// The one that tests share; each works in organizations of its own.
    static var shared: TestServer {
        get async throws { try await starting.value }
    }

    static let tokenKeys = "test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
    static let pepper = "cGVwcGVyIG9mIHRoZSB0ZXN0cw"
    private static let adminEmail = "admin@platform.example"
    private static let adminPassword = "correct horse battery"

    /// A server on a database that nobody else uses, for tests that break things or need other
    /// settings.
    init(
        on cluster: OwnCluster? = nil, with settings: [String: String] = [:],
        isDevelopment: Bool = true
    ) async throws {
        self.settings = settings
        address = try TestDatabase.migrated(on: cluster?.address)
        let owner = ConnectionSettings(address)
        catalog = try PolicyFiles.load(Project.folder + "/Policies")
        let connection = try AdminConnection(owner)
        try PolicyFiles.apply(catalog, connection)
        try RequirementFiles.apply(
            try RequirementFiles.load(Project.folder + "/Policies"), connection)
        lines = LogLines()
        log = Log(LogSink(level: .debug, write: lines.add))
        let parts = ServerParts(
            configuration: try Configuration.load(
                Self.environment.merging(settings) { $1 }),
            databaseURL: address, catalog: catalog,
            keys: try ServerKeys(tokenKeys: Self.tokenKeys, pepper: Self.pepper),
            isDevelopment: isDevelopment, log: log)
        let hash = try await parts.identity.passwords.hash(Self.adminPassword)
        try PlatformBootstrap.make(
            admins: [.init(email: Self.adminEmail, name: "Ada Admin", passwordHash: hash)],
            connection)
        server = try await Server.start(parts)
        port = server.port
        guard await server.waitUntilReady(for: .seconds(120)) else {
            throw TestFailure("the server doesn't reach PostgreSQL")
        }
        client = Client(port: port)
        admin = try await Person.signIn(
            client, email: Self.adminEmail, password: Self.adminPassword)
    }

    /// What a server of the tests is started with, in this process or another.
    static let environment = [
        // What apps are used for is written at a server's end, not in the midst of a test.
        "DRAY_STATISTICS_INTERVAL": "1h",
        "DRAY_PORT": "0", "DRAY_PASSWORD_MEMORY_KIB": "1024", "DRAY_TOKEN_KEYS": tokenKeys,
        "DRAY_PASSWORD_PEPPER": pepper, "DRAY_LOG_LEVEL": "error", "DRAY_MAIL": "none",
        "DRAY_PASSWORD_QUEUE": "1000", "DRAY_RATE_LIMITS": "off",
        "DRAY_STORAGE_DIR": Project.folder + "/.dray/test-storage", "DRAY_STORAGE_RESERVE": "0",
        "DRAY_DOCUMENT_LIMIT": "256KiB", "DRAY_IMAGE_LIMIT": "64KiB",
        "DRAY_EVENT_KEEP_ALIVE": "200ms",
        // Sixteen tests at once are slow on two processors; it isn't what they ask about.
        "DRAY_REQUEST_DEADLINE": "2m",
    ]

    /// Everything it wrote to its log so far.
    func logged() -> String {
        log.flush()
        return lines.text
    }

    func stop() async { await server.stop() }

    /// Removes stored files that no row speaks for; how many, nil when it couldn't.
    func sweepObjects() async -> Int? { await server.sweepObjects() }

    /// Makes the renditions of every image that waits for its own.
    func renderImages() async { await server.renderImages() }

    /// Waits for PostgreSQL to be reached; false when that doesn't happen.
    func isReady() async -> Bool { await server.waitUntilReady(for: .seconds(120)) }

    /// Forgets what is old at that instant; answers how many keys, sessions and codes.
    func purge(at now: Instant = .now()) async throws -> [Int64] {
        try await server.purge(at: now)
    }

    /// Opens requirements that are over at that instant and announces those that end soon; answers
    /// how many of each.
    func expireRequirements(at now: Instant) async throws -> [Int64] {
        try await server.expireRequirements(at: now)
    }

    /// Another server on the same database, started and reached.
    func another() async throws -> Server {
        let parts = ServerParts(
            configuration: try Configuration.load(Self.environment.merging(settings) { $1 }),
            databaseURL: address, catalog: catalog,
            keys: try ServerKeys(tokenKeys: Self.tokenKeys, pepper: Self.pepper),
            isDevelopment: true, log: log)
        let other = try await Server.start(parts)
        guard await other.waitUntilReady(for: .seconds(120)) else {
            throw TestFailure("the other server doesn't reach PostgreSQL")
        }
        return other
    }

    /// Lets reservations go that are over at that instant; answers how many.
    func expireReservations(at now: Instant) async throws -> Int64 {
        try await server.expireReservations(at: now)
    }

    /// Runs standing orders that are due at that instant; answers how many this server ran.
    func runStandingOrders(at now: Instant) async throws -> Int {
        try await server.runStandingOrders(at: now)
    }

    /// Asks the database itself, as the owner of the schema inside one organization.
    func query(
        _ sql: String, _ parameters: [String?] = [], in organization: String? = nil
    ) throws -> [[String?]] {
        let connection = try AdminConnection(ConnectionSettings(address))
        defer { server.noteChange() }
        if let organization {
            let uuid = try uuid(of: organization)
            _ = try connection.query("select set_config('app.organization', $1, false)", [uuid])
        }
        return try connection.query(sql, parameters)
    }

    /// Changes a setting for every connection to its database, and has the server make new ones.
    func set(_ setting: String) async throws {
        let name = try query("select current_database()")[0][0] ?? ""
        _ = try query("alter database \(name) set \(setting)")
        try endConnections()
        guard await isReady() else { throw TestFailure("the server doesn't come back") }
    }

    /// Ends every connection to its database, and waits until they have.
    func endConnections() throws {
        _ = try query(
            """
            select pg_terminate_backend(pid, 10000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
    }

    func connect() throws -> RawClient { try RawClient(port: port) }
}

/// What a server wrote to its log; what it calls an error goes to ours.
final class LogLines: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    @Sendable
    func add(_ written: [UInt8]) {
        bytes.withLock { $0 += written }
        for line in written.split(separator: 0x0A) {
            let text = String(decoding: line, as: UTF8.self)
            if text.contains(#""status":500"#) { print(text) }
        }
    }
}

/// The UUID inside an id of any kind.
func uuid(of id: String) throws -> String {
    guard let text = id.split(separator: "_").last,
        let parsed = ID<Account>("acc_\(text)")
    else { throw TestFailure("\(id) is no id") }
    return parsed.uuid.text
}
