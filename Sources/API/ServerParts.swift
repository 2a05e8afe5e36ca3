public import Bedrock
public import Cryptography
public import Identity
public import Platform
import Postgres
public import Pricing

/// What all loops of one server share; immutable, or guarded.
public struct ServerParts: Sendable {
    public let configuration: Configuration
    public let catalog: PrivilegeCatalog
    public let table: OperationTable
    public let tokens: AccessTokens
    public let identity: IdentityServices
    public let books: PriceBooks
    public let rates: RateLimits
    public let log: Log
    public let metrics: Metrics
    let isDevelopment: Bool
    /// As whom the server signs in to PostgreSQL: a role that owns nothing and bypasses nothing.
    let database: ConnectionSettings

    /// - Parameter isDevelopment: adds the development mailbox, and letters to the log.
    public init(
        configuration: Configuration, databaseURL: String, catalog: PrivilegeCatalog,
        keys: ServerKeys, isDevelopment: Bool, log: Log
    ) {
        self.configuration = configuration
        self.catalog = catalog
        self.log = log
        self.isDevelopment = isDevelopment
        metrics = Metrics()
        metrics.addProcess()
        tokens = AccessTokens(keys: keys.tokens, catalogVersion: catalog.version)
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(
                memoryKiB: configuration.passwordMemoryKiB, passes: 2) ?? .standard,
            pepper: keys.pepper, threads: configuration.passwordThreads,
            queueLimit: configuration.passwordQueue)
        identity = IdentityServices(
            passwords: hasher, tokens: tokens, refreshKeys: keys.refresh, catalog: catalog,
            lasting: keys.pepper)
        books = PriceBooks(byteLimit: configuration.priceBookBytes)
        rates = RateLimits(configuration.rates)
        var settings = ConnectionSettings(databaseURL, role: "dray_server")
        settings.statementTimeout = configuration.requestDeadline
        settings.usesNamedStatements = configuration.usesNamedStatements
        database = settings
        var table = API.operations()
        let document = OpenAPIDocument.make(table)
        HealthPages.declare(&table, metrics: metrics)
        DocumentPages.declare(&table, document: document)
        ProblemPages.declare(&table)
        if isDevelopment { MailboxPage.declare(&table) }
        self.table = table
    }
}

/// The secrets a server works with.
public struct ServerKeys: Sendable {
    let tokens: KeyRing<HMACKey>
    let refresh: KeyRing<HMACKey>
    let pepper: [UInt8]

    /// Reads them; the refresh keys are derived from the signing keys, so that there is one set to
    /// keep and to rotate.
    public init(tokenKeys: String, pepper: String) throws(KeyRingError) {
        tokens = try KeyRing<HMACKey>(text: tokenKeys)
        let derived = tokens.entries.map { entry in
            (id: entry.id, key: HMACKey(entry.key.code(over: Array("dray refresh tokens".utf8))))
        }
        refresh = try KeyRing(current: derived[0], previous: Array(derived.dropFirst()))
        self.pepper = Base64URL.decode(pepper) ?? Array(pepper.utf8)
    }
}
