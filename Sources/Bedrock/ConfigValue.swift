/// How the values of settings are spelled.
enum ConfigValue {
    /// A whole number: an optional minus sign and digits.
    static func number(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D }) else { return nil }
        return Int(text)
    }

    /// A number and a unit, as in `500ms`, `30s`, `2m`, `1h`.
    static func duration(_ text: String) -> Duration? {
        guard let (amount, unit) = split(text) else { return nil }
        switch unit {
        case "ms": return amount <= 1 << 50 ? .milliseconds(amount) : nil
        case "s": return amount <= 1 << 40 ? .seconds(amount) : nil
        case "m": return amount <= 1 << 34 ? .seconds(amount * 60) : nil
        case "h": return amount <= 1 << 28 ? .seconds(amount * 3600) : nil
        default: return nil
        }
    }

    /// The largest unit that holds the duration as a whole number.
    static func spelled(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 {
            return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
        }
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }

    /// A number of bytes, alone or with a unit: `4096`, `16KiB`, `1MiB`, `2GiB`.
    static func bytes(_ text: String) -> Int? {
        if let plain = number(text) { return plain }
        guard let (amount, unit) = split(text), amount <= 1 << 32 else { return nil }
        switch unit {
        case "KiB": return amount << 10
        case "MiB": return amount << 20
        case "GiB": return amount << 30
        default: return nil
        }
    }

    /// The largest unit that holds the bytes as a whole number.
    static func spelled(bytes: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes != 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }

    static func flag(_ text: String) -> Bool? {
        switch text {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: nil
        }
    }

    private static func split(_ text: String) -> (amount: Int, unit: Substring)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let amount = Int(digits) else { return nil }
        return (amount, text[digits.endIndex...])
    }

    /// How many letters must be changed, added or left out to make one word of the other.
    static func distance(_ from: String, _ to: String) -> Int {
        let from = Array(from.utf8)
        let to = Array(to.utf8)
        var row = Array(0...to.count)
        for (index, letter) in from.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in to.enumerated() {
                let changed = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[to.count]
    }
}
