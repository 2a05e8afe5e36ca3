import Glibc
import HTTP
import Loop
import RawHTTP
import Synchronization
import Testing

@Suite("A streamed body")
struct StreamTests {
    private final class Tally: Sendable {
        let number = Atomic(0)

        func add(_ amount: Int) { number.add(amount, ordering: .relaxed) }

        var value: Int { number.load(ordering: .relaxed) }
    }

    private static func counting(
        limit: Int, pause: Duration = .zero, seen: Tally
    ) -> TestHandler {
        TestHandler(
            admission: { _ in .stream(limit: limit) },
            answer: { request in
                do {
                    var sum = 0
                    for try await piece in request.stream! {
                        seen.add(piece.count)
                        sum = piece.reduce(sum) { $0 &+ Int($1) }
                        if pause > .zero {
                            try await EventLoop.current?.sleep(pause)
                        }
                    }
                    return Response(status: 200, body: Array("\(sum)".utf8))
                } catch {
                    seen.add(1_000_000_000)
                    return Response(status: 400)
                }
            })
    }

    @Test("reaches a handler slower than its client whole, with a bounded part of it in memory")
    func backpressure() async throws {
        let seen = Tally()
        var limits = HTTPLimits()
        limits.streamBuffer = 16 * 1024
        let handler = Self.counting(limit: 1 << 24, pause: .milliseconds(1), seen: seen)
        try await TestServer.run(handler, limits: limits) { server in
            let body = [UInt8](repeating: 3, count: 3 << 20)
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            #expect(try client.answer().text == "\(3 * body.count)")
            #expect(seen.value == body.count)
        }
    }

    @Test("that is longer than allowed gets 413, and its reader an error")
    func tooLong() async throws {
        let seen = Tally()
        try await TestServer.run(Self.counting(limit: 1000, seen: seen)) { server in
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<20 {
                client.send("64\r\n\(String(repeating: "x", count: 100))\r\n")
            }
            #expect(try client.answer().status == 413)
            while seen.value < 1_000_000_000 { usleep(1_000) }
        }
    }

    @Test("that breaks off is an error to its reader")
    func brokenOff() async throws {
        let seen = Tally()
        try await TestServer.run(Self.counting(limit: 1000, seen: seen)) { server in
            do {
                let client = try server.connect()
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nhalf")
                while seen.value < 4 { usleep(1_000) }
            }
            while seen.value < 1_000_000_000 { usleep(1_000) }
        }
    }

    @Test("that stops coming gets 408")
    func stalled() async throws {
        let seen = Tally()
        var limits = HTTPLimits()
        limits.timeToBody = .milliseconds(100)
        try await TestServer.run(Self.counting(limit: 1000, seen: seen), limits: limits) { server in
            let client = try server.connect()
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nhalf")
            #expect(try client.answer().status == 408)
        }
    }

    @Test("need not be read to be answered")
    func unread() async throws {
        let handler = TestHandler(
            admission: { _ in .stream(limit: 1 << 24) }, answer: { _ in Response(status: 422) })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            for _ in 0..<2 {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n")
                client.send([UInt8](repeating: 0, count: 2_000_000))
                #expect(try client.answer().status == 422)
            }
        }
    }

    @Test("as an answer comes piece by piece as it is written")
    func answer() async throws {
        let gate = Tally()
        let handler = TestHandler(answer: { _ in
            Response(status: 200, headers: [("content-type", "text/event-stream")]) { writer in
                for number in 0..<5 {
                    while gate.value < number {
                        try await EventLoop.current?.sleep(.milliseconds(1))
                    }
                    try await writer.write(Array("data: \(number)\n\n".utf8))
                }
            }
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let head = try client.answer(toHead: true)
            #expect(head.headers["transfer-encoding"] == "chunked")
            for number in 0..<5 {
                let chunk = try #require(try client.nextChunk())
                #expect(String(decoding: chunk, as: UTF8.self) == "data: \(number)\n\n")
                gate.add(1)
            }
            #expect(try client.nextChunk() == nil)
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try client.answer().body.count == 45)
        }
    }

    @Test("as an answer waits for a client that does not read, and ends when it goes")
    func answerBackpressure() async throws {
        let written = Tally()
        let ended = Tally()
        let handler = TestHandler(answer: { _ in
            Response(status: 200) { writer in
                defer { ended.add(1) }
                while true {
                    try await writer.write([UInt8](repeating: 1, count: 10_000))
                    written.add(10_000)
                }
            }
        })
        var limits = HTTPLimits()
        limits.streamBuffer = 64 * 1024
        try await TestServer.run(handler, limits: limits) { server in
            do {
                let client = try server.connect()
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                var last = -1
                while written.value != last {
                    last = written.value
                    usleep(200_000)
                }
                #expect(last < 50_000_000)
            }
            while ended.value == 0 { usleep(1_000) }
        }
    }

    @Test("as an answer is compressed as it goes, where that is asked for and no event waits")
    func compressed() async throws {
        let lines = [UInt8](repeating: 0x61, count: 20_000)
        let handler = TestHandler(answer: { request in
            let kind = request.head.path == "/events" ? "text/event-stream" : "text/csv"
            return Response(status: 200, headers: [("content-type", kind)]) { writer in
                for _ in 0..<5 { try await writer.write(lines) }
            }
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            let asking = "HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n"
            client.send("GET / \(asking)")
            let packed = try client.answer()
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(packed.body.prefix(2) == [0x1F, 0x8B])
            #expect(packed.body.count < 2_000)
            // The tail says how much there was.
            #expect(Array(packed.body.suffix(4)) == [0xA0, 0x86, 0x01, 0x00])
            client.send("GET /events \(asking)")
            let events = try client.answer()
            #expect(events.headers["content-encoding"] == nil)
            #expect(events.body.count == 100_000)
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try client.answer().body.count == 100_000)
        }
    }

    @Test("as an answer that has nothing to say for long ends when its client goes")
    func answerWaits() async throws {
        let ended = Tally()
        let handler = TestHandler(answer: { _ in
            Response(status: 200) { writer in
                defer { ended.add(1) }
                try await writer.write([1])
                try await EventLoop.current?.sleep(.seconds(3600))
            }
        })
        try await TestServer.run(handler) { server in
            do {
                let client = try server.connect()
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                _ = try client.answer(toHead: true)
            }
            while ended.value == 0 || server.server.counters.connectionsOpen.value > 0 {
                usleep(1_000)
            }
        }
    }

    @Test("as an answer is cut short, and not ended, by an error")
    func answerFails() async throws {
        struct Broken: Error {}
        let handler = TestHandler(answer: { _ in
            Response(status: 200) { writer in
                try await writer.write([1, 2, 3])
                throw Broken()
            }
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try client.answer(toHead: true)
            #expect(throws: RawClient.NoAnswer.self) {
                while try client.nextChunk() != nil {}
            }
        }
    }

    @Test("or none: the handler's task is cancelled when its client goes")
    func cancelled() async throws {
        let cancelled = Tally()
        let started = Tally()
        let handler = TestHandler(answer: { _ in
            started.add(1)
            do {
                try await EventLoop.current?.sleep(.seconds(3600))
            } catch {
                cancelled.add(1)
            }
            return Response(status: 200)
        })
        try await TestServer.run(handler) { server in
            do {
                let client = try server.connect()
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                while started.value == 0 { usleep(1_000) }
            }
            while cancelled.value == 0 { usleep(1_000) }
            #expect(server.server.counters.disconnects.value == 1)
        }
    }
}
