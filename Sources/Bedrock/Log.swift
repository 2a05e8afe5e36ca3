/// Structured log lines, one JSON object each, on their way to a sink.
///
/// A value carries the fields that all its lines share (the request id); they are rendered once.
/// A line is `{"time":…,"level":…,"event":…,<shared fields>,<own fields>}`.
public struct Log: Sendable {
    /// Names whose text is never written, whatever it is.
    public static let secretNames: [StaticString] = [
        "password", "pepper", "secret", "token", "access_token", "refresh_token", "authorization",
        "cookie", "api_key", "code", "database_url",
    ]

    private let sink: LogSink
    private let shared: [UInt8]

    /// Lines for a sink, without shared fields.
    public init(_ sink: LogSink) {
        self.sink = sink
        shared = []
    }

    private init(sink: LogSink, shared: [UInt8]) {
        self.sink = sink
        self.shared = shared
    }

    /// The same log with more shared fields.
    public func with(_ fields: LogField...) -> Log {
        var shared = self.shared
        for field in fields { LogLine.append(field, to: &shared) }
        return Log(sink: sink, shared: shared)
    }

    /// Whether lines of this level are written; ask before making costly fields.
    public func writes(_ level: LogLevel) -> Bool { level >= sink.level }

    /// For whoever is looking for a fault.
    public func debug(_ event: StaticString, _ fields: LogField...) {
        write(.debug, event, fields)
    }

    /// What happened.
    public func info(_ event: StaticString, _ fields: LogField...) {
        write(.info, event, fields)
    }

    /// Something was off, and was dealt with.
    public func warning(_ event: StaticString, _ fields: LogField...) {
        write(.warning, event, fields)
    }

    /// Something failed that somebody should look at.
    public func error(_ event: StaticString, _ fields: LogField...) {
        write(.error, event, fields)
    }

    /// A line of any level; `event` is a short stable word or phrase, the rest goes into fields.
    public func write(_ level: LogLevel, _ event: StaticString, _ fields: [LogField]) {
        guard writes(level) else { return }
        var line: [UInt8] = []
        line.reserveCapacity(192 + shared.count)
        LogLine.append(#"{"time":""#, to: &line)
        Instant.now().append(to: &line)
        LogLine.append(#"","level":""#, to: &line)
        line.append(contentsOf: level.rawValue.utf8)
        LogLine.append(#"","event":""#, to: &line)
        LogLine.append(event, to: &line)
        line.append(UInt8(ascii: "\""))
        line.append(contentsOf: shared)
        for field in fields { LogLine.append(field, to: &line) }
        LogLine.append("}\n", to: &line)
        sink.take(line)
    }

    /// Writes out what is still buffered; for the end of the process.
    public func flush() { sink.flush() }

    static func isSecretName(_ name: StaticString) -> Bool {
        secretNames.contains { secret in
            secret.utf8CodeUnitCount == name.utf8CodeUnitCount
                && name.withUTF8Buffer { name in
                    secret.withUTF8Buffer { secret in name.elementsEqual(secret) }
                }
        }
    }
}
