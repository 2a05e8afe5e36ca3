import CMicrohttpd

/// Reads the header fields of one request from the library and judges them: what two parties could
/// understand in two ways is not accepted at all.
struct HeaderReader {
    private(set) var block = HeaderBlock()
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var refusal: Refusal?

    /// Where the last value ended in the library's buffer.
    private var lastEnd: UnsafePointer<UInt8>?
    private var hosts = 0
    private var singles: UInt8 = 0

    /// Fields that may come once only, because a second could be taken for the first.
    private static let single: [StaticString] = [
        "authorization", "content-type", "idempotency-key", "if-match", "expect", "cookie",
    ]

    init(connection: OpaquePointer, version: String, size: Int) {
        block.reserve(size)
        withUnsafeMutablePointer(to: &self) { pointer in
            _ = MHD_get_connection_values_n(
                connection, MHD_ValueKind.HEADER_KIND,
                { context, _, name, nameLength, value, valueLength in
                    let reader = context!.assumingMemoryBound(to: HeaderReader.self)
                    let value = HeaderReader.bytes(value, valueLength)
                    reader.pointee.take(HeaderReader.bytes(name, nameLength), value)
                    return reader.pointee.refusal == nil ? .YES : .NO
                }, pointer)
        }
        guard refusal == nil else { return }
        if hosts != 1 {
            refuse(hosts == 0 ? "The Host field is missing." : "There is more than one Host field.")
        } else if isChunked && contentLength != nil {
            refuse("Content-Length and Transfer-Encoding exclude each other.")
        } else if isChunked && version == "HTTP/1.0" {
            refuse("HTTP/1.0 has no Transfer-Encoding.")
        }
    }

    private static func bytes(
        _ text: UnsafePointer<CChar>?, _ length: Int
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafeRawPointer(text)?.assumingMemoryBound(to: UInt8.self),
            count: text == nil ? 0 : length)
    }

    private mutating func refuse(_ detail: String) {
        refusal = .malformed(detail)
    }

    private mutating func take(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) {
        guard !name.isEmpty, name.count <= 0xFFFF, name.allSatisfy(HeaderReader.isToken) else {
            return refuse("A header name has a character that is not allowed in it.")
        }
        guard isWhole(name, value) else {
            return refuse("A header goes on over a line, or a line does not end as it should.")
        }
        var value = value
        while let last = value.last, last == 0x20 || last == 0x09 {
            value = UnsafeBufferPointer(rebasing: value.dropLast())
        }
        guard value.count <= 0xFFFF, value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
        else { return refuse("A header value has a control character in it.") }
        switch name.count {
        case 4 where HeaderReader.equal(name, "host"):
            hosts += 1
        case 14 where HeaderReader.equal(name, "content-length"):
            takeLength(value)
        case 17 where HeaderReader.equal(name, "transfer-encoding"):
            takeEncoding(value)
        default:
            takeSingle(name)
        }
        block.append(name: name, value: value)
    }

    /// Whether a field stood on one line, ended by CR and LF, right after the one before.
    ///
    /// The library reads fields where they lie, and moves only what it has to put together of
    /// several lines: a field that is not where it is expected was folded.
    private mutating func isWhole(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let start = name.baseAddress, let content = value.baseAddress else { return false }
        let nameEnd = start + name.count
        defer { lastEnd = content + value.count }
        guard HeaderReader.isBlank(from: nameEnd, to: content, atLeast: 1) else { return false }
        guard let lastEnd else { return true }
        return HeaderReader.isBlank(from: lastEnd, to: start, atLeast: 2)
    }

    /// Whether there are a few bytes between two places, and nothing but blanks.
    private static func isBlank(
        from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, atLeast minimum: Int
    ) -> Bool {
        let count = end - start
        guard count >= minimum, count <= 256 else { return false }
        return UnsafeBufferPointer(start: start, count: count).allSatisfy {
            $0 == 0 || $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A || $0 == 0x3A
        }
    }

    private mutating func takeLength(_ value: UnsafeBufferPointer<UInt8>) {
        guard contentLength == nil else {
            return refuse("There is more than one Content-Length field.")
        }
        guard !value.isEmpty, value.count <= 18, value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return refuse("Content-Length is not a number.") }
        contentLength = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func takeEncoding(_ value: UnsafeBufferPointer<UInt8>) {
        guard !isChunked else {
            return refuse("There is more than one Transfer-Encoding field.")
        }
        isChunked = true
        guard value.count == 7, HeaderReader.equal(value, "chunked") else {
            refusal = .unsupported("The only Transfer-Encoding understood is chunked.")
            return
        }
    }

    private mutating func takeSingle(_ name: UnsafeBufferPointer<UInt8>) {
        for (index, known) in HeaderReader.single.enumerated()
        where known.utf8CodeUnitCount == name.count && HeaderReader.equal(name, known) {
            let bit = UInt8(1) << index
            guard singles & bit == 0 else {
                return refuse("There is more than one \(known) field.")
            }
            singles |= bit
        }
    }

    /// Whether they are equal but for case; the second in lower case and of the same length.
    private static func equal(_ left: UnsafeBufferPointer<UInt8>, _ right: StaticString) -> Bool {
        let right = right.utf8Start
        for index in 0..<left.count where HeaderBlock.lowercased(left[index]) != right[index] {
            return false
        }
        return true
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5E...0x60, 0x7C, 0x7E: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }
}
