/// Prometheus' text format, version 0.0.4.
enum MetricsText {
    static func append(_ family: Metrics.Family, named name: String, to text: inout [UInt8]) {
        append("# HELP \(name) \(escaped(family.help, quotes: false))\n", to: &text)
        append("# TYPE \(name) \(family.type)\n", to: &text)
        for labels in family.order {
            switch family.series[labels] {
            case .counter(let counter): append(line(name, labels, "\(counter.value)"), to: &text)
            case .gauge(let gauge): append(line(name, labels, "\(gauge.value)"), to: &text)
            case .reading(let read), .countReading(let read):
                append(line(name, labels, number(read())), to: &text)
            case .histogram(let histogram): append(histogram, name, labels, to: &text)
            case nil: break
            }
        }
    }

    private static func append(
        _ histogram: Histogram, _ name: String, _ labels: String, to text: inout [UInt8]
    ) {
        let (steps, all) = histogram.cumulative()
        let comma = labels.isEmpty ? "" : ","
        for (bound, count) in steps {
            let le = #"\#(labels)\#(comma)le="\#(shown(bound, histogram.unit))""#
            append(line("\(name)_bucket", le, "\(count)"), to: &text)
        }
        append(line("\(name)_bucket", #"\#(labels)\#(comma)le="+Inf""#, "\(all)"), to: &text)
        append(line("\(name)_sum", labels, shown(histogram.sum, histogram.unit)), to: &text)
        append(line("\(name)_count", labels, "\(all)"), to: &text)
    }

    private static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private static func append(_ line: String, to text: inout [UInt8]) {
        text.append(contentsOf: line.utf8)
    }

    private static func shown(_ value: Int, _ unit: Histogram.Unit) -> String {
        switch unit {
        case .seconds: number(Double(value) / 1e9)
        case .bytes, .count: "\(value)"
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return "\(value)"
    }

    /// `a="x",b="y"`: what stands between the braces, and the key of a series.
    static func labels(_ labels: Metrics.Labels) -> String {
        labels.map { label in
            precondition(isName(label.name), "\(label.name) is no name for a label")
            return #"\#(label.name)="\#(escaped(label.value, quotes: true))""#
        }.joined(separator: ",")
    }

    /// Letters, digits and underscores, not beginning with a digit.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
        }
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
