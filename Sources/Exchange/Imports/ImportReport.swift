/// What is wrong with a file, collected while it is read and checked.
public struct ImportReport: Sendable {
    /// The first that were found and not kept yet, of at most `ImportLimits.problems`.
    public private(set) var problems: [ImportProblem] = []
    /// All of them.
    public private(set) var count = 0
    /// Lines of this batch with an error.
    public private(set) var badLines: Set<Int> = []
    /// Lines of batches before with an error.
    private var badBefore = 0
    /// An error of the file as a whole: nothing of it can be applied, whatever the mode.
    public private(set) var isUnreadable = false
    private var said: Set<String> = []

    public init() {}

    /// The report of an import that goes on.
    init(count: Int, bad: Int) {
        self.count = count
        badBefore = bad
    }

    /// How many lines have an error.
    var badCount: Int { badBefore + badLines.count }

    /// The next batch begins: lines of it are other ones.
    mutating func beginBatch() {
        badBefore += badLines.count
        badLines.removeAll(keepingCapacity: true)
    }

    /// The problems since they were last taken, in the order of their lines, and the number of the
    /// first of them.
    mutating func takeProblems() -> (first: Int, problems: [ImportProblem]) {
        let taken = byLine
        let total = min(count, ImportLimits.problems)
        problems = []
        return (total - taken.count + 1, taken)
    }

    /// Takes over what another report has.
    mutating func copy(_ problem: ImportProblem, refuses: Bool) {
        if refuses { isUnreadable = true }
        add(problem.line, problem.severity, problem.field, problem.code, problem.message)
    }

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
        warningOnce(line, field, code, message, field: field)
    }

    /// A warning that is said once for whatever it is about.
    mutating func warningOnce(
        _ line: Int, _ subject: String, _ code: String, _ message: String, field: String?
    ) {
        guard said.count < 1_000, said.insert("\(code) \(subject)").inserted else { return }
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
