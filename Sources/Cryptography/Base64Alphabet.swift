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
        text.reserveCapacity(text.count + (bytes.count * 4 + 2) / 3)
        letters.withUnsafeBufferPointer { letters in
            var index = 0
            while index + 2 < bytes.count {
                let group =
                    UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
                    | UInt32(bytes[index + 2])
                text.append(letters[Int(group >> 18)])
                text.append(letters[Int(group >> 12 & 63)])
                text.append(letters[Int(group >> 6 & 63)])
                text.append(letters[Int(group & 63)])
                index += 3
            }
            let rest = bytes.count - index
            guard rest > 0 else { return }
            let first = UInt32(bytes[index]) << 16
            let group = rest == 2 ? first | UInt32(bytes[index + 1]) << 8 : first
            text.append(letters[Int(group >> 18)])
            text.append(letters[Int(group >> 12 & 63)])
            if rest == 2 { text.append(letters[Int(group >> 6 & 63)]) }
        }
    }

    /// The bytes of a text, or nothing: a foreign letter, padding, an impossible length, or bits
    /// set beyond the last byte.
    func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let rest = text.count % 4
        guard rest != 1 else { return nil }
        let count = text.count / 4 * 3 + (rest == 0 ? 0 : rest - 1)
        var refused: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            values.withUnsafeBufferPointer { values in
                refused = Self.decode(text, into: buffer, with: values)
            }
            filled = count
        }
        return refused & 0x80 == 0 ? bytes : nil
    }

    /// Fills the buffer; the answer has its high bit set when the text is refused.
    private static func decode(
        _ text: Span<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>,
        with values: UnsafeBufferPointer<UInt8>
    ) -> UInt8 {
        var refused: UInt8 = 0
        var source = 0
        var target = 0
        func next() -> UInt32 {
            let value = values[Int(text[source])]
            source += 1
            refused |= value
            return UInt32(value)
        }
        while source + 4 <= text.count {
            let group = next() << 18 | next() << 12 | next() << 6 | next()
            buffer[target] = UInt8(truncatingIfNeeded: group >> 16)
            buffer[target + 1] = UInt8(truncatingIfNeeded: group >> 8)
            buffer[target + 2] = UInt8(truncatingIfNeeded: group)
            target += 3
        }
        switch text.count - source {
        case 2:
            let group = next() << 6 | next()
            buffer[target] = UInt8(truncatingIfNeeded: group >> 4)
            if group & 0xF != 0 { refused |= invalid }
        case 3:
            let group = next() << 12 | next() << 6 | next()
            buffer[target] = UInt8(truncatingIfNeeded: group >> 10)
            buffer[target + 1] = UInt8(truncatingIfNeeded: group >> 2)
            if group & 0x3 != 0 { refused |= invalid }
        default: break
        }
        return refused
    }
}
