/// What applying rows did.
struct ImportTally: Hashable, Sendable {
    var created = 0
    var updated = 0
    /// Rows whose values stood already; nothing was written for them.
    var unchanged = 0

    /// Adds what a batch did.
    mutating func add(_ outcomes: [ImportOutcome]) {
        for outcome in outcomes {
            switch outcome {
            case .created: created += 1
            case .updated: updated += 1
            case .unchanged: unchanged += 1
            case .bad, .skipped: break
            }
        }
    }

    /// Adds what others did.
    mutating func add(_ other: ImportTally) {
        created += other.created
        updated += other.updated
        unchanged += other.unchanged
    }
}
