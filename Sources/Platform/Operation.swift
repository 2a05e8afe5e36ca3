import HTTP
public import Wire

/// A route declared once; from it come authorization, decoding, validation, OpenAPI and the docs.
///
/// Always in the same order: doc comment; `route`, `summary`, `access`, `problems`; inputs; the
/// describing initializer; `run`.
public protocol Operation: FieldGroup, Sendable {
    associatedtype Scope: CallerScope
    associatedtype Answer: Output & Sendable
    static var route: Route { get }
    /// One sentence for the docs.
    static var summary: String { get }
    static var access: Access<Scope> { get }
    /// The problems of its own; those every operation shares need not be named.
    static var problems: [ProblemKind] { get }
    /// The status of its success.
    static var success: Int { get }
    /// How its body comes in.
    static var intake: Intake { get }
    /// The media type of its answer where that is a file or a stream of events, and no JSON.
    static var streams: String? { get }
    /// What kind of work it is, as far as limits of its rate go.
    static var rateClass: RateClass { get }
    /// Whether it may find that what it would make is there, and then answers 200 with that.
    static var finds: Bool { get }
    /// Constraints whose violation means a problem of the operation, and refusals of the
    /// database's own functions by their SQLSTATE.
    static var constraints: [String: ProblemKind] { get }
}

/// How the body of an operation comes in.
public enum Intake: Sendable, Equatable {
    /// JSON within the ordinary limit, or none.
    case json
    /// A stream of one of the media types given, within the upload limit.
    case stream([String])

    /// A stream of one of the media types given, within the upload limit.
    public static func upload(_ mediaTypes: String...) -> Intake { .stream(mediaTypes) }
}

extension Operation {
    public static var problems: [ProblemKind] { [] }
    public static var intake: Intake { .json }
    public static var streams: String? { nil }
    public static var finds: Bool { false }
    public static var constraints: [String: ProblemKind] { [:] }
    public static var success: Int { 200 }
    /// `CreateDraftOrder` → `create_draft_order`.
    public static var operationID: String {
        var name = ""
        for character in String(describing: Self.self) {
            if character.isUppercase && !name.isEmpty { name.append("_") }
            name.append(character.lowercased())
        }
        return name
    }
}

/// An operation that reads: a read-only transaction, asked again once when a connection was lost.
public protocol Query: Operation {
    // Said again, so that both are inferred from `run`.
    associatedtype Scope
    associatedtype Answer
    func run(_ context: Context<Scope>) async throws(Problem) -> Success<Answer>
}

extension Query {
    public static var rateClass: RateClass { .read }
}

/// An operation that changes something: a transaction, an event, an idempotency key.
public protocol Command: Operation {
    // Said again, so that both are inferred from `run`.
    associatedtype Scope
    associatedtype Answer
    /// It makes something, and so needs an Idempotency-Key; true of every POST unless said.
    static var makes: Bool { get }
    /// It edits what the caller read, and so needs an If-Match.
    static var edits: Bool { get }
    func run(_ context: Context<Scope>) async throws(Problem) -> Success<Answer>
}

extension Command {
    public static var makes: Bool { route.method == .post }
    public static var edits: Bool { false }
    public static var rateClass: RateClass { intake == .json ? .write : .import }
    public static var success: Int { makes ? 201 : 200 }
}
