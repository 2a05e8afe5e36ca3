/// A value that is one JSON string, number or boolean, in a body, a parameter or an answer.
public protocol ScalarValue: FieldValue, OutputValue {
    /// What the schema says of it under that rule.
    static func schema(_ rule: FieldRule) -> Schema
}

extension ScalarValue {
    public static func describe(
        _ rule: FieldRule, example: Self?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        (schema(rule), (example ?? sample(rule)).json)
    }

    public static func schema(of example: Self?, _ components: SchemaComponents) -> Schema {
        schema(FieldRule())
    }
}

extension OutputValue {
    /// The value as a tree.
    public var json: JSON {
        var out = OutputWriter()
        append(to: &out)
        guard let tree = try? JSON.parse(out.json.bytes) else {
            preconditionFailure("what is written is JSON")
        }
        return tree
    }
}

extension Fields {
    /// The whole number of an input; nil and a violation for anything else, also for `1.0`.
    public mutating func wholeNumber(_ input: FieldInput) -> Int64? {
        switch input {
        case .text(let text):
            if let value = Int64(text), !text.hasPrefix("+") { return value }
            refuse("type", "Must be a whole number.")
        case .json(let cursor):
            if let value = cursor.integer { return value }
            switch cursor.kind {
            case .unsigned: refuse("range", "Must be a whole number of at most 64 bits.")
            case .double: refuse("type", "Must be a whole number, without fraction or exponent.")
            default: refuse("type", "Must be a whole number.")
            }
        }
        return nil
    }

    /// The whole number of an input within the rule's range.
    public mutating func wholeNumber(_ input: FieldInput, _ rule: FieldRule) -> Int64? {
        guard let value = wholeNumber(input) else { return nil }
        guard let range = rule.range, !range.contains(Int(value)) else { return value }
        if range.upperBound == .max {
            refuse("range", "Must be at least \(range.lowerBound).")
        } else {
            refuse("range", "Must be between \(range.lowerBound) and \(range.upperBound).")
        }
        return nil
    }
}

extension Schema {
    static func integer(_ rule: FieldRule) -> Schema {
        var schema = Schema(.integer)
        schema.minimum = rule.range?.lowerBound
        schema.maximum = rule.range.flatMap { $0.upperBound == .max ? nil : $0.upperBound }
        if rule.range == nil { schema.format = "int64" }
        return schema
    }
}
