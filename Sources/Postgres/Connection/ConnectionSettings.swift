import CPostgres
import Glibc

/// How to reach PostgreSQL, and what every session there begins with.
public struct ConnectionSettings: Sendable {
    /// A connection URL or a `keyword=value` string, as libpq reads them; the environment's
    /// `PGHOST` and the like fill in what it leaves out.
    public var address: String
    /// The database, if not the one that the address names.
    public var database: String?
    /// The role that sessions take on, if not the one they signed in as.
    public var role: String?
    /// What `pg_stat_activity` shows.
    public var applicationName = "dray"
    /// How long a single statement may run; nil for the server's own limit.
    public var statementTimeout: Duration?
    /// How long a statement may wait for a lock; nil for the server's own limit.
    public var lockTimeout: Duration?
    /// How long an open transaction may do nothing; nil for the server's own limit.
    public var idleInTransactionTimeout: Duration?
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(5)
    /// Whether statements are prepared by name. Off behind a pooler that hands each transaction to
    /// another session, such as pgbouncer in transaction mode.
    public var usesNamedStatements = true

    /// Settings for an address; the rest can be changed afterwards.
    public init(_ address: String, role: String? = nil) {
        self.address = address
        self.role = role
    }

    /// What is wrong with the address, in libpq's words; nil when it can be read.
    public var problem: String? {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(address, &message) else {
            defer { PQfreemem(message) }
            return message.map { String(cString: $0) } ?? "not a connection string"
        }
        PQconninfoFree(options)
        return nil
    }

    /// Calls `body` with libpq's two null-terminated arrays of keywords and values.
    func withParameters<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) ->
            Result
    ) -> Result {
        var pairs: [(String, String)] = [
            ("dbname", address), ("options", sessionOptions),
            ("application_name", applicationName), ("client_encoding", "UTF8"),
        ]
        if let database { pairs.append(("dbname", database)) }
        let keywords = pairs.map { strdup($0.0) }
        let values = pairs.map { strdup($0.1) }
        defer { (keywords + values).forEach { free($0) } }
        var keywordPointers = keywords.map { UnsafePointer($0) }
        var valuePointers = values.map { UnsafePointer($0) }
        keywordPointers.append(nil)
        valuePointers.append(nil)
        return body(keywordPointers, valuePointers)
    }

    /// The address's own `options`, then ours, which win.
    private var sessionOptions: String {
        var settings: [(String, String)] = []
        if let role { settings.append(("role", role)) }
        let times = [
            ("statement_timeout", statementTimeout), ("lock_timeout", lockTimeout),
            ("idle_in_transaction_session_timeout", idleInTransactionTimeout),
        ]
        for case (let name, let time?) in times { settings.append((name, milliseconds(time))) }
        var words = addressOptions.map { [$0] } ?? []
        for (name, value) in settings {
            words.append("-c \(name)=\(escaped(value))")
        }
        return words.joined(separator: " ")
    }

    private var addressOptions: String? {
        guard let options = PQconninfoParse(address, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if strcmp(keyword, "options") == 0, let value = option.pointee.val {
                return String(cString: value)
            }
            option += 1
        }
        return nil
    }

    private func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return String(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The server splits `options` at spaces unless a backslash stands before them.
    private func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            if character == " " || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
