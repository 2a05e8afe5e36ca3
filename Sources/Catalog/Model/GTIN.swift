/// A barcode's number: GTIN-8, UPC-A (12 digits), EAN-13 or GTIN-14, its check digit included.
///
/// Spreadsheets eat leading zeros, so shorter numbers are padded to the next of the four lengths.
public struct GTIN: Hashable, Sendable {
    /// The lengths there are.
    public static let lengths = [8, 12, 13, 14]

    /// 8, 12, 13 or 14 digits.
    public let digits: String

    /// nil unless the text is 1 to 14 digits that aren't all zero.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...14).contains(bytes.count),
            bytes.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            bytes.contains(where: { $0 != UInt8(ascii: "0") }),
            let length = GTIN.lengths.first(where: { $0 >= bytes.count })
        else { return nil }
        digits = String(repeating: "0", count: length - bytes.count) + text
    }

    /// Whether the last digit is the one that the others ask for (GS1, modulo 10).
    public var hasValidCheckDigit: Bool {
        guard let last = digits.utf8.last else { return false }
        return last - UInt8(ascii: "0") == GTIN.checkDigit(of: digits.dropLast())
    }

    /// The check digit that belongs behind these digits.
    public static func checkDigit(of digits: some StringProtocol) -> UInt8 {
        var sum = 0
        for (place, byte) in digits.utf8.reversed().enumerated() {
            sum += Int(byte - UInt8(ascii: "0")) * (place.isMultiple(of: 2) ? 3 : 1)
        }
        return UInt8((10 - sum % 10) % 10)
    }

    /// Every way the same number may have been written down: a UPC-A is an EAN-13 with a zero.
    public var spellings: [String] {
        let significant = digits.drop { $0 == "0" }
        return GTIN.lengths.filter { $0 >= significant.utf8.count }.map {
            String(repeating: "0", count: $0 - significant.utf8.count) + significant
        }
    }
}
