/// Percent-decoding, as URLs and forms have it.
public enum QueryText {
    /// The names and values of a query or form; a plus is a space.
    /// - Returns: nil when an escape is malformed or what it decodes to is not UTF-8.
    public static func decode(_ text: String) -> [(name: String, value: String)]? {
        guard !text.isEmpty else { return [] }
        var pairs: [(name: String, value: String)] = []
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = unescape(halves[0], plusIsSpace: true) else { return nil }
            guard halves.count > 1 else {
                pairs.append((name: name, value: ""))
                continue
            }
            guard let value = unescape(halves[1], plusIsSpace: true) else { return nil }
            pairs.append((name: name, value: value))
        }
        return pairs
    }

    /// One segment of a path, decoded.
    /// - Returns: nil when an escape is malformed or what it decodes to is not UTF-8.
    public static func decodeSegment(_ segment: Substring) -> String? {
        unescape(segment.utf8, plusIsSpace: false)
    }

    private static func unescape(
        _ text: some Collection<UInt8>, plusIsSpace: Bool
    ) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(nibble), let low = rest.next().flatMap(nibble)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
