/// The bytes of a trip's parameters, one after the other in a single buffer.
public struct ParameterBytes {
    @usableFromInline var bytes: [UInt8] = []

    @inlinable init() {}

    /// Bytes written so far.
    @inlinable public var count: Int { bytes.count }

    /// Appends an integer in network byte order.
    @inlinable
    public mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    @inlinable
    public mutating func append(contentsOf other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    /// Appends a text's UTF-8.
    @inlinable
    public mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Overwrites four bytes at an offset, for a length that is known only afterwards.
    @inlinable
    mutating func patch(_ value: Int32, at offset: Int) {
        withUnsafeBytes(of: value.bigEndian) { source in
            bytes.replaceSubrange(offset..<(offset + 4), with: source)
        }
    }
}
