import Platform
import Wire

/// Greets; touches nothing, so that it shows what the server itself costs.
struct SayHello: Query {
    static let route = Route.get("/v1/hello")
    static let summary = "Greet the service."
    static let access = Access.anonymous

    init(_ fields: inout Fields) {}

    func run(_ context: Context<Anonymous>) async throws(Problem) -> Success<Greeting> {
        .answer(Greeting(hello: "world", service: "dray"))
    }
}

struct Greeting: Output, Sendable {
    let hello: String
    let service: String

    static let example = Greeting(hello: "world", service: "dray")

    func write(_ out: inout OutputWriter) {
        out("hello", hello, "Whom it greets.")
        out("service", service, "Who it is.")
    }
}
