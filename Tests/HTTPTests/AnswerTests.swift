import Bedrock
import HTTP
import Loop
import RawHTTP
import Testing

@Suite("An HTTP server answers")
struct AnswerTests {
    private static let echo = TestHandler(answer: { request in
        let head = request.head
        let text = "\(head.method.rawValue) \(head.path) \(head.rawQuery) \(request.body.count)"
        return Response(
            status: 200, headers: [("content-type", "text/plain"), ("x-host", "a\r\nb: c")],
            body: Array(text.utf8))
    })

    @Test("with status, headers and body, and leaves out a header that would split the answer")
    func simple() async throws {
        try await TestServer.run(Self.echo) { server in
            let answer = try server.ask("GET /a%20b?c=d&e HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(answer.status == 200)
            #expect(answer.text == "GET /a%20b c=d&e 0")
            #expect(answer.headers["content-type"] == "text/plain")
            #expect(answer.headers["content-length"] == "\(answer.body.count)")
            #expect(answer.headers["x-request-id"]?.count == 15)
            #expect(answer.headers["b"] == nil)
        }
    }

    @Test("HEAD with the length of the body and without the body")
    func head() async throws {
        try await TestServer.run(Self.echo) { server in
            let client = try server.connect()
            client.send("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\n\r\n")
            let first = try client.answer(toHead: true)
            #expect(first.headers["content-length"] == "\("HEAD /x  0".count)")
            #expect(try client.answer().text == "GET /y  0")
        }
    }

    @Test("pipelined requests in their order, whether the handler waits or not")
    func pipelined() async throws {
        let handler = TestHandler(answer: { request in
            if request.head.path.hasPrefix("/slow") {
                try? await EventLoop.current?.sleep(.milliseconds(5))
            }
            return Response(status: 200, body: Array(request.head.path.utf8))
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            let paths = (0..<40).map { $0 % 3 == 0 ? "/slow\($0)" : "/fast\($0)" }
            client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            for path in paths {
                #expect(try client.answer().text == path)
            }
        }
    }

    @Test("many connections at a time, each its own", arguments: [1, 50])
    func concurrent(count: Int) async throws {
        let handler = TestHandler(answer: { request in
            try? await EventLoop.current?.sleep(.milliseconds(1))
            return Response(status: 200, body: request.body)
        })
        try await TestServer.run(handler) { server in
            let clients = try (0..<count).map { _ in try server.connect() }
            for round in 0..<5 {
                for (index, client) in clients.enumerated() {
                    let body = "\(round) \(index)"
                    let fields = "Host: h\r\nContent-Length: \(body.utf8.count)"
                    client.send("POST / HTTP/1.1\r\n\(fields)\r\n\r\n\(body)")
                }
                for (index, client) in clients.enumerated() {
                    #expect(try client.answer().text == "\(round) \(index)")
                }
            }
            #expect(server.server.counters.connectionsOpen.value == count)
        }
    }

    @Test("a body of megabytes with one of megabytes, whole")
    func large() async throws {
        let handler = TestHandler(
            admission: { _ in .body(limit: 8 << 20) },
            answer: { Response(status: 200, body: $0.body + $0.body) })
        try await TestServer.run(handler) { server in
            let body = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let client = try server.connect()
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            #expect(try client.answer().body == body + body)
        }
    }

    @Test("a body in chunks, however they are cut")
    func chunked() async throws {
        let handler = TestHandler(answer: { Response(status: 200, body: $0.body) })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in ["5\r\nhel", "lo\r\n", "6;ext=1\r\n wor", "ld", "\r\n0\r\n", "\r\n"] {
                client.send(piece)
                try await Task.sleep(for: .milliseconds(2))
            }
            #expect(try client.answer().text == "hello world")
        }
    }

    @Test("100 to a client that asks before it sends a body")
    func expectContinue() async throws {
        try await TestServer.run(Self.echo) { server in
            let client = try server.connect()
            client.send(
                "POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try client.answer().status == 100)
            client.send("ab")
            #expect(try client.answer().text == "POST /e  2")
        }
    }

    @Test("a refusal on the head alone, and keeps the connection when the body is short")
    func refused() async throws {
        let handler = TestHandler(
            admission: { head in
                head.path == "/no" ? .refuse(Response(status: 401)) : .body(limit: 100)
            },
            answer: { Response(status: 200, body: $0.body) })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345")
            client.send("POST /yes HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
            #expect(try client.answer().status == 401)
            #expect(try client.answer().text == "ok")
            let waiting = try server.connect()
            let fields = "Host: h\r\nExpect: 100-continue\r\nContent-Length: 99"
            waiting.send("POST /no HTTP/1.1\r\n\(fields)\r\n\r\n")
            #expect(try waiting.answer().status == 401)
            let large = try server.connect()
            large.send("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n")
            large.send([UInt8](repeating: 0, count: 100_000))
            #expect(try large.answer().status == 401)
        }
    }

    @Test("header look-ups in any case, joined when there are several, and the query decoded")
    func lookUps() async throws {
        let handler = TestHandler(answer: { request in
            let accept = request.head.header("accept") ?? "none"
            let query = request.head.query?.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            let text = "\(accept)|\(query ?? "bad")|\(request.head.peer?.text ?? "")"
            return Response(status: 200, body: Array(text.utf8))
        })
        try await TestServer.run(handler) { server in
            let fields = "Host: h\r\nAccept: a\r\nACCEPT: b\r\n\r\n"
            let good = try server.ask("GET /?x=%C3%A9+1&y HTTP/1.1\r\n\(fields)")
            #expect(good.text == "a, b|x=é 1;y=|127.0.0.1")
            let bad = try server.ask("GET /?x=%C3 HTTP/1.1\r\n\(fields)")
            #expect(bad.text == "a, b|bad|127.0.0.1")
        }
    }

    @Test("compressed when asked, long enough and text; else as it is", arguments: [
        ("gzip", "application/json", 5_000, true), ("br, gzip;q=0.5", "text/csv", 5_000, true),
        ("gzip;q=0", "application/json", 5_000, false), ("br", "application/json", 5_000, false),
        ("gzip", "image/png", 5_000, false), ("gzip", "application/json", 500, false),
    ])
    func compressed(asked: String, kind: String, count: Int, isCompressed: Bool) async throws {
        let body = [UInt8](repeating: 0x61, count: count)
        let handler = TestHandler(answer: { _ in
            Response(status: 200, headers: [("content-type", kind)], body: body)
        })
        try await TestServer.run(handler) { server in
            let fields = "Host: h\r\nAccept-Encoding: \(asked)\r\n\r\n"
            let answer = try server.ask("GET / HTTP/1.1\r\n\(fields)")
            #expect(answer.headers["content-encoding"] == (isCompressed ? "gzip" : nil))
            #expect((answer.body.count < count) == isCompressed)
            let client = HTTPClient(loop: server.server.loop)
            let read = try await Task(executorPreference: server.server.loop) {
                try await client.send(
                    ClientRequest(
                        url: "http://127.0.0.1:\(server.port)/",
                        headers: [("Accept-Encoding", asked)]))
            }.value
            #expect(read.body == body)
            await client.close()
        }
    }
}
