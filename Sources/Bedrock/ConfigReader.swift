/// Reads settings from an environment, and keeps what was declared and what was wrong.
///
/// Each setting is declared by the one line that reads it. A problem is noted and the default
/// stands in, so that a single pass finds all of them; without an environment the same pass
/// describes the settings.
public struct ConfigReader {
    private let environment: [String: String]
    private let isDevelopment: Bool

    /// Every setting in the order of its declaration.
    public private(set) var settings: [ConfigSetting] = []

    /// What was wrong so far.
    public private(set) var problems: [ConfigProblem] = []

    /// Outside development, settings that are required must be there.
    public init(environment: [String: String], isDevelopment: Bool) {
        self.environment = environment
        self.isDevelopment = isDevelopment
    }

    /// A whole number within a range.
    public mutating func integer(
        _ name: String, _ doc: String, default fallback: Int, in range: ClosedRange<Int>
    ) -> Int {
        let form = "\(range.lowerBound)…\(range.upperBound)"
        declare(name, doc, form: form, fallback: "\(fallback)")
        return read(name, else: fallback, "a whole number, \(form)") { text in
            ConfigValue.number(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number of bytes within a range: `4096`, `16KiB`, `1MiB`, `2GiB`.
    public mutating func bytes(
        _ name: String, _ doc: String, default fallback: Int, in range: ClosedRange<Int>
    ) -> Int {
        let least = ConfigValue.spelled(bytes: range.lowerBound)
        let most = ConfigValue.spelled(bytes: range.upperBound)
        let form = "bytes, \(least)…\(most)"
        declare(name, doc, form: form, fallback: ConfigValue.spelled(bytes: fallback))
        return read(name, else: fallback, "\(form), as in 65536, 64KiB or 1MiB") { text in
            ConfigValue.bytes(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A time span within a range: `500ms`, `30s`, `2m`, `1h`.
    public mutating func duration(
        _ name: String, _ doc: String, default fallback: Duration, in range: ClosedRange<Duration>
    ) -> Duration {
        let least = ConfigValue.spelled(range.lowerBound)
        let most = ConfigValue.spelled(range.upperBound)
        let form = "a duration, \(least)…\(most)"
        declare(name, doc, form: form, fallback: ConfigValue.spelled(fallback))
        return read(name, else: fallback, "\(form), as in 500ms, 30s or 2m") { text in
            ConfigValue.duration(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Yes or no: `true`, `false`, `1`, `0`, `yes`, `no`, `on`, `off`.
    public mutating func flag(_ name: String, _ doc: String, default fallback: Bool) -> Bool {
        declare(name, doc, form: "true or false", fallback: fallback ? "true" : "false")
        return read(name, else: fallback, "true or false", ConfigValue.flag)
    }

    /// One word of a fixed few.
    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ doc: String, default fallback: Choice
    ) -> Choice {
        let form = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        declare(name, doc, form: form, fallback: fallback.rawValue)
        return read(name, else: fallback, "one of \(form)") { Choice(rawValue: $0) }
    }

    /// A text of the form that `parse` accepts.
    public mutating func value<Value>(
        _ name: String, _ doc: String, form: String, default fallback: Value,
        spelled: String, parse: (String) -> Value?
    ) -> Value {
        declare(name, doc, form: form, fallback: spelled)
        return read(name, else: fallback, form, parse)
    }

    /// How often something may be done, such as `600/1m`; `0` is without a limit, and so is
    /// development where nothing is said.
    public mutating func rate(
        _ name: String, _ doc: String, default fallback: RateLimit
    ) -> RateLimit? {
        let form = "so many in a duration, as in 600/1m; 0 for no limit"
        declare(name, doc, form: form, fallback: fallback.spelled)
        return read(name, else: isDevelopment ? nil : fallback, form) { text in
            text == "0" ? .some(nil) : RateLimit(text).map { .some($0) }
        }
    }

    /// A text that may be missing.
    public mutating func optional<Value>(
        _ name: String, _ doc: String, form: String, parse: (String) -> Value?
    ) -> Value? {
        declare(name, doc, form: form, fallback: "")
        return read(name, else: Value?.none, form) { text in parse(text).map { .some($0) } }
    }

    /// A hidden text of the form that `parse` accepts; required ones may be missing in
    /// development only. No problem repeats its value.
    public mutating func secret<Value: Sendable>(
        _ name: String, _ doc: String, form: String, required: Bool = false,
        parse: (String) -> Value?
    ) -> Secret<Value>? {
        declare(name, doc, form: form, fallback: "", isSecret: true, isRequired: required)
        guard let text = text(of: name) else {
            if required, !isDevelopment { refuse(name, "is required: \(form)") }
            return nil
        }
        guard let value = parse(text) else {
            refuse(name, "must be \(form); its value is not shown")
            return nil
        }
        return Secret(value)
    }

    /// A name that the server leaves to others, so that it isn't unknown.
    public mutating func foreign(_ name: String, _ doc: String) {
        declare(name, doc, form: "", fallback: "")
    }

    /// Notes a problem between settings.
    public mutating func refuse(_ name: String, _ message: String) {
        problems.append(ConfigProblem(name: name, message: message))
    }

    /// Ends the reading: notes every name that begins with the prefix and was never declared.
    public mutating func finish(prefix: String) {
        let known = Set(settings.map(\.name))
        for name in environment.keys.sorted()
        where name.hasPrefix(prefix) && !known.contains(name) {
            refuse(name, "is no setting\(suggestion(for: name))")
        }
    }

    private func suggestion(for name: String) -> String {
        let near = settings.map { ($0.name, ConfigValue.distance(name, $0.name)) }
            .min { $0.1 < $1.1 }
        guard let (other, distance) = near, distance <= 4 else { return "" }
        return "; did you mean \(other)?"
    }

    private mutating func declare(
        _ name: String, _ doc: String, form: String, fallback: String, isSecret: Bool = false,
        isRequired: Bool = false
    ) {
        precondition(!settings.contains { $0.name == name }, "\(name) is declared twice")
        settings.append(
            ConfigSetting(
                name: name, documentation: doc, form: form, fallback: fallback,
                isSecret: isSecret, isRequired: isRequired))
    }

    /// Empty is missing: deployment tools write `NAME=` for what isn't set.
    private func text(of name: String) -> String? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        return text
    }

    private mutating func read<Value>(
        _ name: String, else fallback: Value, _ form: String, _ parse: (String) -> Value?
    ) -> Value {
        guard let text = text(of: name) else { return fallback }
        guard let value = parse(text) else {
            let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
            refuse(name, "must be \(form), not \(String(shown).debugDescription)")
            return fallback
        }
        return value
    }
}
