public import Bedrock

extension UUIDBytes: PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// uuid
    public static var postgresType: PostgresType { .uuid }
    /// uuid[]
    public static var postgresArrayType: PostgresType { .uuidArray }

    /// Appends sixteen bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) {
        bytes.append(high)
        bytes.append(low)
    }

    /// Whether the column is a uuid.
    public static func reads(_ type: PostgresType) -> Bool { type == .uuid }

    /// Reads sixteen bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> UUIDBytes? {
        guard bytes.byteCount == 16, let high = bytes.integer(UInt64.self, at: 0),
            let low = bytes.integer(UInt64.self, at: 8)
        else { return nil }
        return UUIDBytes(high: high, low: low)
    }
}

extension ID: PostgresEncodable, PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// uuid
    public static var postgresType: PostgresType { .uuid }
    /// uuid[]
    public static var postgresArrayType: PostgresType { .uuidArray }

    /// Appends sixteen bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { uuid.encode(into: &bytes) }

    /// Whether the column is a uuid.
    public static func reads(_ type: PostgresType) -> Bool { type == .uuid }

    /// Reads sixteen bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> ID? {
        UUIDBytes.decode(bytes).map { ID(uuid: $0) }
    }
}

extension Instant: PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// Microseconds from 1970, where `Instant` counts from, to 2000, where PostgreSQL does.
    @usableFromInline static let postgresEpoch: Int64 = 946_684_800_000_000

    /// timestamptz
    public static var postgresType: PostgresType { .timestamptz }
    /// timestamptz[]
    public static var postgresArrayType: PostgresType { .timestamptzArray }

    /// Appends eight bytes; the two ends of the range are PostgreSQL's infinities.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) {
        let (value, overflows) = microseconds.subtractingReportingOverflow(Self.postgresEpoch)
        bytes.append(microseconds == .max ? .max : overflows ? Int64.min : value)
    }

    /// Whether the column is a timestamptz.
    public static func reads(_ type: PostgresType) -> Bool { type == .timestamptz }

    /// Reads eight bytes; the infinities are the two ends of the range.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Instant? {
        guard let value = bytes.exactInteger(Int64.self) else { return nil }
        if value == .min { return Instant(microseconds: .min) }
        let (microseconds, overflows) = value.addingReportingOverflow(Self.postgresEpoch)
        return Instant(microseconds: overflows ? .max : microseconds)
    }
}

extension Quantity: PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// bigint
    public static var postgresType: PostgresType { .int8 }
    /// bigint[]
    public static var postgresArrayType: PostgresType { .int8Array }

    /// Appends eight bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(count) }

    /// Whether the column is a bigint or smaller.
    public static func reads(_ type: PostgresType) -> Bool { Int64.reads(type) }

    /// Reads two, four or eight bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Quantity? {
        Int64.decode(bytes).map { Quantity($0) }
    }
}

extension Rate: PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// bigint
    public static var postgresType: PostgresType { .int8 }
    /// bigint[]
    public static var postgresArrayType: PostgresType { .int8Array }

    /// Appends eight bytes.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(basisPoints) }

    /// Whether the column is a bigint or smaller.
    public static func reads(_ type: PostgresType) -> Bool { Int64.reads(type) }

    /// Reads two, four or eight bytes.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Rate? {
        Int64.decode(bytes).map { Rate(basisPoints: $0) }
    }
}

extension Currency: PostgresArrayElement, PostgresArrayColumn, PostgresDecodable {
    /// text
    public static var postgresType: PostgresType { .text }
    /// text[]
    public static var postgresArrayType: PostgresType { .textArray }

    /// Appends the three letters.
    public func encode(into bytes: inout ParameterBytes) { bytes.append(code) }

    /// Whether the column is text of any kind.
    public static func reads(_ type: PostgresType) -> Bool { type.isTextual }

    /// Reads three letters.
    public static func decode(_ bytes: RawSpan) -> Currency? {
        String.decode(bytes).flatMap { Currency(code: $0) }
    }
}
