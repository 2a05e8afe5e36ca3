// Every setting, declared once: name, meaning, default and bounds. `Configuration.markdown` prints
// this as the table in docs/configuration.md.
extension Configuration {
    /// What tests and tools read; a server that they start inherits it.
    private static let ofOthers = [
        ("DRAY_ADMIN_PASSWORD", "`dray admin` only: the new account's password."),
        ("DRAY_IMPORT_PASSWORD", "`dray import` only: the password of who imports."),
        ("DRAY_SHARED_DATA", "Tests only: the folder of published vectors."),
        ("DRAY_TEST_DATABASE_URL", "Tests only: the PostgreSQL they work on."),
        ("DRAY_PERMISSION_SEQUENCES", "Tests only: how many sequences of calls are tried."),
        ("DRAY_PERMISSION_TABLES", "Tests only: how many random permission tables are tried."),
        ("DRAY_PRICING_CASES", "Tests only: how many random price books are tried."),
        ("DRAY_SEED", "Tests only: the seed that repeats a failed property."),
    ]

    init(reading reader: inout ConfigReader) {
        let database = Database(&reader)
        let listening = Listening(&reader)
        let limits = Limits(&reader)
        let rates = RateSettings(&reader)
        let proxies = reader.value(
            "DRAY_TRUSTED_PROXIES",
            "Proxies whose X-Forwarded-For is believed; of anybody else it is ignored.",
            form: "addresses or blocks such as 10.0.0.0/8, separated by commas", default: [],
            spelled: "", parse: ConfigForm.addressRanges)
        let secrets = Secrets(&reader)
        let rest = Rest(&reader)
        let storing = Storing(&reader)
        let images = Images(&reader)
        let letters = MailSettings(&reader)
        for (name, doc) in Self.ofOthers { reader.foreign(name, doc) }

        databaseURL = database.url
        databaseOwnerURL = database.ownerURL
        databaseConnections = database.connections
        usesNamedStatements = database.usesNamedStatements
        searches = database.searches
        host = listening.host
        port = listening.port
        loops = listening.loops
        publicURL = listening.publicURL
        maxConnections = limits.connections
        maxBody = limits.body
        maxUpload = limits.upload
        maxHeader = limits.header
        headerTimeout = limits.headerTimeout
        bodyTimeout = limits.bodyTimeout
        idleTimeout = limits.idleTimeout
        requestDeadline = limits.deadline
        drainTimeout = limits.drainTimeout
        eventKeepAlive = limits.eventKeepAlive
        self.rates = rates
        trustedProxies = proxies
        keyMemory = limits.keyMemory
        securityEventMemory = limits.securityEventMemory
        deviceMemory = limits.deviceMemory
        tokenKeys = secrets.tokenKeys
        passwordPepper = secrets.pepper
        passwordMemoryKiB = secrets.memoryKiB
        passwordQueue = secrets.queue
        passwordThreads = secrets.threads
        platformAdmins = rest.admins
        technicians = rest.technicians
        logLevel = rest.logLevel
        mail = letters.mail
        mailServer = letters.server
        linkURL = letters.linkURL
        priceBookBytes = rest.priceBookBytes
        statisticsInterval = rest.statisticsInterval
        self.images = images
        storage = Storage(
            folder: storing.folder, reserve: storing.reserve, documentLimit: storing.limit,
            sweepPeriod: storing.period, s3: storing.s3)
    }
}

private struct Storing {
    let folder: String
    let reserve: Int
    let limit: Int
    let period: Duration
    var s3: Configuration.S3?

    init(_ reader: inout ConfigReader) {
        folder = reader.value(
            "DRAY_STORAGE_DIR",
            "The folder of documents and images; with S3, only of uploads on their way.",
            form: "a path", default: ".dray/storage", spelled: ".dray/storage",
            parse: ConfigForm.path)
        reserve = reader.bytes(
            "DRAY_STORAGE_RESERVE",
            "What uploads leave free on that folder's volume; past it they get 507.",
            default: 256 << 20, in: 0...1 << 50)
        limit = reader.bytes(
            "DRAY_DOCUMENT_LIMIT", "The largest document of an onboarding.",
            default: 10 << 20, in: 1 << 10...64 << 20)
        period = reader.duration(
            "DRAY_STORAGE_SWEEP", "How often stored files that belong to nothing are removed.",
            default: .seconds(600), in: .seconds(1)...Duration.seconds(86_400))
        let endpoint = reader.optional(
            "DRAY_S3_ENDPOINT", "An S3 server to keep both on, instead of the folder.",
            form: "http:// or https://, without a slash at the end", parse: ConfigForm.url)
        let region = reader.value(
            "DRAY_S3_REGION", "The region that requests to it are signed for.",
            form: "lower-case letters, digits and hyphens", default: "us-east-1",
            spelled: "us-east-1", parse: ConfigForm.bucket)
        let bucket = reader.optional(
            "DRAY_S3_BUCKET", "The bucket they are kept in.",
            form: "lower-case letters, digits, dots and hyphens", parse: ConfigForm.bucket)
        let accessKey = reader.optional(
            "DRAY_S3_ACCESS_KEY", "The id of the key that requests are signed with.",
            form: "letters, digits and . _ - / +", parse: ConfigForm.accessKey)
        let secretKey = reader.secret(
            "DRAY_S3_SECRET_KEY", "The key that requests are signed with.",
            form: "8 to 256 printable characters", parse: ConfigForm.secretKey)
        if let endpoint, let bucket, let accessKey, let secretKey {
            s3 = Configuration.S3(
                endpoint: endpoint, region: region, bucket: bucket, accessKey: accessKey,
                secretKey: secretKey)
        } else if endpoint != nil || bucket != nil || accessKey != nil || secretKey != nil {
            let given: [(String, Bool)] = [
                ("DRAY_S3_ENDPOINT", endpoint != nil), ("DRAY_S3_BUCKET", bucket != nil),
                ("DRAY_S3_ACCESS_KEY", accessKey != nil),
                ("DRAY_S3_SECRET_KEY", secretKey != nil),
            ]
            let refused = Set(reader.problems.map(\.name))
            for (name, isGiven) in given where !isGiven && !refused.contains(name) {
                reader.refuse(name, "is needed where another setting of DRAY_S3_ is given")
            }
        }
    }
}

private struct Database {
    let url: Secret<String>?
    let ownerURL: Secret<String>?
    let connections: Int
    let searches: Int
    let usesNamedStatements: Bool

    init(_ reader: inout ConfigReader) {
        let form = "postgres://… or key=value pairs"
        url = reader.secret(
            "DATABASE_URL",
            "PostgreSQL for the server's own role. Without it, `dray dev` runs one of its own.",
            form: form, parse: ConfigForm.connection)
        ownerURL = reader.secret(
            "DATABASE_OWNER_URL",
            "PostgreSQL for the role that owns the schema: migrate, policies, seed. "
                + "Without it, DATABASE_URL.",
            form: form, parse: ConfigForm.connection)
        connections = reader.integer(
            "DRAY_DATABASE_CONNECTIONS",
            "Connections to PostgreSQL per event loop; requests share them by pipelining.",
            default: 2, in: 1...64)
        searches = reader.integer(
            "DRAY_SEARCHES",
            "Searches at once, the others wait in turn; 0 makes it twice the processors.",
            default: 0, in: 0...1_000)
        usesNamedStatements = reader.flag(
            "DRAY_NAMED_STATEMENTS",
            "Whether statements are prepared by name; off behind a pooler per transaction.",
            default: true)
    }
}

private struct Listening {
    let host: String
    let port: Int
    let loops: Int
    let publicURL: String?

    init(_ reader: inout ConfigReader) {
        host = reader.value(
            "DRAY_HOST", "The address to listen on.", form: "an IP address or host name",
            default: "127.0.0.1", spelled: "127.0.0.1", parse: ConfigForm.host)
        port = reader.integer(
            "DRAY_PORT", "The port to listen on; 0 lets the kernel choose.",
            default: 8080, in: 0...65_535)
        loops = reader.integer(
            "DRAY_LOOPS", "Event loops; 0 makes one per core.", default: 0, in: 0...256)
        publicURL = reader.optional(
            "DRAY_PUBLIC_URL",
            "The address by which clients reach the server, for links; without it, host and port.",
            form: "http:// or https://, without a slash at the end", parse: ConfigForm.url)
    }
}

private struct Limits {
    let connections: Int
    let body: Int
    let upload: Int
    let header: Int
    let headerTimeout: Duration
    let bodyTimeout: Duration
    let idleTimeout: Duration
    let deadline: Duration
    let drainTimeout: Duration
    let eventKeepAlive: Duration
    let keyMemory: Duration
    let securityEventMemory: Duration
    let deviceMemory: Duration

    init(_ reader: inout ConfigReader) {
        let span = Duration.milliseconds(100)...Duration.seconds(3600)
        connections = reader.integer(
            "DRAY_MAX_CONNECTIONS", "Open client connections at most; more are refused.",
            default: 10_000, in: 1...1_000_000)
        body = reader.bytes(
            "DRAY_MAX_BODY", "The largest request body of an ordinary route.",
            default: 1 << 20, in: 1 << 10...1 << 30)
        upload = reader.bytes(
            "DRAY_MAX_UPLOAD", "The largest upload of an import.",
            default: 64 << 20, in: 1 << 10...4 << 30)
        header = reader.bytes(
            "DRAY_MAX_HEADER", "The largest request head.", default: 16 << 10,
            in: 1 << 10...1 << 20)
        headerTimeout = reader.duration(
            "DRAY_HEADER_TIMEOUT", "How long a client may take to send a request's head.",
            default: .seconds(10), in: span)
        bodyTimeout = reader.duration(
            "DRAY_BODY_TIMEOUT", "How long a client may take to send a request's body.",
            default: .seconds(30), in: span)
        idleTimeout = reader.duration(
            "DRAY_IDLE_TIMEOUT", "How long a connection may be silent between requests.",
            default: .seconds(60), in: span)
        deadline = reader.duration(
            "DRAY_REQUEST_DEADLINE",
            "How long a request may take; its statements are cancelled at the end.",
            default: .seconds(30), in: span)
        drainTimeout = reader.duration(
            "DRAY_DRAIN_TIMEOUT",
            "How long a server that was told to end finishes what it accepted.",
            default: .seconds(20), in: .zero...Duration.seconds(3600))
        eventKeepAlive = reader.duration(
            "DRAY_EVENT_KEEP_ALIVE",
            "After how much silence a stream of events says so, and asks for its token anew.",
            default: .seconds(15), in: span)
        keyMemory = reader.duration(
            "DRAY_KEY_MEMORY",
            "How long an Idempotency-Key and its answer are kept; given again later, it is new.",
            default: .seconds(7 * 86_400), in: .seconds(3600)...Duration.seconds(90 * 86_400))
        let years = Duration.seconds(86_400)...Duration.seconds(3650 * 86_400)
        securityEventMemory = reader.duration(
            "DRAY_SECURITY_EVENT_MEMORY", "How long what happened to an account is kept.",
            default: .seconds(365 * 86_400), in: years)
        deviceMemory = reader.duration(
            "DRAY_DEVICE_MEMORY",
            "How long a device is known after its last sign-in; met again later, it is new.",
            default: .seconds(180 * 86_400), in: years)
    }
}

private struct Secrets {
    let tokenKeys: Secret<String>?
    let pepper: Secret<String>?
    let memoryKiB: Int
    let queue: Int
    let threads: Int

    init(_ reader: inout ConfigReader) {
        tokenKeys = reader.secret(
            "DRAY_TOKEN_KEYS",
            "Keys of access tokens, the one that signs first; to rotate, put the new key in front "
                + "and keep the old one until its tokens have expired.",
            form: "id:base64url[,id:base64url…], 32 bytes or more each", required: true,
            parse: ConfigForm.tokenKeys)
        pepper = reader.secret(
            "DRAY_PASSWORD_PEPPER",
            "What passwords are hashed with besides their salt; kept outside the database and "
                + "never changed.",
            form: "base64url, 16 bytes or more", required: true, parse: ConfigForm.pepper)
        memoryKiB = reader.integer(
            "DRAY_PASSWORD_MEMORY_KIB", "Memory of one password hash, in KiB.",
            default: 65_536, in: 1024...1_048_576)
        queue = reader.integer(
            "DRAY_PASSWORD_QUEUE",
            "Passwords that may wait to be hashed; past it sign-ins get 429.",
            default: 64, in: 1...100_000)
        threads = reader.integer(
            "DRAY_PASSWORD_THREADS",
            "Threads that hash passwords, besides the event loops; 0 makes one per two cores.",
            default: 0, in: 0...64)
    }
}

private struct Rest {
    let admins: [String]
    let technicians: [String]
    let logLevel: LogLevel
    let priceBookBytes: Int
    let statisticsInterval: Duration

    init(_ reader: inout ConfigReader) {
        admins = reader.value(
            "DRAY_PLATFORM_ADMINS",
            "E-mail addresses whose accounts are platform admins once verified.",
            form: "addresses separated by commas", default: [], spelled: "",
            parse: ConfigForm.addresses)
        technicians = reader.value(
            "DRAY_TECHNICIANS",
            "E-mail addresses whose verified accounts are technicians, given and taken at start.",
            form: "addresses separated by commas", default: [], spelled: "",
            parse: ConfigForm.addresses)
        logLevel = reader.choice(
            "DRAY_LOG_LEVEL", "The least level of log lines.", default: LogLevel.info)
        priceBookBytes = reader.bytes(
            "DRAY_PRICE_BOOK_BYTES", "Memory for price books at most; the least used leave first.",
            default: 64 << 20, in: 1 << 20...64 << 30)
        statisticsInterval = reader.duration(
            "DRAY_STATISTICS_INTERVAL",
            "How often the use of apps is written; a server that is killed loses this much of it.",
            default: .seconds(5), in: Duration.milliseconds(100)...Duration.seconds(3600))
    }
}
