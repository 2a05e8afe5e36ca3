import API
import Console
import HTTP
import Platform
import Wire

/// `dray routes`
enum RoutesCommand {
    static let entry = CommandEntry(
        name: "routes", summary: "List every route with its policy.",
        help: """
            usage: dray routes [--json]

            Prints method, path, operation, access and privileges of every operation.

              --json   as a JSON array of {method, path, operation, access, privileges}
            """
    ) { arguments in
        guard let flags = Flags.parse(arguments, switches: ["json"]) else {
            return ExitCode.usage
        }
        let operations = API.operations().operations.sorted {
            ($0.route.path, $0.route.method.rawValue) < ($1.route.path, $1.route.method.rawValue)
        }
        Terminal.say(flags.has("json") ? json(operations) : table(operations))
        return ExitCode.ok
    }

    private static func table(_ operations: [DeclaredOperation]) -> String {
        let rows = operations.map { operation in
            [
                operation.route.method.rawValue, operation.route.path, operation.id,
                operation.scope, operation.privileges.map(\.name).joined(separator: " "),
            ]
        }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func json(_ operations: [DeclaredOperation]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for operation in operations {
            writer.beginObject()
            writer.key("method")
            writer.write(operation.route.method.rawValue)
            writer.key("path")
            writer.write(operation.route.path)
            writer.key("operation")
            writer.write(operation.id)
            writer.key("access")
            writer.write(operation.scope)
            writer.key("privileges")
            writer.beginArray()
            for privilege in operation.privileges { writer.write(privilege.name) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// `dray openapi`
enum OpenAPICommand {
    static let entry = CommandEntry(
        name: "openapi", summary: "Print the API as an OpenAPI 3.1 document.",
        help: """
            usage: dray openapi

            Prints the document that a running server gives at /openapi.json.
            """
    ) { arguments in
        guard Flags.parse(arguments) != nil else { return ExitCode.usage }
        Terminal.say(String(decoding: OpenAPIDocument.make(API.operations()), as: UTF8.self))
        return ExitCode.ok
    }
}
