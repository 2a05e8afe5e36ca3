/// What an id can be the id of; the prefix tells a reader which.
public protocol Identified {
    /// Two to four lower-case letters, unique in the product: `ord` for an order.
    static var idPrefix: String { get }
}

/// A typed id: `ord_` and 26 characters of Crockford's base32 in texts, `uuid` in PostgreSQL.
///
/// Made of a UUIDv7, so that ids made later sort later. An order's id can't be passed for a
/// product's: the types differ, and so do the prefixes.
public struct ID<Subject: Identified>: Hashable, Comparable, Sendable {
    public let uuid: UUIDBytes

    @inlinable
    public init(uuid: UUIDBytes) {
        self.uuid = uuid
    }

    /// A new id of now.
    public static func make() -> ID { ID(uuid: .version7(at: .now())) }

    /// A new id of that instant.
    public static func make(at instant: Instant) -> ID { ID(uuid: .version7(at: instant)) }

    /// Reads the text form; nil for another prefix, another length or another alphabet.
    public init?(_ text: some StringProtocol) {
        let prefix = Subject.idPrefix
        let read = text.utf8.withContiguousStorageIfAvailable { Self.read($0, prefix) }
        guard let uuid = read ?? Array(text.utf8).withUnsafeBufferPointer({ Self.read($0, prefix) })
        else { return nil }
        self.uuid = uuid
    }

    private static func read(_ text: UnsafeBufferPointer<UInt8>, _ prefix: String) -> UUIDBytes? {
        let count = prefix.utf8.count
        guard text.count == count + 27, text[count] == UInt8(ascii: "_"),
            prefix.utf8.elementsEqual(UnsafeBufferPointer(rebasing: text[..<count]))
        else { return nil }
        return Base32.decode(UnsafeBufferPointer(rebasing: text[(count + 1)...]))
    }

    /// The text form.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text form.
    public func append(to bytes: inout [UInt8]) {
        for byte in Subject.idPrefix.utf8 { bytes.append(byte) }
        bytes.append(UInt8(ascii: "_"))
        Base32.append(uuid, to: &bytes)
    }

    @inlinable
    public static func < (a: ID, b: ID) -> Bool { a.uuid < b.uuid }
}

extension UUIDBytes {
    /// The UUID of an id, whatever it is the id of; nil for anything else.
    public init?(insideID text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, (2...4).contains(parts[0].count),
            let uuid = Array(parts[1].utf8).withUnsafeBufferPointer({
                $0.count == 26 ? Base32.decode($0) : nil
            })
        else { return nil }
        self = uuid
    }
}

extension ID: CustomStringConvertible {
    public var description: String { text }
}

/// Crockford's base32 of 128 bits in 26 lower-case characters, most significant first.
public enum Base32 {
    private static let alphabet: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"

    /// Appends the 26 characters.
    public static func append(_ uuid: UUIDBytes, to bytes: inout [UInt8]) {
        let digits = alphabet.utf8Start
        bytes.append(addingCapacity: 26) { (span: inout OutputSpan<UInt8>) in
            // Two bits, twelve digits of the rest of the high half, one of both, twelve of the low.
            span.append(digits[Int(truncatingIfNeeded: uuid.high >> 61)])
            var shift: UInt64 = 56
            while true {
                span.append(digits[Int(truncatingIfNeeded: uuid.high >> shift) & 31])
                if shift == 1 { break }
                shift -= 5
            }
            let both = uuid.high << 4 | uuid.low >> 60
            span.append(digits[Int(truncatingIfNeeded: both) & 31])
            shift = 55
            while true {
                span.append(digits[Int(truncatingIfNeeded: uuid.low >> shift) & 31])
                if shift == 0 { break }
                shift -= 5
            }
        }
    }

    /// Reads 26 characters in that one spelling; nil for anything else.
    public static func decode(_ text: UnsafeBufferPointer<UInt8>) -> UUIDBytes? {
        guard text.count == 26, text[0] <= UInt8(ascii: "7") else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in text {
            guard let digit = digit(byte) else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | digit
        }
        return UUIDBytes(high: high, low: low)
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt64? {
        if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            return UInt64(byte - UInt8(ascii: "0"))
        }
        // Ten digits, then the alphabet without i, l, o and u.
        guard byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") else { return nil }
        let place = UInt64(byte - UInt8(ascii: "a"))
        switch byte {
        case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "o"), UInt8(ascii: "u"): return nil
        case ...UInt8(ascii: "h"): return place + 10
        case ...UInt8(ascii: "k"): return place + 9
        case ...UInt8(ascii: "n"): return place + 8
        case ...UInt8(ascii: "t"): return place + 7
        default: return place + 6
        }
    }
}
