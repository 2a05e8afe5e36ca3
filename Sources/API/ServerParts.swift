public import Bedrock
public import Cryptography
import Fulfillment
public import Identity
import Images
import Loop
import Organizations
import Paper
import Permissions
public import Platform
import Postgres
public import Pricing
package import Search
import Storage

/// What all loops of one server share; immutable, or guarded.
public struct ServerParts: Sendable {
    public let configuration: Configuration
    public let catalog: PrivilegeCatalog
    public let table: OperationTable
    public let tokens: AccessTokens
    public let identity: IdentityServices
    public let books: PriceBooks
    let notices = Notices()
    let storage: StorageServices
    let press: PaperPress
    let linkKeys: KeyRing<HMACKey>
    let imageLinkKeys: KeyRing<HMACKey>
    let trackingKeys: KeyRing<HMACKey>
    let audiences: AudienceTokens
    public let rates: RateLimits
    package let searches: SearchTurns
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
        // A processor that hashes has its caches and its memory's bandwidth full: one that doesn't
        // is left to everybody else.
        let hashing =
            configuration.passwordThreads > 0
            ? configuration.passwordThreads : max(1, LoopGroup.processors / 2)
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(
                memoryKiB: configuration.passwordMemoryKiB, passes: 2) ?? .standard,
            pepper: keys.pepper, threads: hashing,
            queueLimit: configuration.passwordQueue)
        identity = IdentityServices(
            passwords: hasher, tokens: tokens, refreshKeys: keys.refresh, catalog: catalog,
            lasting: keys.pepper, linkURL: configuration.linkURL)
        storage = StorageServices(configuration.storage)
        press = PaperPress(metrics: metrics)
        linkKeys = keys.links
        imageLinkKeys = keys.imageLinks
        trackingKeys = keys.tracking
        audiences = AudienceTokens(keys: keys.audiences)
        books = PriceBooks(byteLimit: configuration.priceBookBytes)
        rates = RateLimits(configuration.rates)
        searches = SearchTurns(
            configuration.searches > 0 ? configuration.searches : 2 * LoopGroup.processors)
        var settings = ConnectionSettings(databaseURL, role: "dray_server")
        settings.statementTimeout = configuration.requestDeadline
        settings.usesNamedStatements = configuration.usesNamedStatements
        database = settings
        var table = API.operations()
        let document = OpenAPIDocument.make(table)
        HealthPages.declare(&table, metrics: metrics)
        DocumentPages.declare(&table, document: document)
        ProblemPages.declare(&table)
        DocumentPage.declare(&table)
        ImagePage.declare(&table)
        TrackingPage.declare(&table)
        AudienceKeyPage.declare(&table, audiences)
        if isDevelopment { MailboxPage.declare(&table) }
        self.table = table
    }
}

/// The secrets a server works with.
public struct ServerKeys: Sendable {
    let tokens: KeyRing<HMACKey>
    let refresh: KeyRing<HMACKey>
    let links: KeyRing<HMACKey>
    let imageLinks: KeyRing<HMACKey>
    let tracking: KeyRing<HMACKey>
    let audiences: KeyRing<Ed25519Key>
    let pepper: [UInt8]

    /// Reads them; those of refresh tokens and of links to files are derived from the signing
    /// keys, each for its purpose, so that there is one set to keep and to rotate.
    public init(tokenKeys: String, pepper: String) throws(KeyRingError) {
        tokens = try KeyRing<HMACKey>(text: tokenKeys)
        refresh = try Self.derive("dray refresh tokens", from: tokens)
        links = try Self.derive("dray document links", from: tokens)
        imageLinks = try Self.derive("dray image links", from: tokens)
        tracking = try Self.derive("dray tracking links", from: tokens)
        let seeds = try Self.derive("dray audience tokens", from: tokens).entries
            .map { (id: $0.id, key: Ed25519Key(seed: $0.key.code(over: []))!) }
        audiences = try KeyRing(current: seeds[0], previous: Array(seeds.dropFirst()))
        self.pepper = Base64URL.decode(pepper) ?? Array(pepper.utf8)
    }

    /// Keys of one purpose, from which those of no other can be told.
    private static func derive(
        _ purpose: String, from keys: KeyRing<HMACKey>
    ) throws(KeyRingError) -> KeyRing<HMACKey> {
        let derived = keys.entries.map { entry in
            (id: entry.id, key: HMACKey(entry.key.code(over: Array(purpose.utf8))))
        }
        return try KeyRing(current: derived[0], previous: Array(derived.dropFirst()))
    }
}
