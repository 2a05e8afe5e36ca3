/// An OpenAPI 3.1 document, built from declarations; the same declarations give the same bytes.
public struct OpenAPI {
    /// One operation of the document.
    public struct Operation {
        /// Its `operationId`, unique.
        public var id: String
        /// Upper case.
        public var method: String
        /// With its parameters in braces: `/orders/{id}`.
        public var path: String
        /// The group it stands in.
        public var tag: String
        /// One sentence.
        public var summary: String
        /// More than one sentence.
        public var doc: String?
        /// What it takes.
        public var input: Description
        /// The media types of its body where that is no JSON, and so not in `input`.
        public var uploads: [String]
        /// All its answers; those of one status are shown as one.
        public var answers: [Answer]
        /// The names of the security schemes of which one is needed; none for a public operation.
        public var security: [String]
        /// Members beginning with `x-`.
        public var extensions: [JSON.Member] = []

        /// An operation.
        public init(
            id: String, method: String, path: String, tag: String, summary: String,
            doc: String? = nil, input: Description, uploads: [String] = [],
            answers: [Answer], security: [String]
        ) {
            self.id = id
            self.method = method
            self.path = path
            self.tag = tag
            self.summary = summary
            self.doc = doc
            self.input = input
            self.uploads = uploads
            self.answers = answers
            self.security = security
        }
    }

    /// One answer of an operation.
    public struct Answer {
        /// The status.
        public var status: Int
        /// What it means.
        public var doc: String
        /// `application/json`, or another.
        public var mediaType: String
        /// nil for an answer without a body.
        public var schema: Schema?
        /// Bodies by name.
        public var examples: [JSON.Member] = []
        /// Names of headers, and what they say.
        public var headers: [(name: String, doc: String)] = []

        /// An answer.
        public init(
            status: Int, doc: String, mediaType: String = "application/json",
            schema: Schema? = nil, example: [UInt8] = []
        ) {
            self.status = status
            self.doc = doc
            self.mediaType = mediaType
            self.schema = schema
            if !example.isEmpty, let example = try? JSON.parse(example) {
                examples = [.init("example", example)]
            }
        }
    }

    /// The document's schemas: what `Output` types register in.
    public let components = SchemaComponents()
    let title: String
    let version: String
    let doc: String
    let servers: [String]
    private(set) var tags: [(name: String, doc: String)] = []
    private(set) var schemes: [JSON.Member] = []
    private(set) var operations: [Operation] = []

    /// A document without operations.
    public init(title: String, version: String, doc: String, servers: [String] = ["/"]) {
        self.title = title
        self.version = version
        self.doc = doc
        self.servers = servers
    }

    /// A group of operations.
    public mutating func tag(_ name: String, _ doc: String) {
        tags.append((name, doc))
    }

    /// A token in the header `Authorization: Bearer …`.
    public mutating func bearer(_ name: String, _ doc: String, format: String? = nil) {
        var scheme: [JSON.Member] = [
            .init("type", .string("http")), .init("scheme", .string("bearer")),
        ]
        if let format { scheme.append(.init("bearerFormat", .string(format))) }
        scheme.append(.init("description", .string(doc)))
        schemes.append(.init(name, .object(scheme)))
    }

    /// Adds an operation; its id and its method and path are its own.
    public mutating func add(_ operation: Operation) {
        for other in operations {
            precondition(other.id != operation.id, "two operations are named \(operation.id)")
            precondition(
                other.path != operation.path || other.method != operation.method,
                "\(operation.method) \(operation.path) is declared twice")
        }
        for (name, schema) in operation.input.components { components.define(name, schema) }
        operations.append(operation)
    }
}
