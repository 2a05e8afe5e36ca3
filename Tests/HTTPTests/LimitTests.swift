import Glibc
import HTTP
import Loop
import RawHTTP
import Testing

@Suite("An HTTP server keeps to its limits")
struct LimitTests {
    private static let ok = TestHandler(admission: { _ in .body(limit: 1000) })

    private static func hurried(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = HTTPLimits()
        change(&limits)
        return limits
    }

    @Test("half a request line or half the headers get 408", arguments: [
        "GET / HT", "GET / HTTP/1.1\r\nHost: h\r\n", "GET / HTTP/1.1\r\nHost: h\r\nX: ",
    ])
    func slowHeaders(sent: String) async throws {
        let limits = Self.hurried { $0.timeToHeaders = .milliseconds(100) }
        try await TestServer.run(Self.ok, limits: limits) { server in
            let client = try server.connect()
            client.send(sent)
            let answer = try client.answer()
            #expect(answer.status == 408)
            #expect(answer.headers["content-type"] == "application/problem+json")
            expectRequestID(in: answer)
            #expect(client.isClosed())
        }
    }

    @Test("half a body gets 408, and trickling does not help", arguments: [false, true])
    func slowBody(isTrickling: Bool) async throws {
        let limits = Self.hurried { $0.timeToBody = .milliseconds(150) }
        try await TestServer.run(Self.ok, limits: limits) { server in
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nhalf")
            for _ in 0..<(isTrickling ? 50 : 0) {
                client.send("x")
                usleep(5_000)
            }
            #expect(try client.answer().status == 408)
            #expect(client.isClosed())
        }
    }

    @Test("a connection with nothing on it is closed in the end, used or not", arguments: [0, 1])
    func idle(requests: Int) async throws {
        let limits = Self.hurried { $0.idle = .milliseconds(150) }
        try await TestServer.run(Self.ok, limits: limits) { server in
            let client = try server.connect()
            for _ in 0..<requests {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try client.answer().status == 200)
            }
            #expect(client.isClosed())
        }
    }

    @Test("a body declared or turning out too long gets 413", arguments: [
        "Content-Length: 1001\r\n\r\n", "Content-Length: 999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "x", count: 1001) + "\r\n",
    ])
    func longBody(rest: String) async throws {
        try await TestServer.run(Self.ok) { server in
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\n" + rest)
            client.send([UInt8](repeating: 0x78, count: 300_000))
            let answer = try client.answer()
            #expect(answer.status == 413)
            expectRequestID(in: answer)
            client.finishSending()
            #expect(client.isClosed())
        }
    }

    @Test("headers too long get 431", arguments: [9_000, 15_000, 60_000])
    func longHeaders(count: Int) async throws {
        try await TestServer.run(Self.ok) { server in
            let client = try server.connect()
            let value = String(repeating: "x", count: count)
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX: \(value)\r\n\r\n")
            #expect(try client.answer().status == 431)
        }
    }

    @Test("a request line too long gets 414 or 431")
    func longTarget() async throws {
        try await TestServer.run(Self.ok) { server in
            let target = String(repeating: "x", count: 20_000)
            let answer = try server.ask("GET /\(target) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect([414, 431].contains(answer.status))
        }
    }

    @Test("one connection too many gets 503 with Retry-After, and the next a place that is free")
    func connections() async throws {
        let limits = Self.hurried { $0.connections = 2 }
        try await TestServer.run(Self.ok, limits: limits) { server in
            var clients = try (0..<2).map { _ in try server.connect() }
            for client in clients {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try client.answer().status == 200)
            }
            let refused = try server.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            expectRequestID(in: refused)
            clients.removeAll()
            var status = 0
            for _ in 0..<100 where status != 200 {
                usleep(10_000)
                status = try server.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status
            }
            #expect(status == 200)
            #expect(server.server.counters.connectionsRefused.value > 0)
        }
    }

    @Test("thousands of idle connections cost the others nothing but memory")
    func idleThousands() async throws {
        // One end here and one in the server; where the system allows fewer files, fewer.
        let count = min(5_000, (DescriptorLimit.raise() - 200) / 2)
        try await TestServer.run(Self.ok) { server in
            let idle = try (0..<count).map { _ in try server.connect() }
            let client = try server.connect()
            for _ in 0..<100 {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try client.answer().status == 200)
            }
            #expect(server.server.counters.connectionsOpen.value == count + 1)
            for client in idle.prefix(50) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try client.answer().status == 200)
            }
        }
    }
}
