/// Decimal numbers in texts, read as whole numbers of their last decimal place.
///
/// Nothing here is floating point: `23.36` to two places is 2336, exactly.
public enum DecimalText {
    /// The number in units of `10^-places`; nil for what is no plain decimal number, has a
    /// fraction finer than that, or passes 64 bits. A leading minus is read, as `-1.50`.
    public static func read(_ text: some StringProtocol, places: Int) -> Int64? {
        var value: Int64 = 0
        var fraction: Int?
        var hasDigits = false
        var bytes = text.utf8[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        for byte in bytes {
            if byte == UInt8(ascii: "."), fraction == nil {
                fraction = 0
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            hasDigits = true
            let digit = Int64(byte - UInt8(ascii: "0"))
            if let seen = fraction {
                guard seen < places else {
                    // Zeros beyond the last place say nothing.
                    if digit == 0 { continue }
                    return nil
                }
                fraction = seen + 1
            }
            guard let next = DecimalText.appending(digit, to: value) else { return nil }
            value = next
        }
        guard hasDigits else { return nil }
        for _ in (fraction ?? 0)..<max(places, fraction ?? 0) {
            guard let next = DecimalText.appending(0, to: value) else { return nil }
            value = next
        }
        return isNegative ? -value : value
    }

    /// The number that `value` units of `10^-places` are, without zeros that say nothing.
    public static func write(_ value: Int64, places: Int) -> String {
        var digits = String(value.magnitude)
        guard places > 0 else { return (value < 0 ? "-" : "") + digits }
        while digits.utf8.count <= places { digits = "0" + digits }
        let whole = digits.dropLast(places)
        var fraction = digits.suffix(places)
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }

    private static func appending(_ digit: Int64, to value: Int64) -> Int64? {
        let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = tens.addingReportingOverflow(digit)
        return overflow || carried ? nil : sum
    }
}
