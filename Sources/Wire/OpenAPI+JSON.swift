extension OpenAPI {
    /// The document: paths in the order they were first added, schemas in the order of their names.
    public var json: JSON {
        var members: [JSON.Member] = [
            .init("openapi", .string("3.1.0")), .init("info", info),
            .init("jsonSchemaDialect", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("servers", .array(servers.map { .object([.init("url", .string($0))]) })),
        ]
        if !tags.isEmpty {
            members.append(
                .init(
                    "tags",
                    .array(
                        tags.map {
                            .object([
                                .init("name", .string($0.name)),
                                .init("description", .string($0.doc)),
                            ])
                        })))
        }
        members.append(.init("paths", .object(paths)))
        members.append(.init("components", .object(componentMembers)))
        return .object(members)
    }

    /// The document's bytes.
    public var bytes: [UInt8] { json.bytes }

    private var info: JSON {
        .object([
            .init("title", .string(title)), .init("version", .string(version)),
            .init("description", .string(doc)),
        ])
    }

    private var paths: [JSON.Member] {
        var order: [String] = []
        var byPath: [String: [Operation]] = [:]
        for operation in operations {
            if byPath[operation.path] == nil { order.append(operation.path) }
            byPath[operation.path, default: []].append(operation)
        }
        return order.map { path in
            .init(
                path,
                .object((byPath[path] ?? []).map { .init($0.method.lowercased(), $0.json) }))
        }
    }

    private var componentMembers: [JSON.Member] {
        let schemas = components.schemas.sorted { $0.key < $1.key }
        var members = [JSON.Member("schemas", .object(schemas.map { .init($0, $1.json) }))]
        if !schemes.isEmpty { members.append(.init("securitySchemes", .object(schemes))) }
        return members
    }
}

extension OpenAPI.Operation {
    var json: JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(id)), .init("tags", .array([.string(tag)])),
            .init("summary", .string(summary)),
        ]
        if let doc { members.append(.init("description", .string(doc))) }
        if !input.parameters.isEmpty {
            members.append(.init("parameters", .array(input.parameters.map(\.json))))
        }
        if let body = requestBody { members.append(.init("requestBody", body)) }
        members.append(.init("responses", .object(responses)))
        let needs = security.map { JSON.object([.init($0, .array([]))]) }
        members.append(.init("security", .array(needs)))
        return .object(members + extensions)
    }

    private var requestBody: JSON? {
        if !uploads.isEmpty {
            let media = JSON.object(uploads.map { .init($0, .object([])) })
            return .object([.init("required", .bool(true)), .init("content", media)])
        }
        guard let body = input.body else { return nil }
        var media = [JSON.Member("schema", body.json)]
        if let example = try? JSON.parse(input.bodyExample) {
            media.append(.init("example", example))
        }
        let content = JSON.object([.init("application/json", .object(media))])
        return .object([
            .init("required", .bool(!body.required.isEmpty)), .init("content", content),
        ])
    }

    private var responses: [JSON.Member] {
        var byStatus: [Int: [OpenAPI.Answer]] = [:]
        for answer in answers { byStatus[answer.status, default: []].append(answer) }
        return byStatus.sorted { $0.key < $1.key }.map { status, answers in
            .init(String(status), OpenAPI.Answer.json(of: answers))
        }
    }
}

extension OpenAPI.Answer {
    /// One response of all the answers of a status: their words, their examples.
    fileprivate static func json(of answers: [OpenAPI.Answer]) -> JSON {
        let words = answers.map(\.doc).joined(separator: "\n\n")
        var members = [JSON.Member("description", .string(words))]
        let headers = answers.flatMap(\.headers).map { header in
            JSON.Member(
                header.name,
                .object([
                    .init("description", .string(header.doc)),
                    .init("schema", Schema(.string).json),
                ]))
        }
        if !headers.isEmpty { members.append(.init("headers", .object(headers))) }
        if let first = answers.first(where: { $0.schema != nil }), let schema = first.schema {
            var media = [JSON.Member("schema", schema.json)]
            let examples = answers.flatMap(\.examples).map {
                JSON.Member($0.name, .object([.init("value", $0.value)]))
            }
            if !examples.isEmpty { media.append(.init("examples", .object(examples))) }
            members.append(.init("content", .object([.init(first.mediaType, .object(media))])))
        }
        return .object(members)
    }
}

extension Description.Parameter {
    fileprivate var json: JSON {
        var schema = schema
        let doc = schema.doc
        schema.doc = nil
        var members: [JSON.Member] = [
            .init("name", .string(name)), .init("in", .string(place.rawValue)),
            .init("required", .bool(isRequired)),
        ]
        if let doc { members.append(.init("description", .string(doc))) }
        if schema.kind == .array {
            members.append(.init("style", .string(place == .query ? "form" : "simple")))
            members.append(.init("explode", .bool(false)))
        }
        members.append(.init("schema", schema.json))
        if schema.kind != .array { members.append(.init("example", example)) }
        return .object(members)
    }
}
