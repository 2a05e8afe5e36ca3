import HTTP
import Loop
import RawHTTP
import Testing

@Suite("An HTTP client")
struct ClientTests {
    private static let mirror = TestHandler(answer: { request in
        let head = request.head
        switch head.path {
        case "/slow":
            try? await EventLoop.current?.sleep(.seconds(3600))
            return Response(status: 200)
        case "/stream":
            return Response(status: 200) { writer in
                for _ in 0..<10 {
                    try await writer.write([UInt8](repeating: 0x61, count: 1000))
                    try await EventLoop.current?.sleep(.milliseconds(1))
                }
            }
        default:
            let text = "\(head.method.rawValue) \(head.path) \(head.header("x-one") ?? "-") "
            return Response(
                status: head.path == "/missing" ? 404 : 200, headers: [("X-Two", "zwei ")],
                body: Array(text.utf8) + request.body)
        }
    })

    /// Runs a body with a client on the server's own loop.
    private func withClient(
        limits: HTTPClient.Limits = HTTPClient.Limits(),
        _ body: @escaping @Sendable (HTTPClient, String, HTTPServer) async throws -> Void
    ) async throws {
        try await TestServer.run(Self.mirror) { server in
            let client = HTTPClient(loop: server.server.loop, limits: limits)
            let url = "http://127.0.0.1:\(server.port)"
            let result = await Task(executorPreference: server.server.loop) {
                try await body(client, url, server.server)
            }.result
            await client.close()
            try result.get()
        }
    }

    @Test("sends every method with headers and body, and brings back any status", arguments: [
        ("GET", "", "/"), ("POST", "", "/"), ("POST", "body", "/a"), ("PUT", "x", "/missing"),
        ("PATCH", "y", "/"), ("DELETE", "", "/"),
    ])
    func methods(method: String, body: String, path: String) async throws {
        try await withClient { client, url, _ in
            let answer = try await client.send(
                ClientRequest(
                    method: method, url: url + path, headers: [("X-One", "1")],
                    body: Array(body.utf8)))
            #expect(String(decoding: answer.body, as: UTF8.self) == "\(method) \(path) 1 \(body)")
            #expect(answer.status == (path == "/missing" ? 404 : 200))
            #expect(answer.header("x-two") == "zwei")
        }
    }

    @Test("keeps a connection for the next request, and runs many at a time over few")
    func keepsConnections() async throws {
        var limits = HTTPClient.Limits()
        limits.connectionsPerHost = 3
        try await withClient(limits: limits) { client, url, server in
            for _ in 0..<10 {
                _ = try await client.send(ClientRequest(url: url))
            }
            #expect(server.counters.connectionsAccepted.value == 1)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let body = Array("\(number)".utf8)
                        let request = ClientRequest(method: "POST", url: url, body: body)
                        let answer = try await client.send(request)
                        return answer.body.suffix(body.count) == body[...] ? 1 : 0
                    }
                }
                let right = try await group.reduce(0, +)
                #expect(right == 100)
            }
            #expect(server.counters.connectionsAccepted.value <= 3)
        }
    }

    @Test("reads an answer in chunks, and refuses one longer than it wants")
    func chunks() async throws {
        try await withClient { client, url, _ in
            var request = ClientRequest(url: url + "/stream")
            let whole = try await client.send(request)
            #expect(whole.body.count == 10_000)
            request.responseLimit = 5_000
            await #expect(throws: ClientError.responseTooLarge) { try await client.send(request) }
        }
    }

    @Test("gives up after the time it was given, and when its task is cancelled")
    func givesUp() async throws {
        try await withClient { client, url, _ in
            var request = ClientRequest(url: url + "/slow")
            request.timeout = .milliseconds(50)
            await #expect(throws: ClientError.timeout) { try await client.send(request) }
            request.timeout = .seconds(600)
            let patient = request
            let task = Task(executorPreference: client.loop) { try await client.send(patient) }
            try await client.loop.sleep(.milliseconds(20))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("says what is wrong with what cannot be sent or reached")
    func errors() async throws {
        try await withClient { client, url, _ in
            for request in [
                ClientRequest(url: "ftp://127.0.0.1/"), ClientRequest(url: "http://a b/"),
                ClientRequest(url: url, headers: [("X", "a\r\nY: b")]),
                ClientRequest(method: "GET /x\r\n", url: url),
            ] {
                await #expect {
                    try await client.send(request)
                } throws: { error in
                    if case ClientError.unsendable = error { true } else { false }
                }
            }
            await #expect {
                try await client.send(ClientRequest(url: "http://127.0.0.1:1/"))
            } throws: { error in
                if case ClientError.unreachable = error { true } else { false }
            }
        }
    }
}
