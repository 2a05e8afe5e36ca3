/// What applying rows did.
public struct ImportTally: Hashable, Sendable {
    public var created: Int
    public var updated: Int
    /// Rows whose values stood already; nothing was written for them.
    public var unchanged: Int

    public init(created: Int = 0, updated: Int = 0, unchanged: Int = 0) {
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
    }

    /// Adds what another batch did.
    public mutating func add(_ other: ImportTally) {
        created += other.created
        updated += other.updated
        unchanged += other.unchanged
    }
}
