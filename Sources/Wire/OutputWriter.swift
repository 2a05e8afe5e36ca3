/// Where an answer's fields go: into bytes, or into a schema.
public struct OutputWriter {
    /// What is being written; for what the calls below don't say.
    public var json: JSONWriter
    @usableFromInline let isDescribing: Bool
    let describer: OutputDescriber?

    /// A writer of an answer.
    public init(capacity: Int = 4_096) {
        json = JSONWriter(capacity: capacity)
        isDescribing = false
        describer = nil
    }

    /// A value as JSON.
    @inlinable
    public static func bytes(_ value: some OutputValue) -> [UInt8] {
        var out = OutputWriter()
        value.append(to: &out)
        return out.json.bytes
    }

    init(describer: OutputDescriber) {
        json = JSONWriter(capacity: 0)
        isDescribing = true
        self.describer = describer
    }

    /// A field.
    @inlinable
    public mutating func callAsFunction<V: OutputValue>(
        _ name: StaticString, _ value: V, _ doc: StaticString
    ) {
        if isDescribing { return describe(name, value, doc, isNullable: false) }
        json.key(name)
        value.append(to: &self)
    }

    /// A field that is null where there is no value.
    @inlinable
    public mutating func callAsFunction<V: OutputValue>(
        _ name: StaticString, _ value: V?, _ doc: StaticString
    ) {
        if isDescribing { return describe(name, value, doc, isNullable: true) }
        json.key(name)
        if let value { value.append(to: &self) } else { json.writeNull() }
    }

    @usableFromInline
    mutating func describe<V: OutputValue>(
        _ name: StaticString, _ value: V?, _ doc: StaticString, isNullable: Bool
    ) {
        guard let describer else { return }
        var schema = V.schema(of: value, describer.components)
        schema.doc = doc.description
        if isNullable { schema.isNullable = true }
        precondition(
            !describer.object.properties.contains { $0.name == name.description },
            "\(name) is written twice")
        describer.object.properties.append(.init(name: name.description, schema: schema))
        describer.object.required.append(name.description)
    }
}

extension Array: OutputValue where Element: OutputValue {
    @inlinable
    public func append(to out: inout OutputWriter) {
        out.json.beginArray()
        for item in self { item.append(to: &out) }
        out.json.endArray()
    }

    public static func schema(of example: [Element]?, _ components: SchemaComponents) -> Schema {
        .array(of: Element.schema(of: example?.first, components))
    }
}

extension Dictionary: OutputValue where Key == String, Value: OutputValue {
    /// Members in the order of their names.
    public func append(to out: inout OutputWriter) {
        out.json.beginObject()
        for (name, value) in sorted(by: { $0.key < $1.key }) {
            out.json.key(name)
            value.append(to: &out)
        }
        out.json.endObject()
    }

    public static func schema(
        of example: [String: Value]?, _ components: SchemaComponents
    ) -> Schema {
        var schema = Schema(.object)
        schema.isOpen = true
        return schema
    }
}
