/// A row that cannot be read as its statement says: a mistake in the program or in the schema.
public enum RowError: Error, Hashable, Sendable {
    /// The row has fewer columns than are read.
    case tooFewColumns(Int)
    /// The row has more columns than are read.
    case tooManyColumns(Int)
    /// The column's type is not one that the value can be read from.
    case mismatch(column: String, type: PostgresType)
    /// The column is NULL and the value cannot be absent.
    case unexpectedNull(column: String)
    /// The bytes are not such a value.
    case malformed(column: String)
    /// What was read makes no sense to the program; for the closures that build rows.
    case invalid(column: String)
}
