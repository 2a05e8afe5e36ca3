/// A query as a typed constant: its text, what its parameters are and how a row is read.
///
/// ```swift
/// static let readOrder = Statement<OrderHead, ID<Order>>(
///     "select id, number from orders.order where id = $1"
/// ) { row in OrderHead(id: try row.read(), number: try row.read()) }
/// ```
/// All columns must be read. A `Statement<Void, …>` ignores whatever rows there are.
public struct Statement<Row, each Parameter: PostgresEncodable>: Sendable {
    @usableFromInline let text: StatementText
    /// Reads all rows of a result.
    ///
    /// Made where the statement is written, so that the compiler can build it for its types.
    @usableFromInline let readAll: @Sendable (inout RowReader) throws -> [Row]

    /// A statement whose rows are read by a closure, column by column.
    ///
    /// The closure throws `RowError`; its type leaves that open, because a closure whose error type
    /// is to be inferred would have to name it.
    @inlinable
    public init(_ sql: SQL, row: @escaping @Sendable (inout RowReader) throws -> Row) {
        var types: [UInt32] = []
        repeat types.append((each Parameter).postgresType.oid)
        text = StatementText(sql, types: types)
        readAll = { reader in
            var rows: [Row] = []
            rows.reserveCapacity(reader.rows)
            for _ in 0..<reader.rows {
                rows.append(try row(&reader))
                try reader.nextRow()
            }
            return rows
        }
    }

    /// The query as sent.
    public var sql: String { String(cString: text.sql.pointer) }

    /// The name it is prepared under: the same for the same text and parameter types.
    public var name: String { String(cString: text.name.pointer) }

    /// The declared types of `$1`, `$2`, ….
    public var parameterTypes: [PostgresType] { text.types.map(PostgresType.init(oid:)) }
}

/// Any statement, whatever its types: for lists of them, such as the test that prepares them all.
public protocol PreparableStatement: Sendable {
    /// The query as sent.
    var sql: String { get }
    /// The name it is prepared under.
    var name: String { get }
    /// The declared types of its parameters.
    var parameterTypes: [PostgresType] { get }
}

extension Statement: PreparableStatement {}

extension Statement where Row == Void {
    /// A statement without rows of interest.
    public init(_ sql: SQL) {
        var types: [UInt32] = []
        repeat types.append((each Parameter).postgresType.oid)
        text = StatementText(sql, types: types)
        readAll = { _ in [] }
    }
}

extension Statement where Row: PostgresDecodable {
    /// A statement with a single column.
    @inlinable
    public init(_ sql: SQL) {
        self.init(sql) { row in try row.read() }
    }
}
