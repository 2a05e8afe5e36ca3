/// The settings of a server, from its environment.
public struct Configuration: Sendable {
    /// PostgreSQL for the server's own role; without it `dev` uses a cluster of its own.
    public let databaseURL: Secret<String>?
    /// PostgreSQL for the role that owns the schema: migrations, policies, seeds.
    public let databaseOwnerURL: Secret<String>?
    /// Connections to PostgreSQL per event loop.
    public let databaseConnections: Int
    /// Whether statements are prepared by name; off behind a pooler per transaction.
    public let usesNamedStatements: Bool

    /// Searches at once, over all loops; 0 makes it twice the processors.
    public let searches: Int

    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 lets the kernel choose.
    public let port: Int
    /// Event loops; 0 makes one per core.
    public let loops: Int
    /// The address by which clients reach the server, without a slash at its end.
    public let publicURL: String?

    /// Open connections at most, over all loops.
    public let maxConnections: Int
    /// The largest request body of an ordinary route, in bytes.
    public let maxBody: Int
    /// The largest upload of an import, in bytes.
    public let maxUpload: Int
    /// The largest request head, in bytes.
    public let maxHeader: Int
    /// From a connection or the last answer's first following byte to the end of the head.
    public let headerTimeout: Duration
    /// From the head to the end of the body.
    public let bodyTimeout: Duration
    /// How long a connection may be silent between requests.
    public let idleTimeout: Duration
    /// From the head to the answer; the request's statements are cancelled at its end.
    public let requestDeadline: Duration
    /// How long a server that was told to end finishes what it accepted.
    public let drainTimeout: Duration
    /// After how much silence a stream of events says that it is still there.
    public let eventKeepAlive: Duration
    /// How long an idempotency key and its answer are kept.
    public let keyMemory: Duration
    /// How long what happened to an account is kept.
    public let securityEventMemory: Duration
    /// How long a device is known after it was last signed in from.
    public let deviceMemory: Duration

    /// How often whom may do what.
    public let rates: RateSettings
    /// Proxies that are believed what they say of a client's address.
    public let trustedProxies: [AddressRange]

    /// Keys of access tokens, `id:base64url`, comma separated, the one that signs first.
    public let tokenKeys: Secret<String>?
    /// What passwords are hashed with besides their salt; base64url.
    public let passwordPepper: Secret<String>?
    /// Memory of one password hash, in KiB.
    public let passwordMemoryKiB: Int
    /// Passwords that may wait to be hashed.
    public let passwordQueue: Int
    /// Threads that hash passwords; 0 for one per two cores.
    public let passwordThreads: Int
    /// E-mail addresses, in lower case, whose accounts are platform admins.
    public let platformAdmins: [String]
    /// E-mail addresses, in lower case, whose accounts are technicians.
    public let technicians: [String]

    /// The least level of log lines.
    public let logLevel: LogLevel
    /// What happens to mail.
    public let mail: Mail
    /// The mail server, where letters are sent.
    public let mailServer: MailServer?
    /// The page that letters with a code link to.
    public let linkURL: String?
    /// Memory for price books at most, in bytes.
    public let priceBookBytes: Int
    /// Where documents are kept.
    public let storage: Storage
    /// What pictures are taken.
    public let images: Images
    /// How often the use of apps is written.
    public let statisticsInterval: Duration

    /// Reads every setting; throws all that is wrong at once, unknown `DRAY_` names included.
    ///
    /// In development what is otherwise required may be missing.
    public static func load(
        _ environment: [String: String], isDevelopment: Bool = false
    ) throws(ConfigProblems) -> Configuration {
        var reader = ConfigReader(environment: environment, isDevelopment: isDevelopment)
        let configuration = Configuration(reading: &reader)
        reader.finish(prefix: "DRAY_")
        guard reader.problems.isEmpty else { throw ConfigProblems(problems: reader.problems) }
        return configuration
    }
}
