/// Where a field stands in a request.
public enum FieldPlace: String, Sendable {
    case body, path, query, header
}

/// Collects what a describing initializer says.
final class FieldDescriber {
    let components: SchemaComponents
    var parameters: [Description.Parameter] = []
    private(set) var object = Schema(.object)
    private var members: [JSON.Member] = []

    init(components: SchemaComponents) { self.components = components }

    /// A valid body.
    var example: JSON { .object(members) }

    func add(_ field: Description.Parameter, inExample: Bool) {
        guard field.place == .body else { return parameters.append(field) }
        let name = field.name
        precondition(
            !object.properties.contains { $0.name == name }, "\(name) is described twice")
        object.properties.append(.init(name: name, schema: field.schema))
        if field.isRequired { object.required.append(name) }
        if inExample { members.append(.init(name, field.example)) }
    }
}

/// What an operation takes.
public struct Description: Sendable {
    /// A field outside the body; its words are in the schema.
    public struct Parameter: Hashable, Sendable {
        /// Where it stands.
        public let place: FieldPlace
        /// Its name there.
        public let name: String
        /// What it may be, with a word on it.
        public let schema: Schema
        /// A valid value.
        public let example: JSON
        /// Whether a request without it is refused.
        public let isRequired: Bool
    }

    /// The fields outside the body, in the order of the declaration.
    public let parameters: [Parameter]
    /// nil for an operation that takes no body.
    public let body: Schema?
    /// A valid body; empty for an operation that takes none.
    public let bodyExample: [UInt8]
    /// The schemas that the body refers to, by name.
    public let components: [String: Schema]
}

extension Fields {
    /// Describes a group without reading anything.
    public static func describe<G: FieldGroup>(_ type: G.Type) -> Description {
        let describer = FieldDescriber(components: SchemaComponents())
        var fields = Fields(describing: describer)
        _ = G(&fields)
        let hasBody = !describer.object.properties.isEmpty
        return Description(
            parameters: describer.parameters, body: hasBody ? describer.object : nil,
            bodyExample: hasBody ? describer.example.bytes : [],
            components: describer.components.schemas)
    }

    @usableFromInline
    mutating func describe<V: FieldValue>(
        _ place: FieldPlace, _ name: StaticString, _ doc: StaticString, _ rule: FieldRule,
        _ example: V?, required: Bool, fallback: V? = nil, isNullable: Bool = false,
        inExample: Bool = true
    ) -> V {
        let value = example ?? V.sample(rule)
        guard let describer else { return value }
        var (schema, json) = V.describe(rule, example: example, describer.components)
        schema.doc = doc.description
        schema.isNullable = isNullable || (place == .body && !required)
        if fallback != nil { schema.fallback = json }
        let field = Description.Parameter(
            place: place, name: name.description, schema: schema, example: json,
            isRequired: required)
        describer.add(field, inExample: inExample)
        return value
    }
}
