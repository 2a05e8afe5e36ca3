import CPostgres

/// PostgreSQL's account of an error.
public struct ServerError: Error, Hashable, Sendable {
    /// The five characters of the condition, such as 23505 for a unique violation.
    public let sqlstate: String
    /// Whether the session ended with it.
    public let isFatal: Bool
    /// The message; may quote values of rows.
    public let message: String
    /// The detail, if any; may quote values of rows.
    public let detail: String?
    /// The hint, if any.
    public let hint: String?
    /// Where in functions or rules it happened, if told.
    public let context: String?
    /// The violated constraint's name, if that is what it was.
    public let constraint: String?
    /// The schema of the table concerned.
    public let schema: String?
    /// The table concerned.
    public let table: String?
    /// The column concerned.
    public let column: String?
    /// The function in PostgreSQL's source that raised it.
    let routine: String?

    init(_ result: OpaquePointer) {
        func field(_ code: Int32) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        let severity = field(DiagnosticField.severity)
        sqlstate = field(DiagnosticField.sqlstate) ?? ""
        isFatal = severity == "FATAL" || severity == "PANIC" || sqlstate.isEmpty
        message =
            field(DiagnosticField.message) ?? String(cString: PQresultErrorMessage(result))
        detail = field(DiagnosticField.detail)
        hint = field(DiagnosticField.hint)
        context = field(DiagnosticField.context)
        constraint = field(DiagnosticField.constraint)
        schema = field(DiagnosticField.schema)
        table = field(DiagnosticField.table)
        column = field(DiagnosticField.column)
        routine = field(DiagnosticField.routine)
    }

    init(sqlstate: String, message: String) {
        self.sqlstate = sqlstate
        self.message = message
        isFatal = false
        detail = nil
        hint = nil
        context = nil
        constraint = nil
        schema = nil
        table = nil
        column = nil
        routine = nil
    }

    /// Everything it says, for the log only.
    public var detailForLog: String {
        var parts: [String] = ["\(sqlstate) \(message)"]
        if let detail { parts.append("detail: \(detail)") }
        if let hint { parts.append("hint: \(hint)") }
        if let context { parts.append("context: \(context)") }
        if let constraint { parts.append("constraint: \(constraint)") }
        return parts.joined(separator: "; ")
    }
}

extension ServerError: CustomStringConvertible {
    /// The SQLSTATE and the constraint: nothing that quotes a row.
    public var description: String {
        guard let constraint else { return "database error \(sqlstate)" }
        return "database error \(sqlstate) (\(constraint))"
    }
}

/// The letters by which libpq knows an error's fields (PG_DIAG_… in postgres_ext.h).
private enum DiagnosticField {
    /// PG_DIAG_SEVERITY_NONLOCALIZED
    static let severity = Int32(UInt8(ascii: "V"))
    static let sqlstate = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let detail = Int32(UInt8(ascii: "D"))
    static let hint = Int32(UInt8(ascii: "H"))
    static let context = Int32(UInt8(ascii: "W"))
    static let schema = Int32(UInt8(ascii: "s"))
    static let table = Int32(UInt8(ascii: "t"))
    static let column = Int32(UInt8(ascii: "c"))
    static let constraint = Int32(UInt8(ascii: "n"))
    static let routine = Int32(UInt8(ascii: "R"))
}
