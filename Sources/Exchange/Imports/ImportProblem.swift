public import Wire

/// How bad a problem of a row is.
public enum ImportSeverity: String, FieldEnum {
    /// The row can't be applied.
    case error
    /// The row was applied; something about it deserves a look.
    case warning
}

/// Something wrong in a file, with the line it stands on.
public struct ImportProblem: Output, Hashable, Sendable {
    /// From 1, the header's; a row of several lines has its first.
    public let line: Int
    public let severity: ImportSeverity
    /// A stable slug.
    public let code: String
    /// The column, by its own name; nil when it is about the row or the file.
    public let field: String?
    public let message: String

    public init(
        line: Int, severity: ImportSeverity, code: String, field: String?, message: String
    ) {
        self.line = line
        self.severity = severity
        self.code = code
        self.field = field
        self.message = message
    }

    public static let example = ImportProblem(
        line: 17, severity: .warning, code: "volume_zero", field: "volume_ml",
        message: "The volume is 0; the variant is kept without one.")

    public func write(_ out: inout OutputWriter) {
        out("line", line, "The line of the file; the header is line 1.")
        out("severity", severity, "An error keeps the row out, a warning doesn't.")
        out("code", code, "A stable slug.")
        out("field", field, "The column by its name here; null for the row or the file.")
        out("message", message, "What is wrong.")
    }
}

/// A problem with its place in the report.
struct NumberedImportProblem: Output, Sendable {
    let number: Int32
    let problem: ImportProblem

    static let example = NumberedImportProblem(number: 1, problem: .example)

    func write(_ out: inout OutputWriter) {
        out("number", number, "Its place in the report.")
        problem.write(&out)
    }
}
