public import Bedrock
public import Platform
public import Wire

/// How an import went.
public struct ImportSummary: Output, Hashable, Sendable {
    public let id: ID<Import>
    public let kind: ImportKind
    public let mode: ImportMode
    public let state: ImportState
    public let rowsRead: Int32
    public let created: Int32
    public let updated: Int32
    public let unchanged: Int32
    public let bad: Int32
    public let problemCount: Int32
    public let startedAt: Instant
    public let finishedAt: Instant?
    public let isDryRun: Bool

    public static let example = ImportSummary(
        id: .sample(FieldRule()), kind: .products, mode: .skipBad, state: .applied,
        rowsRead: 6_482, created: 6_482, updated: 0, unchanged: 0, bad: 0, problemCount: 12,
        startedAt: .sample(FieldRule()), finishedAt: .sample(FieldRule()), isDryRun: false)

    public func write(_ out: inout OutputWriter) {
        out("id", id, "The import's id.")
        out("kind", kind, "What it brings in.")
        out("mode", mode, "What becomes of a file with bad rows.")
        out("dry_run", isDryRun, "Whether it only checks.")
        out("state", state, "How far it has come.")
        out("rows_read", rowsRead, "Rows read so far, the header apart.")
        out("next_row", rowsRead + 1, "Where an import that was interrupted goes on.")
        out("created", created, "Rows that made something new.")
        out("updated", updated, "Rows that changed something.")
        out("unchanged", unchanged, "Rows that said what was known.")
        out("bad", bad, "Rows with an error.")
        out("problems_count", problemCount, "Errors and warnings of the report.")
        out("started_at", startedAt, "When it began.")
        out("finished_at", finishedAt, "When it ended; null while it runs.")
    }
}

/// How an import went, with the first problems of its report.
public struct ImportView: Output, Sendable {
    public let summary: ImportSummary
    public let problems: [ImportProblem]

    public static let example = ImportView(summary: .example, problems: [.example])

    public func write(_ out: inout OutputWriter) {
        summary.write(&out)
        out("problems", problems, "The first of the report; the rest has its own page.")
    }
}
