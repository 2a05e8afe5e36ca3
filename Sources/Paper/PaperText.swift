/// How values stand on paper.
public enum PaperText {
    /// An amount in major units, in groups of three: `1,234.50`.
    public static func amount(_ units: Int64, places: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let whole = grouped(padded.dropLast(places))
        let fraction = places == 0 ? "" : ".\(padded.suffix(places))"
        return "\(units < 0 ? "−" : "")\(whole)\(fraction)"
    }

    /// A whole number, in groups of three.
    public static func whole(_ value: Int64) -> String {
        "\(value < 0 ? "−" : "")\(grouped(Substring(String(value.magnitude))))"
    }

    private static func grouped(_ digits: Substring) -> String {
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A text without what would turn the letters around it, hide some, or stack up over others;
    /// not longer than a document shows, and in so many lines of its own at most.
    static func clean(_ text: String, lines: Int = 1) -> String {
        var clean = String.UnicodeScalarView()
        var count = 0
        var breaks = 1
        var marks = 0
        for scalar in text.unicodeScalars {
            guard count < PaperLimits.scalars else {
                clean.append("…")
                break
            }
            let properties = scalar.properties
            switch properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                let ends = scalar == "\n" || properties.generalCategory != .control
                if clean.last != "\n", clean.last != " " || ends {
                    clean.append(ends && breaks < lines ? "\n" : " ")
                    breaks += ends ? 1 : 0
                }
                marks = 0
            case .format:
                // Joiners make letters and pictures of several; the rest makes one text look
                // like another.
                guard scalar == "\u{200C}" || scalar == "\u{200D}" else { continue }
                clean.append(scalar)
            case .surrogate, .privateUse, .unassigned:
                clean.append("\u{FFFD}")
                marks = 0
            case .nonspacingMark, .enclosingMark:
                marks += 1
                guard marks <= PaperLimits.marks else { continue }
                clean.append(scalar)
            default:
                clean.append(scalar)
                marks = 0
            }
            count += 1
        }
        return String(clean)
    }
}
