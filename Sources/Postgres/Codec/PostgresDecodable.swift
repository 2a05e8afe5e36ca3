/// A value that can be read from a result's column.
public protocol PostgresDecodable: SendableMetatype {
    /// Whether a column of this type can be read as this value; asked once per result.
    static func reads(_ type: PostgresType) -> Bool

    /// Reads the value from PostgreSQL's binary format; nil when the bytes are not one.
    static func decode(_ bytes: RawSpan) -> Self?

    /// What a NULL is read as; nil when the value cannot be absent.
    static var valueOfNull: Self? { get }
}

extension PostgresDecodable {
    /// Values cannot be absent unless they say so.
    @inlinable public static var valueOfNull: Self? { nil }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// Whether the wrapped value can be read from a column of this type.
    @inlinable
    public static func reads(_ type: PostgresType) -> Bool { Wrapped.reads(type) }

    /// Reads the wrapped value.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> Wrapped?? {
        guard let value = Wrapped.decode(bytes) else { return nil }
        return .some(value)
    }

    /// Absence.
    @inlinable public static var valueOfNull: Wrapped?? { .some(nil) }
}

extension RawSpan {
    /// A big-endian integer that fills the span exactly, or nil.
    @inlinable
    func exactInteger<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) -> Value? {
        guard byteCount == MemoryLayout<Value>.size else { return nil }
        return Value(bigEndian: unsafeLoadUnaligned(as: Value.self))
    }

    /// A big-endian integer at an offset, or nil when the span ends before it does.
    @inlinable
    func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _: Value.Type, at offset: Int
    ) -> Value? {
        guard offset >= 0, offset + MemoryLayout<Value>.size <= byteCount else { return nil }
        return Value(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
