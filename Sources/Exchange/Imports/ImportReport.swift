/// What is wrong with a file, collected while it is read and checked.
public struct ImportReport: Sendable {
    /// The first that were found, at most `ImportLimits.problems`.
    public private(set) var problems: [ImportProblem] = []
    /// All of them.
    public private(set) var count = 0
    /// Lines with an error.
    public private(set) var badLines: Set<Int> = []
    /// An error of the file as a whole: nothing of it can be applied, whatever the mode.
    public private(set) var isUnreadable = false
    private var said: Set<String> = []

    public init() {}

    /// Whether that line has an error.
    public func isBad(_ line: Int) -> Bool { badLines.contains(line) }

    /// An error: the row can't be applied.
    public mutating func error(
        _ line: Int, _ field: String?, _ code: String, _ message: String
    ) {
        badLines.insert(line)
        add(line, .error, field, code, message)
    }

    /// A warning: the row is applied all the same.
    public mutating func warning(
        _ line: Int, _ field: String?, _ code: String, _ message: String
    ) {
        add(line, .warning, field, code, message)
    }

    /// A warning that is said once for a column, at its first line, however often it holds.
    public mutating func warningOnce(
        _ line: Int, _ field: String, _ code: String, _ message: String
    ) {
        guard said.insert("\(code) \(field)").inserted else { return }
        add(line, .warning, field, code, message)
    }

    /// An error of the file as a whole.
    public mutating func refuseFile(
        _ line: Int, _ field: String?, _ code: String, _ message: String
    ) {
        isUnreadable = true
        add(line, .error, field, code, message)
    }

    /// In the order of the lines, and for a line in the order they were found.
    public var byLine: [ImportProblem] {
        problems.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }

    private mutating func add(
        _ line: Int, _ severity: ImportSeverity, _ field: String?, _ code: String,
        _ message: String
    ) {
        count += 1
        guard count <= ImportLimits.problems else { return }
        // The last place is for the note that there are more.
        let isLast = count == ImportLimits.problems
        problems.append(
            isLast
                ? ImportProblem(
                    line: line, severity: .warning, code: "report_full", field: nil,
                    message: "There are more problems; the first \(count - 1) are listed.")
                : ImportProblem(
                    line: line, severity: severity, code: code, field: field, message: message))
    }
}
