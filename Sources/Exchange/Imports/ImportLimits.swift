/// The limits of an import.
public enum ImportLimits {
    /// Rows of a file; they wait in a table.
    public static let rows: Int32 = 1_000_000
    /// Bytes of a row.
    public static let rowBytes = 65_536
    /// Problems that a report keeps; it counts the others.
    public static let problems = 10_000
    /// Problems in an import's own answer; the rest is read page by page.
    public static let answeredProblems = 100
    /// Rows that a statement writes, and between two signs of progress.
    public static let batch = 1_000
    /// Bytes of the rows that are held at once, from whose last row on the next batch begins: as
    /// they come, and as they are applied.
    public static let batchBytes = 1 << 20
    /// Rows of one request without a file.
    public static let bulkRows = 1_000
    /// How long what an import that was given up has waiting is kept.
    static let memory: Duration = .seconds(7 * 86_400)
    /// Between two looks at an import that somebody follows.
    static let progressPause: Duration = .milliseconds(250)
    /// How long such a look may take.
    static let progressTime: Duration = .seconds(10)
    /// How long the transaction may take.
    public static let duration: Duration = .seconds(300)
}
