import Glibc
import HTTP
import Loop
import RawHTTP
import Testing

@Suite("Draining an HTTP server")
struct DrainTests {
    private static let waiting = TestHandler(answer: { request in
        if request.head.path == "/wait" {
            try? await EventLoop.current?.sleep(.milliseconds(150))
        }
        return Response(status: 200, body: Array("done".utf8))
    })

    @Test("finishes what was accepted, closes what is idle, and takes nothing new")
    func drains() async throws {
        try await TestServer.run(Self.waiting) { server in
            let idle = try server.connect()
            let busy = try (0..<5).map { _ in try server.connect() }
            for client in busy {
                client.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            while server.server.counters.inFlight.value < 5 { usleep(1_000) }
            await server.server.drain(patience: .seconds(20))
            for client in busy {
                let answer = try client.answer()
                #expect(answer.text == "done")
                #expect(answer.headers["connection"] == "close")
                #expect(client.isClosed())
            }
            #expect(idle.isClosed())
            #expect(throws: RawClient.Unreachable.self) { try server.connect() }
            #expect(server.server.counters.connectionsOpen.value == 0)
        }
    }

    @Test("answers a request that was sent before it began and not yet read")
    func unread() async throws {
        try await TestServer.run(Self.waiting) { server in
            let clients = try (0..<20).map { _ in try server.connect() }
            for client in clients {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            }
            await server.server.drain(patience: .seconds(20))
            for client in clients {
                #expect(try client.answer().text == "done")
            }
        }
    }

    @Test("answers what arrived in the instant it began, also where the answer takes its time")
    func instant() async throws {
        try await TestServer.run(Self.waiting) { server in
            nonisolated(unsafe) let clients = try (0..<20).map { _ in try server.connect() }
            // Used connections and fresh ones; of the used, one stays quiet.
            for client in clients.prefix(11) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try client.answer().text == "done")
            }
            let loop = server.group.loops[0]
            await loop.run {
                // Both in one turn of the loop: nothing is read between them.
                loop.execute {
                    for client in clients.dropFirst() {
                        client.send("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
                    }
                }
                await server.server.drain(patience: .seconds(20))
            }.value
            for client in clients.dropFirst() {
                let answer = try client.answer()
                #expect(answer.text == "done")
                #expect(answer.headers["connection"] == "close")
            }
            #expect(clients[0].isClosed())
            // Eleven at first, and nineteen in the instant: what was read was answered.
            #expect(server.server.counters.requests.value == 11 + 19)
        }
    }

    @Test("is not held up by clients that have left in the middle of a request", arguments: [
        "GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf",
    ])
    func deserted(sent: String) async throws {
        try await TestServer.run(Self.waiting) { server in
            let clients = try (0..<20).map { _ in try server.connect() }
            for client in clients {
                client.send(sent)
                client.finishSending()
            }
            await server.server.drain(patience: .seconds(3600))
            #expect(server.server.counters.connectionsOpen.value == 0)
        }
    }

    @Test("cuts short what outlasts its patience")
    func impatient() async throws {
        let handler = TestHandler(answer: { _ in
            do {
                try await EventLoop.current?.sleep(.seconds(3600))
            } catch {
                return Response(status: 503)
            }
            return Response(status: 200)
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            while server.server.counters.inFlight.value == 0 { usleep(1_000) }
            await server.server.drain(patience: .milliseconds(50))
            #expect(client.isClosed())
        }
    }
}
