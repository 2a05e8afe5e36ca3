import HTTP
import Platform
import Wire

/// Where a problem's `type` leads: what kind it is, and which operations answer with it.
enum ProblemPages {
    static func declare(_ table: inout OperationTable) {
        var kinds: [String: ProblemKind] = [:]
        var operations: [String: [String]] = [:]
        for operation in table.operations {
            for (_, group) in OpenAPIDocument.problems(of: operation) {
                for kind in group {
                    kinds[kind.slug] = kind
                    operations[kind.slug, default: []].append(operation.id)
                }
            }
        }
        let pages = kinds.mapValues { kind in
            page(kind, operations[kind.slug]?.sorted() ?? [])
        }
        table.add(
            DeclaredPage(.get("/problems/{slug}"), "What a problem's type means.") { request, _ in
                let slug = request.head.path.split(separator: "/").last.map(String.init) ?? ""
                guard let body = pages[slug] else {
                    return Problem.notFound.response(requestID: request.head.requestID)
                }
                return Response(
                    status: 200, headers: [("Content-Type", "application/json")], body: body)
            })
    }

    private static func page(_ kind: ProblemKind, _ operations: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.write("/problems/\(kind.slug)")
        writer.key("title")
        writer.write(kind.title)
        writer.key("status")
        writer.write(Int64(kind.status))
        writer.key("operations")
        writer.beginArray()
        for operation in operations { writer.write(operation) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
