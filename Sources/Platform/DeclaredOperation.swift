import Bedrock
import HTTP
public import Wire

/// An operation as the table holds it: its declaration as values, and how it is carried out.
///
/// An object, so that finding one on every request copies nothing.
public final class DeclaredOperation: Sendable {
    public let id: String
    public let route: Route
    public let summary: String
    /// The kind of caller, and what the caller must be allowed.
    public let scope: String
    public let privileges: [Privilege]
    public let denies: Denies
    /// Whether machines with an API key may call.
    public let takesKeys: Bool
    /// Whether somebody who acts for the account may not.
    public let isInPerson: Bool
    public let problems: [ProblemKind]
    public let success: Int
    public let intake: Intake
    public let rateClass: RateClass
    /// Changes something.
    public let isCommand: Bool
    /// Needs an Idempotency-Key.
    public let makes: Bool
    /// Needs an If-Match.
    public let edits: Bool
    /// The media type of a success that is a file and no JSON.
    public let streams: String?
    /// Whether it may answer 200 with what was there already.
    public let finds: Bool
    /// Whether success has a body of JSON.
    public let answers: Bool
    /// What it reads, for the docs; made when asked for.
    public let describeInput: @Sendable () -> Description
    /// The schema of its answer, a reference to a component of the registry.
    public let describeOutput: @Sendable (SchemaComponents) -> Schema
    /// An example of its answer.
    public let exampleOutput: @Sendable () -> [UInt8]
    /// Constraints of the database whose violation is a problem of it.
    public let constraints: [String: ProblemKind]
    let run: @Sendable (Incoming) async throws(Problem) -> Response

    convenience init<Q: Query>(query: Q.Type) {
        self.init(
            Q.self, isCommand: false, makes: false, edits: false
        ) { operation, context throws(Problem) in try await operation.run(context) }
    }

    convenience init<C: Command>(command: C.Type) {
        self.init(
            C.self, isCommand: true, makes: C.makes, edits: C.edits
        ) { operation, context throws(Problem) in try await operation.run(context) }
    }

    private init<O: Operation>(
        _ type: O.Type, isCommand: Bool, makes: Bool, edits: Bool,
        _ run: @escaping @Sendable (O, Context<O.Scope>) async throws(Problem) -> Success<O.Answer>
    ) {
        id = O.operationID
        route = O.route
        summary = O.summary
        scope = O.Scope.name
        privileges = O.access.privileges
        denies = O.access.denies
        isInPerson = O.access.isInPerson
        takesKeys = !isInPerson && (scope == Anonymous.name || scope == Member.name)
        problems = O.problems
        success = O.Answer.self == Nothing.self ? 204 : O.success
        intake = O.intake
        rateClass = O.rateClass
        constraints = O.constraints
        self.isCommand = isCommand
        self.makes = makes
        self.edits = edits
        streams = O.streams
        finds = O.finds
        answers = O.Answer.self != Nothing.self && O.streams == nil
        describeInput = { Fields.describe(O.self) }
        describeOutput = { $0.schema(of: O.Answer.self) }
        exampleOutput = { O.Answer.example.jsonBytes }
        let success = self.success
        let streams = self.streams
        self.run = { incoming throws(Problem) in
            let operation = try O.read(incoming)
            let context = Context<O.Scope>(
                caller: Authorized(checked: incoming.caller), now: incoming.now,
                requestID: incoming.requestID, terms: incoming.terms, services: incoming.services)
            let result = try await run(operation, context)
            var headers = result.headers
            if case .stream(let produce) = result.body {
                if !headers.contains(where: { $0.0 == "Content-Type" }) {
                    headers.append(("Content-Type", streams ?? "application/octet-stream"))
                }
                return Response(
                    status: result.status ?? success, headers: headers, stream: produce)
            }
            let body = result.encoded()
            if !body.isEmpty { headers.append(("Content-Type", streams ?? "application/json")) }
            return Response(status: result.status ?? success, headers: headers, body: body)
        }
    }
}

/// A request that passed the gate, on its way into its operation.
struct Incoming {
    let caller: Caller
    let now: Instant
    let requestID: String
    let terms: RequestTerms
    let services: Services
    let head: RequestHead
    let path: [(name: String, value: String)]
    let body: [UInt8]
}

extension Operation {
    /// Reads the inputs; every violation is listed.
    static func read(_ incoming: Incoming) throws(Problem) -> Self {
        guard let query = incoming.head.query else {
            throw Problem(.malformedRequest, "The query's escapes can't be read.")
        }
        let head = incoming.head
        do throws(Violations) {
            return try Fields.read(
                Self.self, body: incoming.body, path: incoming.path, query: query
            ) { name in head.header(name) }
        } catch {
            if let malformed = error.malformed { throw Problem(.malformedRequest, malformed) }
            throw .invalid(error.list)
        }
    }
}
