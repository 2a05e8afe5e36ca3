/// An ISO 4217 currency by its alphabetic code.
public struct Currency: Hashable, Sendable {
    /// The three letters, packed: cheap to compare and to copy.
    @usableFromInline let packed: UInt32

    /// nil unless the code is three upper-case letters.
    @inlinable
    public init?(code: some StringProtocol) {
        guard code.utf8.count == 3 else { return nil }
        var packed: UInt32 = 0
        for byte in code.utf8 {
            guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") else { return nil }
            packed = packed << 8 | UInt32(byte)
        }
        self.packed = packed
    }

    private init(_ code: StaticString) {
        packed = code.withUTF8Buffer { bytes in
            bytes.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        }
    }

    /// The three letters.
    public var code: String {
        String(unsafeUninitializedCapacity: 3) { out in
            out[0] = UInt8(truncatingIfNeeded: packed >> 16)
            out[1] = UInt8(truncatingIfNeeded: packed >> 8)
            out[2] = UInt8(truncatingIfNeeded: packed)
            return 3
        }
    }

    /// How many decimal digits the minor unit is below the major one.
    ///
    /// ISO 4217 table A.1; every currency not listed there as an exception has two.
    public var exponent: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }

    public static let usd = Currency("USD")
    public static let eur = Currency("EUR")
    public static let jpy = Currency("JPY")
    public static let kes = Currency("KES")
    public static let bhd = Currency("BHD")
}
