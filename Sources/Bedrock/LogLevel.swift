/// How much a log line matters.
public enum LogLevel: String, CaseIterable, Comparable, Sendable {
    /// For whoever is looking for a fault.
    case debug
    /// What happened, once per request or job.
    case info
    /// Something was off, and was dealt with.
    case warning
    /// Something failed that somebody should look at.
    case error

    var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    /// By weight.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
