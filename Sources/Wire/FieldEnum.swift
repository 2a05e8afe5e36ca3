/// A field that is one of a few words.
public protocol FieldEnum: ScalarValue, RawRepresentable, CaseIterable, Sendable
where RawValue == String {}

extension FieldEnum {
    @inlinable
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Self? {
        guard let text = fields.word(input) else { return nil }
        if let value = Self(rawValue: text) { return value }
        let choices = allCases.map(\.rawValue).joined(separator: ", ")
        fields.refuse("choice", "Must be one of \(choices).")
        return nil
    }

    /// The first case.
    public static func sample(_ rule: FieldRule) -> Self {
        guard let first = allCases.first else { preconditionFailure("an enum has cases") }
        return first
    }

    public static func schema(_ rule: FieldRule) -> Schema {
        var schema = Schema(.string)
        schema.choices = allCases.map(\.rawValue)
        return schema
    }

    public func append(to out: inout OutputWriter) { out.json.write(rawValue) }
}
