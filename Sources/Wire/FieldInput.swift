/// Where a field's value comes from: a place in the body, or the text of a parameter.
public enum FieldInput {
    case json(JSONCursor)
    case text(String)
}

/// A value a field can have.
public protocol FieldValue {
    /// Reads it, or records what is wrong with it and answers nil.
    static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Self?

    /// A valid value, which also stands in for one that couldn't be read.
    static func sample(_ rule: FieldRule) -> Self

    /// What the schema says of it, and the example (`sample` where none is given) as JSON.
    static func describe(
        _ rule: FieldRule, example: Self?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON)
}

/// Several fields together: an operation's inputs, a line of an order, an address.
///
/// `init` names each field in one line. It is run to read an input, and run to describe it.
public protocol FieldGroup: FieldValue {
    init(_ fields: inout Fields)
}

/// What a change says of a field that may be cleared.
public enum Change<Value> {
    /// The field isn't in the body.
    case unchanged
    /// It is null.
    case cleared
    case set(Value)
}

extension Change {
    /// What becomes of a value by the change.
    @inlinable
    public func applied(to value: Value?) -> Value? {
        switch self {
        case .unchanged: value
        case .cleared: nil
        case .set(let new): new
        }
    }
}

extension Change: Sendable where Value: Sendable {}

extension Change: Equatable where Value: Equatable {}

extension FieldGroup {
    @inlinable
    public static func read(
        _ input: FieldInput, _ rule: FieldRule, _ fields: inout Fields
    ) -> Self? {
        guard let outer = fields.open(input) else { return nil }
        let group = Self(&fields)
        fields.close(outer)
        return group
    }

    public static func sample(_ rule: FieldRule) -> Self {
        var fields = Fields(sampling: ())
        return Self(&fields)
    }

    public static func describe(
        _ rule: FieldRule, example: Self?, _ components: SchemaComponents
    ) -> (schema: Schema, example: JSON) {
        let describer = FieldDescriber(components: components)
        var fields = Fields(describing: describer)
        _ = Self(&fields)
        precondition(describer.parameters.isEmpty, "a nested group has body fields only")
        let name = schemaName(of: Self.self)
        let reference = components.reference(
            name.hasSuffix("Input") ? name : name + "Input", for: Self.self
        ) { describer.object }
        return (reference, describer.example)
    }
}
