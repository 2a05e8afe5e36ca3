extension String: PostgresArrayElement, PostgresDecodable {
    /// text
    public static var postgresType: PostgresType { .text }
    /// text[]
    public static var postgresArrayType: PostgresType { .textArray }

    /// Appends the UTF-8.
    @inlinable
    public func encode(into bytes: inout ParameterBytes) { bytes.append(self) }

    /// Whether the column is text of any kind, an enumeration included.
    public static func reads(_ type: PostgresType) -> Bool { type.isTextual }

    /// Reads the UTF-8, which the server has checked.
    @inlinable
    public static func decode(_ bytes: RawSpan) -> String? {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

/// JSON as its bytes: sent to a `jsonb` parameter, read from a `jsonb` or `json` column.
public struct JSONText: Hashable, Sendable {
    /// One JSON value in UTF-8.
    public var bytes: [UInt8]

    /// JSON from its bytes, which the server will check.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension JSONText: PostgresArrayElement, PostgresDecodable {
    /// jsonb
    public static var postgresType: PostgresType { .jsonb }
    /// jsonb[]
    public static var postgresArrayType: PostgresType { .jsonbArray }

    /// Appends jsonb's version byte and the text.
    public func encode(into output: inout ParameterBytes) {
        output.append(1 as UInt8)
        output.append(contentsOf: bytes)
    }

    /// Whether the column is jsonb or json.
    public static func reads(_ type: PostgresType) -> Bool { type == .jsonb || type == .json }

    /// Reads the text, after jsonb's version byte where there is one.
    public static func decode(_ bytes: RawSpan) -> JSONText? {
        bytes.withUnsafeBytes { raw in
            // No JSON text begins with a byte 1, so the two column types can be told apart.
            let text = raw.first == 1 ? raw.dropFirst() : raw[...]
            return text.isEmpty ? nil : JSONText(Array(text))
        }
    }
}
