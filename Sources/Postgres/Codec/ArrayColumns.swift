/// A value whose arrays can be read from a column.
///
/// `UInt8` replaces the defaults, so that `[UInt8]` is read from a bytea.
public protocol PostgresArrayColumn {
    /// Whether a column of this type holds an array of these.
    static func readsArray(_ type: PostgresType) -> Bool

    /// Reads a whole array; nil when the bytes are not one.
    static func decodeArray(_ bytes: RawSpan) -> [Self]?
}

extension PostgresArrayColumn where Self: PostgresArrayElement & PostgresDecodable {
    /// Whether the column has this element's array type.
    public static func readsArray(_ type: PostgresType) -> Bool {
        type == Self.postgresArrayType || (Self.postgresType.isTextual && type.isTextualArray)
    }

    /// Reads an array of at most one dimension.
    public static func decodeArray(_ bytes: RawSpan) -> [Self]? {
        guard let dimensions = bytes.integer(Int32.self, at: 0) else { return nil }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = bytes.integer(Int32.self, at: 12), count >= 0,
            Int(count) <= bytes.byteCount / 4
        else { return nil }
        var values: [Self] = []
        values.reserveCapacity(Int(count))
        var offset = 20
        for _ in 0..<count {
            guard let length = bytes.integer(Int32.self, at: offset) else { return nil }
            offset += 4
            if length < 0 {
                guard let value = Self.valueOfNull else { return nil }
                values.append(value)
                continue
            }
            let end = offset + Int(length)
            guard end <= bytes.byteCount,
                let value = Self.decode(bytes.extracting(offset..<end))
            else { return nil }
            values.append(value)
            offset = end
        }
        return offset == bytes.byteCount ? values : nil
    }
}

extension PostgresType {
    /// An array of varchar, char(n) or name, or of a type whose id is not fixed.
    var isTextualArray: Bool {
        switch oid {
        case 1009, 1015, 1014, 1003: true
        default: oid >= 16_384
        }
    }
}

extension UInt8: PostgresArrayColumn {
    /// Whether the column is a bytea.
    public static func readsArray(_ type: PostgresType) -> Bool { type == .bytea }

    /// Copies the bytes.
    public static func decodeArray(_ bytes: RawSpan) -> [UInt8]? {
        bytes.withUnsafeBytes { Array($0) }
    }
}

extension Bool: PostgresArrayColumn {}
extension Int16: PostgresArrayColumn {}
extension Int32: PostgresArrayColumn {}
extension Int64: PostgresArrayColumn {}
extension Int: PostgresArrayColumn {}
extension Double: PostgresArrayColumn {}
extension String: PostgresArrayColumn {}
extension JSONText: PostgresArrayColumn {}
extension Optional: PostgresArrayColumn
where Wrapped: PostgresArrayElement & PostgresDecodable {}

extension Array: PostgresDecodable where Element: PostgresArrayColumn {
    /// Whether the column is an array of the element.
    public static func reads(_ type: PostgresType) -> Bool { Element.readsArray(type) }

    /// Reads all elements.
    public static func decode(_ bytes: RawSpan) -> [Element]? { Element.decodeArray(bytes) }
}

extension Array: PostgresArrayColumn where Element == UInt8 {}
