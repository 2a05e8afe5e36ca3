import Glibc
import HTTP
import Loop
import RawHTTP
import Testing

/// A handler made of closures.
struct TestHandler: RequestHandler {
    var admission: @Sendable (RequestHead) -> Admission = { _ in .body(limit: 1 << 20) }
    var answer: @Sendable (Request) async -> Response = { _ in Response(status: 200) }

    func admit(_ head: RequestHead) -> Admission { admission(head) }

    func respond(_ request: Request) async -> Response { await answer(request) }
}

/// A real server on a loop and port of its own.
struct TestServer {
    let group: LoopGroup
    let server: HTTPServer
    let port: UInt16

    /// Starts one, runs the body with it, and ends it.
    static func run(
        _ handler: TestHandler, limits: HTTPLimits = HTTPLimits(),
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let group = LoopGroup(count: 1)
        group.start()
        let socket = try ListenSocket.open(address: "127.0.0.1", port: 0, count: 1)[0]
        let server = HTTPServer(loop: group.loops[0], limits: limits, handler: handler)
        await server.start(on: socket)
        let running = TestServer(group: group, server: server, port: socket.port)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(running))
        } catch {
            result = .failure(error)
        }
        await server.drain(patience: .zero)
        group.stop()
        try result.get()
    }

    func connect() throws -> RawClient {
        try RawClient(port: port)
    }

    /// One request on a connection of its own.
    func ask(_ text: String) throws -> RawAnswerText {
        let client = try connect()
        client.send(text)
        return try client.answer()
    }
}

/// The problem names the request as its header does.
func expectRequestID(
    in answer: RawAnswerText, sourceLocation: SourceLocation = #_sourceLocation
) {
    let id = answer.headers["x-request-id"] ?? "none"
    #expect(answer.text.contains(#""request_id":"\#(id)""#), sourceLocation: sourceLocation)
}
