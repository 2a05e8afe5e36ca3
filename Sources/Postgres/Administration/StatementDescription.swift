/// What the server makes of a statement: the types of its parameters and its columns.
public struct StatementDescription: Hashable, Sendable {
    /// A column of the result.
    public struct Column: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its type; that of the base for a domain.
        public let type: PostgresType
    }

    /// The types of `$1`, `$2`, …; those that were declared, where they were.
    public let parameters: [PostgresType]
    /// The columns, from left to right.
    public let columns: [Column]
}
