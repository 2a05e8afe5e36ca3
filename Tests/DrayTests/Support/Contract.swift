import API
import HTTP
import Platform
import Wire

/// What the API says of itself, to hold every answer of the suite against.
struct Contract: Sendable {
    /// An operation as the document describes it.
    private struct Described: Sendable {
        let operation: DeclaredOperation
        let segments: [Substring]
        let schema: Schema
        /// By status, the words about it, which name each problem.
        let answers: [Int: String]
    }

    static let shared = Contract()

    let operations: [DeclaredOperation]
    private let described: [Described]
    private let schemas: [String: Schema]

    private init() {
        let table = API.operations()
        operations = table.operations
        let document = try? JSON.parse(OpenAPIDocument.make(table))
        let components = SchemaComponents()
        described = table.operations.map { operation in
            let method = operation.route.method.rawValue.lowercased()
            let answers = document?["paths"]?[operation.route.path]?[method]?["responses"]
            var words: [Int: String] = [:]
            for member in answers?.members ?? [] {
                words[Int(member.name) ?? 0] = member.value["description"]?.text ?? ""
            }
            return Described(
                operation: operation, segments: operation.route.path.split(separator: "/"),
                schema: operation.describeOutput(components), answers: words)
        }
        schemas = components.schemas
    }

    /// The operation that a request was for.
    private func find(_ method: HTTP.Method, _ path: String) -> Described? {
        let parts = (path.split(separator: "?").first ?? "").split(separator: "/")
        let matching = described.filter { candidate in
            candidate.operation.route.method == method && candidate.segments.count == parts.count
                && zip(candidate.segments, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return matching.first { !$0.segments.contains { $0.hasPrefix("{") } } ?? matching.first
    }

    /// What about an answer isn't as the document says.
    func faults(of answer: Answer, _ method: HTTP.Method, _ path: String) -> [String] {
        guard let described = find(method, path) else { return [] }
        guard let words = described.answers[answer.status] else {
            return ["\(answer.status) \(answer.problem ?? "") isn't documented"]
        }
        if (200..<300).contains(answer.status) { return faults(of: answer, described) }
        guard let problem = answer.problem, answer.header("content-type") ?? "" != "" else {
            return ["is no problem"]
        }
        var faults: [String] = []
        if !words.contains("`\(problem)`") { faults.append("\(problem) isn't documented") }
        if answer["status"]?.integer != Int64(answer.status) { faults.append("another status") }
        if answer["request_id"]?.text != answer.header("x-request-id") {
            faults.append("another request id")
        }
        if answer.status == 503 || answer.status == 429, answer.header("retry-after") == nil {
            faults.append("no Retry-After")
        }
        return faults
    }

    private func faults(of answer: Answer, _ described: Described) -> [String] {
        if described.operation.streams != nil { return [] }
        guard described.operation.answers else { return answer.body.isEmpty ? [] : ["a body"] }
        guard let json = answer.json else { return ["is no JSON"] }
        return SchemaChecker(schemas).check(json, against: described.schema).map {
            "\($0.pointer): \($0.message)"
        }
    }
}
