import CPostgres

/// Reads one row's columns from left to right, straight from the result's memory.
public struct RowReader: ~Copyable {
    private let result: OpaquePointer
    private let columns: Int32
    private var row: Int32 = 0
    private var column: Int32 = 0

    /// How many rows the result has.
    @usableFromInline let rows: Int

    /// A reader before a result's first row.
    init(_ result: OpaquePointer) {
        self.result = result
        columns = PQnfields(result)
        rows = Int(PQntuples(result))
    }

    /// Reads the next column.
    /// - Throws: when it is missing, of another type, unexpectedly NULL, or malformed.
    @inlinable
    public mutating func read<Value: PostgresDecodable>(
        _: Value.Type = Value.self
    ) throws(RowError) -> Value {
        let bytes = try nextColumn()
        // All rows of a result have the same columns, so only the first needs the check.
        if isFirstRow, !Value.reads(type) { throw .mismatch(column: name, type: type) }
        guard let start = bytes.baseAddress else {
            guard let value = Value.valueOfNull else { throw .unexpectedNull(column: name) }
            return value
        }
        let span = RawSpan(_unsafeStart: start, byteCount: bytes.count)
        guard let value = Value.decode(span) else { throw .malformed(column: name) }
        return value
    }

    /// Reads the next column, a text or NULL, without making a `String` of it.
    /// - Returns: whether there was a text.
    public mutating func text(
        _ use: (UnsafeRawBufferPointer) -> Void
    ) throws(RowError) -> Bool {
        let bytes = try nextColumn()
        if isFirstRow, !String.reads(type) { throw .mismatch(column: name, type: type) }
        guard bytes.baseAddress != nil else { return false }
        use(bytes)
        return true
    }

    /// Passes over the next column.
    public mutating func skip() throws(RowError) {
        _ = try nextColumn()
    }

    /// The name of the column read last.
    public var name: String {
        guard column > 0, let name = PQfname(result, column - 1) else { return "?" }
        return String(cString: name)
    }

    /// The type of the column read last.
    @usableFromInline var type: PostgresType { PostgresType(oid: PQftype(result, column - 1)) }

    @usableFromInline var isFirstRow: Bool { row == 0 }

    /// The next column's bytes; no base address for NULL.
    @usableFromInline
    mutating func nextColumn() throws(RowError) -> UnsafeRawBufferPointer {
        let index = column
        guard index < columns else { throw .tooFewColumns(Int(columns)) }
        column = index + 1
        let length = PQgetlength(result, row, index)
        if length == 0, PQgetisnull(result, row, index) == 1 {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: PQgetvalue(result, row, index), count: Int(length))
    }

    /// Goes on to the next row; refuses columns that nobody reads, which every row would pay for.
    @usableFromInline
    mutating func nextRow() throws(RowError) {
        guard column == columns else { throw .tooManyColumns(Int(columns)) }
        column = 0
        row += 1
    }
}
