import HTTP
public import Platform
import Wire

/// The OpenAPI 3.1 document of a table of operations; the same table gives the same bytes.
public enum OpenAPIDocument {
    public static func make(_ table: OperationTable) -> [UInt8] {
        var document = OpenAPI(
            title: "Dray", version: API.version,
            doc: """
                The backend that wholesalers, distributors, brand owners and retailers trade on. \
                Every POST that makes something takes an `Idempotency-Key`; what is edited has an \
                `ETag` and takes `If-Match`; problems are RFC 9457 with stable types; money is a \
                whole number of minor units with its currency; times are RFC 3339.
                """)
        document.bearer(
            "access_token", "The access token of a session, or an API key.", format: "JWT")
        var tags: [String] = []
        for operation in table.operations {
            let tag = self.tag(of: operation.route.path)
            if !tags.contains(tag) {
                tags.append(tag)
                document.tag(tag, "Operations under /v1/\(tag).")
            }
            document.add(describe(operation, tag, document.components))
        }
        return document.bytes
    }

    private static let limitHeaders = [
        ("Retry-After", "Seconds to wait."),
        ("RateLimit-Policy", "The limit that was met: its name, how many, in how many seconds."),
        ("RateLimit", "What is left of it, and the seconds until there is more."),
    ]

    private static func tag(of path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : "v1"
    }

    /// What was there already is answered as what is made, but for the status.
    private static func found(like success: OpenAPI.Answer) -> OpenAPI.Answer {
        OpenAPI.Answer(status: 200, doc: "It was there already.", schema: success.schema)
    }

    private static func describe(
        _ operation: DeclaredOperation, _ tag: String, _ components: SchemaComponents
    ) -> OpenAPI.Operation {
        var answers: [OpenAPI.Answer] = []
        let schema = operation.describeOutput(components)
        var success = OpenAPI.Answer(
            status: operation.success, doc: "Done.",
            schema: operation.answers ? schema : nil,
            example: operation.answers ? operation.exampleOutput() : [])
        if let type = operation.streams {
            success = OpenAPI.Answer(
                status: operation.success,
                doc: type == EventStream.mediaType ? "Events, as they happen." : "The file.",
                mediaType: type,
                schema: Schema(.string))
        }
        if operation.edits { success.headers.append(("ETag", "The version it has now.")) }
        answers.append(success)
        if operation.finds { answers.append(found(like: success)) }
        for (status, kinds) in problems(of: operation) {
            let doc = kinds.map { "`\($0.slug)`: \($0.title)." }.joined(separator: "\n")
            var answer = OpenAPI.Answer(
                status: status, doc: doc, mediaType: "application/problem+json",
                schema: problemSchema(components))
            if status == 429 { answer.headers = limitHeaders }
            answers.append(answer)
        }
        var uploads: [String] = []
        if case .stream(let mediaTypes) = operation.intake { uploads = mediaTypes }
        var described = OpenAPI.Operation(
            id: operation.id, method: operation.route.method.rawValue.lowercased(),
            path: operation.route.path, tag: tag, summary: operation.summary,
            doc: doc(of: operation), input: operation.describeInput(), uploads: uploads,
            answers: answers, security: operation.scope == Anonymous.name ? [] : ["access_token"])
        described.extensions = extensions(of: operation)
        return described
    }

    private static func doc(of operation: DeclaredOperation) -> String {
        var sentences = ["Access: \(operation.scope)."]
        if !operation.privileges.isEmpty {
            let names = operation.privileges.map { "`\($0.name)`" }.joined(separator: ", ")
            sentences.append("Takes \(names).")
        }
        if operation.denies.contains(.awaitingApproval) {
            sentences.append("Refused until the organization is approved.")
        }
        if !operation.takesKeys { sentences.append("Takes no API key.") }
        if operation.isInPerson { sentences.append("Refused to whoever acts for the account.") }
        if operation.makes { sentences.append("Takes an `Idempotency-Key` header.") }
        if operation.edits { sentences.append("Takes an `If-Match` header.") }
        return sentences.joined(separator: " ")
    }

    private static func extensions(of operation: DeclaredOperation) -> [JSON.Member] {
        [
            JSON.Member("x-access", .string(operation.scope)),
            JSON.Member("x-privileges", .array(operation.privileges.map { .string($0.name) })),
            JSON.Member("x-idempotency-key", .bool(operation.makes)),
            JSON.Member("x-if-match", .bool(operation.edits)),
            JSON.Member("x-rate-class", .string(operation.rateClass.name)),
        ]
    }

    /// The problems an operation can answer with, by status.
    static func problems(of operation: DeclaredOperation) -> [(Int, [ProblemKind])] {
        // A token that is sent has to be right, even where none is needed.
        var kinds: [ProblemKind] = [
            .malformedRequest, .invalidRequest, .unavailable, .tokenInvalid, .tokenExpired,
            .tokenRevoked, .tooManyRequests,
        ]
        if operation.scope != Anonymous.name { kinds.append(.signInRequired) }
        if operation.scope == Member.name || operation.scope == PlatformMember.name {
            kinds.append(.organizationRequired)
        }
        // A key that is sent has to be right, even where none is needed.
        kinds.append(.keyInvalid)
        if !operation.takesKeys { kinds.append(.inPersonOnly) }
        if !operation.privileges.isEmpty { kinds.append(.privilegeMissing) }
        kinds += operation.denies.problems
        // Whoever is not of the platform is told of nothing there.
        if operation.route.path.contains("{") || operation.scope == PlatformMember.name {
            kinds.append(.notFound)
        }
        if operation.makes {
            kinds += [.idempotencyKeyRequired, .keyInFlight, .keyReused]
        }
        if operation.edits { kinds += [.versionMismatch, .versionRequired] }
        if operation.route.method != .get { kinds.append(.bodyTooLarge) }
        let ofConstraints = operation.constraints.values.sorted { $0.slug < $1.slug }
        for kind in operation.problems + ofConstraints where !kinds.contains(kind) {
            kinds.append(kind)
        }
        return Dictionary(grouping: kinds, by: \.status).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    private static func problemSchema(_ components: SchemaComponents) -> Schema {
        var schema = Schema(.object)
        schema.isOpen = true
        schema.doc = "A problem as RFC 9457 has it."
        schema.properties = [
            .init(
                name: "type", schema: Schema(.string).documented("Stable; `/problems/` and a slug.")
            ),
            .init(name: "title", schema: Schema(.string).documented("What kind of problem it is.")),
            .init(name: "status", schema: Schema(.integer).documented("The status again.")),
            .init(name: "detail", schema: Schema(.string).documented("About this very request.")),
            .init(
                name: "request_id",
                schema: Schema(.string).documented("Where to look in the log.")),
        ]
        schema.properties += [
            .init(name: "violations", schema: .array(of: violationSchema())),
            .init(
                name: "state",
                schema: Schema(.string).documented("The state it is in, where that was why.")),
            .init(
                name: "allowed",
                schema: Schema.array(of: Schema(.string)).documented("What that state allows.")),
        ]
        schema.required = ["type", "title", "status"]
        components.define("Problem", schema)
        return Schema(reference: "Problem")
    }

    private static func violationSchema() -> Schema {
        var schema = Schema(.object)
        schema.properties = [
            .init(
                name: "pointer",
                schema: Schema(.string).documented("A JSON pointer, or `query:limit`.")),
            .init(name: "code", schema: Schema(.string).documented("Stable; what to switch on.")),
            .init(name: "message", schema: Schema(.string).documented("A sentence to show.")),
        ]
        schema.required = ["pointer", "code", "message"]
        return schema
    }
}
