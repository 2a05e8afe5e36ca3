/// Base64 with the ordinary alphabet and padding (RFC 4648, section 4).
public enum Base64 {
    /// The text of the bytes, padded to a multiple of four.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        Base64Alphabet.standard.append(bytes.span, to: &text)
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a padded text, or nothing unless it is the one spelling that `encode` gives.
    public static func decode(_ text: String) -> [UInt8]? {
        let padded = text.utf8.span
        guard padded.count % 4 == 0 else { return nil }
        var end = padded.count
        while end > 0, padded.count - end < 2, padded[end - 1] == UInt8(ascii: "=") { end -= 1 }
        return Base64Alphabet.standard.decode(padded.extracting(0..<end))
    }
}
