/// A UUID as two big-endian halves; ordered as PostgreSQL orders `uuid`.
public struct UUIDBytes: Hashable, Comparable, Sendable {
    public var high: UInt64
    public var low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads sixteen bytes in network order.
    public init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 16, "a UUID has sixteen bytes")
        high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    @inlinable
    public static func < (a: UUIDBytes, b: UUIDBytes) -> Bool {
        a.high == b.high ? a.low < b.low : a.high < b.high
    }

    /// A version 7 UUID (RFC 9562): milliseconds, then 74 random bits.
    public static func version7(at instant: Instant) -> UUIDBytes {
        var random = SystemRandomNumberGenerator()
        return version7(at: instant, using: &random)
    }

    /// The same with the caller's source of randomness, for tests that replay.
    public static func version7(
        at instant: Instant, using random: inout some RandomNumberGenerator
    ) -> UUIDBytes {
        let milliseconds = UInt64(bitPattern: instant.microseconds / 1000)
        let a: UInt64 = random.next()
        let b: UInt64 = random.next()
        return UUIDBytes(
            high: milliseconds << 16 | 0x7000 | (a & 0x0FFF),
            low: 0x8000_0000_0000_0000 | (b >> 2))
    }

    /// The usual 36 characters, lower case.
    public var text: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { out in
            var at = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    out[at] = UInt8(ascii: "-")
                    at += 1
                }
                let half = nibble < 16 ? high : low
                out[at] = digits[Int(half >> UInt64(60 - 4 * (nibble % 16)) & 0xF)]
                at += 1
            }
            return at
        }
    }

    /// Reads 32 hexadecimal digits with any hyphens between them; nil for anything else.
    public init?(text: some StringProtocol) {
        var halves: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "-") {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, count < 32 else {
                return nil
            }
            if count < 16 {
                halves.0 = halves.0 << 4 | UInt64(digit)
            } else {
                halves.1 = halves.1 << 4 | UInt64(digit)
            }
            count += 1
        }
        guard count == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }
}
