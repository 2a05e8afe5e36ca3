/// Base64 with the alphabet of URLs, without padding (RFC 4648, section 5).
public enum Base64URL {
    /// The text of the bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(bytes.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of the bytes.
    public static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        Base64Alphabet.url.append(bytes, to: &text)
    }

    /// The bytes of a text, or nothing unless it is the one spelling that `encode` gives.
    public static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8.span)
    }

    /// The bytes of a text, or nothing unless it is the one spelling that `encode` gives.
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        Base64Alphabet.url.decode(text)
    }
}
