public import Bedrock

// The two inner loops of writing: escaping and digits.
extension JSONWriter {
    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted($0) }
    }

    /// Appends a JSON string of UTF-8 bytes.
    mutating func appendQuoted(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard !utf8.contains(where: Self.needsEscape) else { return appendEscaped(utf8) }
        bytes.appendInPlace(utf8.count + 2) { place in
            place[0] = 0x22
            if let start = utf8.baseAddress {
                (place + 1).update(from: start, count: utf8.count)
            }
            place[utf8.count + 1] = 0x22
            return utf8.count + 2
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F
    }

    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        let digits: StaticString = "0123456789abcdef"
        bytes.append(0x22)
        for byte in utf8 {
            guard Self.needsEscape(byte) else {
                bytes.append(byte)
                continue
            }
            bytes.append(0x5C)
            switch byte {
            case 0x22, 0x5C: bytes.append(byte)
            case 0x0A: bytes.append(UInt8(ascii: "n"))
            case 0x0D: bytes.append(UInt8(ascii: "r"))
            case 0x09: bytes.append(UInt8(ascii: "t"))
            default:
                bytes.append(contentsOf: "u00".utf8)
                bytes.append(digits.utf8Start[Int(byte >> 4)])
                bytes.append(digits.utf8Start[Int(byte & 15)])
            }
        }
        bytes.append(0x22)
    }
}

extension JSONWriter {
    /// Writes an id: its prefix, `_`, and the UUID in base32.
    @usableFromInline
    mutating func write(_ uuid: UUIDBytes, prefix: String) {
        separate()
        bytes.append(0x22)
        for byte in prefix.utf8 { bytes.append(byte) }
        bytes.append(UInt8(ascii: "_"))
        Base32.append(uuid, to: &bytes)
        bytes.append(0x22)
    }
}

extension [UInt8] {
    /// Appends at most `most` bytes that `body` writes; it answers how many it wrote.
    @inline(__always)
    mutating func appendInPlace(_ most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        append(addingCapacity: most) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { buffer, count in
                if let place = buffer.baseAddress { count = body(place) }
            }
        }
    }

    /// Appends a whole number in decimal.
    public mutating func appendDecimal(_ value: Int64) {
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }
}
