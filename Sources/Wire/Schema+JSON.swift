extension Schema {
    /// The schema as JSON, with references to `#/components/schemas/…`.
    public var json: JSON {
        if let reference { return referenceJSON(reference) }
        var members: [JSON.Member] = []
        if let kind {
            let name = JSON.string(kind.rawValue)
            members.append(.init("type", isNullable ? .array([name, .string("null")]) : name))
        }
        append(doc, "description", to: &members)
        append(format, "format", to: &members)
        append(pattern, "pattern", to: &members)
        append(minimum, "minimum", to: &members)
        append(maximum, "maximum", to: &members)
        append(length?.lowerBound, "minLength", to: &members)
        append(length?.upperBound, "maxLength", to: &members)
        append(count?.lowerBound, "minItems", to: &members)
        append(count?.upperBound, "maxItems", to: &members)
        if !choices.isEmpty {
            let null: [JSON] = isNullable ? [.null] : []
            members.append(.init("enum", .array(choices.map(JSON.string) + null)))
        }
        if let items { members.append(.init("items", items.json)) }
        if kind == .object { appendObject(to: &members) }
        if let fallback { members.append(.init("default", fallback)) }
        if let example { members.append(.init("examples", .array([example]))) }
        return .object(members)
    }

    private func referenceJSON(_ name: String) -> JSON {
        let reference = JSON.Member("$ref", .string("#/components/schemas/\(name)"))
        var members: [JSON.Member] = []
        if isNullable {
            let null = JSON.object([.init("type", .string("null"))])
            members.append(.init("anyOf", .array([.object([reference]), null])))
        } else {
            members.append(reference)
        }
        append(doc, "description", to: &members)
        return .object(members)
    }

    private func appendObject(to members: inout [JSON.Member]) {
        if !properties.isEmpty {
            let all = properties.map { JSON.Member($0.name, $0.schema.json) }
            members.append(.init("properties", .object(all)))
        }
        if !required.isEmpty {
            members.append(.init("required", .array(required.map(JSON.string))))
        }
        members.append(.init("additionalProperties", .bool(isOpen)))
    }

    private func append(_ text: String?, _ name: String, to members: inout [JSON.Member]) {
        if let text { members.append(.init(name, .string(text))) }
    }

    private func append(_ value: Int?, _ name: String, to members: inout [JSON.Member]) {
        if let value { members.append(.init(name, .integer(Int64(value)))) }
    }
}
