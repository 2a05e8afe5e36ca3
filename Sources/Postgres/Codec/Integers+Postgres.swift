extension Bool: PostgresArrayElement, PostgresDecodable {
    /// boolean
    public static var postgresType: PostgresType { .bool }
    /// boolean[]
    public static var postgresArrayType: PostgresType { .boolArray }

    /// Appends one byte.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self ? 1 : 0 as UInt8) }

    /// Whether the column is a boolean.
    public static func reads(_ type: PostgresType) -> Bool { type == .bool }

    /// Reads one byte.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Bool? {
        bytes.exactInteger(UInt8.self).map { $0 != 0 }
    }
}

extension Int16: PostgresArrayElement, PostgresDecodable {
    /// smallint
    public static var postgresType: PostgresType { .int2 }
    /// smallint[]
    public static var postgresArrayType: PostgresType { .int2Array }

    /// Appends two bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self) }

    /// Whether the column is a smallint.
    public static func reads(_ type: PostgresType) -> Bool { type == .int2 }

    /// Reads two bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Int16? { bytes.exactInteger(Int16.self) }
}

extension Int32: PostgresArrayElement, PostgresDecodable {
    /// integer
    public static var postgresType: PostgresType { .int4 }
    /// integer[]
    public static var postgresArrayType: PostgresType { .int4Array }

    /// Appends four bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self) }

    /// Whether the column is an integer or smaller.
    public static func reads(_ type: PostgresType) -> Bool { type == .int4 || type == .int2 }

    /// Reads two or four bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Int32? {
        if let value = bytes.exactInteger(Int32.self) { return value }
        return bytes.exactInteger(Int16.self).map { Int32($0) }
    }
}

extension Int64: PostgresArrayElement, PostgresDecodable {
    /// bigint
    public static var postgresType: PostgresType { .int8 }
    /// bigint[]
    public static var postgresArrayType: PostgresType { .int8Array }

    /// Appends eight bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self) }

    /// Whether the column is a bigint or smaller.
    public static func reads(_ type: PostgresType) -> Bool {
        type == .int8 || type == .int4 || type == .int2
    }

    /// Reads two, four or eight bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Int64? {
        if let value = bytes.exactInteger(Int64.self) { return value }
        if let value = bytes.exactInteger(Int32.self) { return Int64(value) }
        return bytes.exactInteger(Int16.self).map { Int64($0) }
    }
}

extension Int: PostgresArrayElement, PostgresDecodable {
    /// bigint
    public static var postgresType: PostgresType { .int8 }
    /// bigint[]
    public static var postgresArrayType: PostgresType { .int8Array }

    /// Appends eight bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(Int64(self)) }

    /// Whether the column is a bigint or smaller.
    public static func reads(_ type: PostgresType) -> Bool { Int64.reads(type) }

    /// Reads two, four or eight bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Int? { Int64.decode(bytes).map { Int($0) } }
}

extension Double: PostgresArrayElement, PostgresDecodable {
    /// double precision
    public static var postgresType: PostgresType { .float8 }
    /// double precision[]
    public static var postgresArrayType: PostgresType { .float8Array }

    /// Appends eight bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(bitPattern) }

    /// Whether the column is a double precision.
    public static func reads(_ type: PostgresType) -> Bool { type == .float8 }

    /// Reads eight bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Double? {
        bytes.exactInteger(UInt64.self).map { Double(bitPattern: $0) }
    }
}
