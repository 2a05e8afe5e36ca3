/// The limits of an import.
public enum ImportLimits {
    /// Rows of a file. They are held, read and typed, until all of them are known.
    public static let rows = 100_000
    /// Bytes of a row.
    public static let rowBytes = 65_536
    /// Problems that a report keeps; it counts the others.
    public static let problems = 10_000
    /// Problems in an import's own answer; the rest is read page by page.
    public static let answeredProblems = 100
    /// Rows that a statement writes.
    public static let batch = 500
    /// Rows read between two signs of progress.
    public static let progressRows = 1_000
    /// Between two looks at an import that somebody follows.
    static let progressPause: Duration = .milliseconds(250)
    /// How long such a look may take.
    static let progressTime: Duration = .seconds(10)
    /// How long the transaction may take.
    public static let duration: Duration = .seconds(300)
}
