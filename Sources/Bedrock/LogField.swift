/// A named value of a log line.
public struct LogField: Sendable {
    enum Value: Sendable {
        case text(String)
        case number(Int64)
        case flag(Bool)
        case redacted
    }

    let name: StaticString
    let value: Value

    /// A text; `***` where the name says that it is a secret (`Log.secretNames`).
    public static func text(_ name: StaticString, _ value: String) -> LogField {
        LogField(name: name, value: .text(value))
    }

    /// A whole number.
    public static func number(_ name: StaticString, _ value: some BinaryInteger) -> LogField {
        LogField(name: name, value: .number(Int64(clamping: value)))
    }

    /// True or false.
    public static func flag(_ name: StaticString, _ value: Bool) -> LogField {
        LogField(name: name, value: .flag(value))
    }

    /// A time span, in whole microseconds; the name should end in `_us`.
    public static func microseconds(_ name: StaticString, _ value: Duration) -> LogField {
        let (seconds, attoseconds) = value.components
        return .number(name, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// What an error says of itself.
    public static func error(_ error: any Error) -> LogField {
        .text("error", "\(error)")
    }

    /// A secret: only that there is one.
    public static func secret<Value>(_ name: StaticString, _ value: Secret<Value>) -> LogField {
        LogField(name: name, value: .redacted)
    }
}
