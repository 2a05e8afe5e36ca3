import CPostgres

/// Reads one row's columns from left to right, straight from the result's memory.
public struct RowReader: ~Copyable {
    private let result: OpaquePointer
    private let row: Int32
    private let columns: Int32
    private var column: Int32 = 0

    init(result: OpaquePointer, row: Int32, columns: Int32) {
        self.result = result
        self.row = row
        self.columns = columns
    }

    /// Reads the next column.
    /// - Throws: when it is missing, of another type, unexpectedly NULL, or malformed.
    @inline(__always)
    public mutating func read<Value: PostgresDecodable>(
        _: Value.Type = Value.self
    ) throws(RowError) -> Value {
        let bytes = try nextColumn(Value.reads)
        guard let start = bytes.baseAddress else {
            guard let value = Value.valueOfNull else { throw .unexpectedNull(column: lastName) }
            return value
        }
        let span = RawSpan(
            _unsafeBytes: UnsafeRawBufferPointer(start: start, count: bytes.count))
        guard let value = Value.decode(span) else { throw .malformed(column: lastName) }
        return value
    }

    /// Reads the next column, a text or NULL, without making a `String` of it.
    /// - Returns: whether there was a text.
    public mutating func text(
        _ use: (UnsafeRawBufferPointer) -> Void
    ) throws(RowError) -> Bool {
        let bytes = try nextColumn(String.reads)
        guard bytes.baseAddress != nil else { return false }
        use(bytes)
        return true
    }

    /// Passes over the next column.
    public mutating func skip() throws(RowError) {
        _ = try nextColumn { _ in true }
    }

    /// The name of the column read last.
    public var lastName: String {
        guard column > 0, let name = PQfname(result, column - 1) else { return "?" }
        return String(cString: name)
    }

    /// The next column's bytes; no base address for NULL.
    func nextColumnMissing() -> RowError { .tooFewColumns(Int(columns)) }

    private mutating func nextColumn(
        _ reads: (PostgresType) -> Bool
    ) throws(RowError) -> UnsafeRawBufferPointer {
        let index = column
        guard index < columns else { throw nextColumnMissing() }
        column = index + 1
        // All rows of a result have the same columns, so only the first needs the check.
        if row == 0 {
            let type = PostgresType(oid: PQftype(result, index))
            guard reads(type) else { throw .mismatch(column: lastName, type: type) }
        }
        let length = PQgetlength(result, row, index)
        if length == 0, PQgetisnull(result, row, index) == 1 {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: PQgetvalue(result, row, index), count: Int(length))
    }

    /// Refuses columns that nobody reads: they would be paid for on every row.
    func finish() throws(RowError) {
        guard column == columns else { throw .tooManyColumns(Int(columns)) }
    }
}
