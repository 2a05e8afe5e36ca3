/// A value that can stand in an array parameter.
///
/// The whole-array functions have defaults; `UInt8` replaces them, so that `[UInt8]` is a bytea.
public protocol PostgresArrayElement: PostgresEncodable {
    /// The type of an array of these.
    static var postgresArrayType: PostgresType { get }

    /// Appends a whole array in PostgreSQL's binary format.
    static func encodeArray(_ elements: [Self], into bytes: inout ParameterBytes)
}

extension PostgresArrayElement {
    /// Appends a one-dimensional array: its head, then each element behind its length.
    @inlinable
    public static func encodeArray(_ elements: [Self], into bytes: inout ParameterBytes) {
        bytes.append(elements.isEmpty ? 0 : 1 as Int32)
        bytes.append(elements.contains { $0.isNull } ? 1 : 0 as Int32)
        bytes.append(Self.postgresType.oid)
        guard !elements.isEmpty else { return }
        bytes.append(Int32(elements.count))
        bytes.append(1 as Int32)
        for element in elements {
            guard !element.isNull else {
                bytes.append(-1 as Int32)
                continue
            }
            let start = bytes.count
            bytes.append(0 as Int32)
            element.encode(into: &bytes)
            bytes.patch(Int32(bytes.count - start - 4), at: start)
        }
    }
}

extension UInt8: PostgresArrayElement {
    /// A single byte has no PostgreSQL type; it stands only in `[UInt8]`, a bytea.
    public static var postgresType: PostgresType { .bytea }
    /// bytea
    public static var postgresArrayType: PostgresType { .bytea }

    /// Appends the byte.
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self) }

    /// Appends the bytes as they are.
    @inlinable
    public static func encodeArray(_ elements: [UInt8], into bytes: inout ParameterBytes) {
        bytes.append(contentsOf: elements)
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The array type of the element.
    @inlinable public static var postgresType: PostgresType { Element.postgresArrayType }

    /// Appends all elements.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) {
        Element.encodeArray(self, into: &bytes)
    }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    /// bytea[]
    public static var postgresArrayType: PostgresType { .byteaArray }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    /// The array type of the wrapped value.
    @inlinable public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}
