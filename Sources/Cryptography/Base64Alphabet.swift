/// An alphabet of base64 without padding: encodes, and decodes exactly one spelling per value.
struct Base64Alphabet: Sendable {
    static let standard = Base64Alphabet(last: "+", "/")
    static let url = Base64Alphabet(last: "-", "_")

    /// What a byte outside the alphabet stands for; its high bit marks it.
    private static let invalid: UInt8 = 0xFF

    private let letters: [UInt8]
    private let values: [UInt8]

    private init(last plus: Unicode.Scalar, _ slash: Unicode.Scalar) {
        var letters: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        letters.append(contentsOf: "abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        letters.append(UInt8(ascii: plus))
        letters.append(UInt8(ascii: slash))
        var values = [UInt8](repeating: Self.invalid, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        self.letters = letters
        self.values = values
    }

    /// Appends the text of the bytes: four letters for three bytes, two or three for the rest.
    func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        let count = (bytes.count * 4 + 2) / 3
        let letters = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.withUnsafeBufferPointer { bytes in
                self.letters.withUnsafeBufferPointer { Self.encode(bytes, into: buffer, with: $0) }
            }
            filled = count
        }
        text.append(contentsOf: letters)
    }

    /// The bytes of a text, or nothing: a foreign letter, padding, an impossible length, or bits
    /// set beyond the last byte.
    func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let rest = text.count % 4
        guard rest != 1 else { return nil }
        let count = text.count / 4 * 3 + (rest == 0 ? 0 : rest - 1)
        var refused: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            text.withUnsafeBufferPointer { text in
                values.withUnsafeBufferPointer { values in
                    refused = Self.decode(text, into: buffer, with: values)
                }
            }
            filled = count
        }
        return refused & 0x80 == 0 ? bytes : nil
    }

    // Both loops below run on every request's token: plain pointers, a third of the time of spans.

    /// Fills the buffer, which is exactly as long as the text.
    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>,
        with letters: UnsafeBufferPointer<UInt8>
    ) {
        var source = 0
        var target = 0
        while source + 2 < bytes.count {
            let high = UInt32(bytes[source]) << 16
            let group = high | UInt32(bytes[source + 1]) << 8 | UInt32(bytes[source + 2])
            buffer[target] = letters[Int(group >> 18)]
            buffer[target + 1] = letters[Int(group >> 12 & 63)]
            buffer[target + 2] = letters[Int(group >> 6 & 63)]
            buffer[target + 3] = letters[Int(group & 63)]
            source += 3
            target += 4
        }
        let rest = bytes.count - source
        guard rest > 0 else { return }
        let high = UInt32(bytes[source]) << 16
        let group = rest == 2 ? high | UInt32(bytes[source + 1]) << 8 : high
        buffer[target] = letters[Int(group >> 18)]
        buffer[target + 1] = letters[Int(group >> 12 & 63)]
        if rest == 2 { buffer[target + 2] = letters[Int(group >> 6 & 63)] }
    }

    /// Fills the buffer, which is exactly as long as the bytes; the answer has its high bit set
    /// when the text is refused.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>,
        with values: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        var refused: UInt8 = 0
        var source = 0
        var target = 0
        while source + 4 <= text.count {
            let first = values[Int(text[source])]
            let second = values[Int(text[source + 1])]
            let third = values[Int(text[source + 2])]
            let fourth = values[Int(text[source + 3])]
            refused |= first | second | third | fourth
            buffer[target] = first << 2 | second >> 4
            buffer[target + 1] = second << 4 | third >> 2
            buffer[target + 2] = third << 6 | fourth
            source += 4
            target += 3
        }
        let rest = text.count - source
        guard rest > 1 else { return refused }
        let first = values[Int(text[source])]
        let second = values[Int(text[source + 1])]
        refused |= first | second
        buffer[target] = first << 2 | second >> 4
        if rest == 2 { return second & 0xF == 0 ? refused : invalid }
        let third = values[Int(text[source + 2])]
        refused |= third
        buffer[target + 1] = second << 4 | third >> 2
        return third & 0x3 == 0 ? refused : invalid
    }
}
