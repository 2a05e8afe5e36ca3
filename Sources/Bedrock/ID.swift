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
        var text = text.utf8[...]
        for byte in Subject.idPrefix.utf8 {
            guard text.popFirst() == byte else { return nil }
        }
        guard text.popFirst() == UInt8(ascii: "_"), let uuid = Base32.decode(text) else {
            return nil
        }
        self.uuid = uuid
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
        bytes.append(contentsOf: Subject.idPrefix.utf8)
        bytes.append(UInt8(ascii: "_"))
        Base32.append(uuid, to: &bytes)
    }

    @inlinable
    public static func < (a: ID, b: ID) -> Bool { a.uuid < b.uuid }
}

extension ID: CustomStringConvertible {
    public var description: String { text }
}

/// Crockford's base32 of 128 bits in 26 lower-case characters, most significant first.
public enum Base32 {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Appends the 26 characters.
    public static func append(_ uuid: UUIDBytes, to bytes: inout [UInt8]) {
        let value = UInt128(uuid.high) << 64 | UInt128(uuid.low)
        var shift = 125
        while shift >= 0 {
            bytes.append(alphabet[Int(truncatingIfNeeded: value >> UInt128(shift)) & 31])
            shift -= 5
        }
    }

    /// Reads 26 characters in that one spelling; nil for anything else.
    public static func decode(_ text: some Collection<UInt8>) -> UUIDBytes? {
        guard text.count == 26, let first = text.first, first <= UInt8(ascii: "7") else {
            return nil
        }
        var value: UInt128 = 0
        for byte in text {
            let digit = digits[Int(byte)]
            guard digit != 0xFF else { return nil }
            value = value << 5 | UInt128(digit)
        }
        return UUIDBytes(
            high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    private static let digits: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (digit, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(digit) }
        return table
    }()
}
