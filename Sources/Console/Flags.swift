/// The long flags given to a command: `--port 8080`, `--port=8080`, `--json`.
///
/// Strict: an unknown flag, one given twice, a missing value and a stray word are complained
/// about, and the command ends with `ExitCode.usage`.
package struct Flags: Sendable {
    private var given: [String: String] = [:]

    /// Reads the words after the command's name; nil, after a complaint, where they make no sense.
    ///
    /// - Parameters:
    ///   - switches: the names, without dashes, of flags that are there or aren't.
    ///   - values: the names of flags that take a value.
    package static func parse(
        _ words: [String], switches: [String] = [], values: [String] = []
    ) -> Flags? {
        var flags = Flags()
        var rest = words[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].dropFirst(2))
            guard word.hasPrefix("--"), !name.isEmpty else {
                return refuse("'\(word)' isn't a flag.")
            }
            guard flags.given[name] == nil else { return refuse("--\(name) is given twice.") }
            if switches.contains(name) {
                guard parts.count == 1 else { return refuse("--\(name) takes no value.") }
                flags.given[name] = ""
            } else if values.contains(name) {
                if parts.count == 2 {
                    flags.given[name] = String(parts[1])
                } else if let next = rest.first, !next.hasPrefix("--") {
                    flags.given[name] = rest.removeFirst()
                } else {
                    return refuse("--\(name) takes a value.")
                }
            } else {
                return refuse("there is no flag --\(name).")
            }
        }
        return flags
    }

    private static func refuse(_ complaint: String) -> Flags? {
        Terminal.complain("dray: \(complaint) `dray COMMAND --help` lists the flags.")
        return nil
    }

    /// Whether the flag is there.
    package func has(_ name: String) -> Bool { given[name] != nil }

    /// The value given; nil where the flag isn't there or is given nothing.
    package func text(_ name: String) -> String? {
        given[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a flag that has to be there; nil, after a complaint, where it isn't.
    package func required(_ name: String) -> String? {
        if let value = text(name) { return value }
        _ = Self.refuse("--\(name) is required.")
        return nil
    }

    /// The value as a whole number, or `fallback` where the flag isn't there; nil, after a
    /// complaint, for anything else.
    package func number(_ name: String, in range: ClosedRange<Int>, default fallback: Int) -> Int? {
        guard let text = given[name] else { return fallback }
        if let number = Int(text), range.contains(number) { return number }
        _ = Self.refuse(
            "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }
}
