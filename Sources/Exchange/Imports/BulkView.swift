public import Wire

/// What became of the rows of one request.
public struct BulkView: Output, Sendable {
    let isApplied: Bool
    let tally: ImportTally
    let results: [BulkResult]

    public static let example = BulkView(
        isApplied: true, tally: ImportTally(created: 1), results: [.example])

    public func write(_ out: inout OutputWriter) {
        out("applied", isApplied, "False where one row is bad and all or nothing was asked for.")
        out("created", Int64(tally.created), "Rows that made something new.")
        out("updated", Int64(tally.updated), "Rows that changed something.")
        out("unchanged", Int64(tally.unchanged), "Rows that said what was known.")
        out("results", results, "What became of each row, in their order.")
    }
}

/// What became of one of them.
struct BulkResult: Output, Sendable {
    let row: Int32
    let outcome: ImportOutcome
    let problems: [ImportProblem]

    static let example = BulkResult(row: 1, outcome: .created, problems: [])

    func write(_ out: inout OutputWriter) {
        out("row", row, "Its place in the request, from 1.")
        out("outcome", outcome, "What became of it.")
        out("problems", problems, "What is wrong with it; `line` is its place again.")
    }
}

/// Rows of a request that brings them without a file.
public struct BulkRows: Sendable {
    let mode: ImportMode
    let rows: [FreeForm]

    /// Declares the body.
    public init(_ fields: inout Fields) {
        mode = fields.body(
            "mode", "What becomes of the rows when some are bad.", default: .allOrNothing)
        rows = fields.body(
            "rows", "Objects of the columns that a file of this kind has.",
            count: 1...ImportLimits.bulkRows)
    }
}
