import HTTP
import RawHTTP
import Synchronization
import Testing

/// Everything a front server and this one could read in two different ways.
@Suite("An HTTP server refuses what can be read in two ways")
struct FramingTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let request: String
        let status: Int

        init(_ name: String, _ status: Int, _ request: String) {
            self.name = name
            self.request = request
            self.status = status
        }

        var testDescription: String { name }
    }

    /// A request that must never be seen, behind one that cannot be trusted.
    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"

    /// A POST with the fields given, and behind it something that could be its body or not.
    private static func post(_ fields: String, version: String = "1.1", _ rest: String) -> String {
        "POST / HTTP/\(version)\r\nHost: h\r\n\(fields)\r\n\r\n\(rest)\(hidden)"
    }

    private static func get(_ fields: String) -> String {
        "GET / HTTP/1.1\r\n\(fields)\r\n\r\n"
    }

    private static let length = "Content-Length"
    private static let encoding = "Transfer-Encoding"
    private static let end = "0\r\n\r\n"

    static let shapes: [Shape] = [
        Shape("no Host", 400, get("X: y")),
        Shape("two Hosts", 400, get("Host: a\r\nHost: b")),
        Shape("length and encoding", 400, post("\(length): 4\r\n\(encoding): chunked", end)),
        Shape("encoding and length", 400, post("\(encoding): chunked\r\n\(length): 4", end)),
        Shape("two lengths", 400, post("\(length): 0\r\n\(length): 44", "")),
        Shape("two equal lengths", 400, post("\(length): 0\r\n\(length): 0", "")),
        Shape("a list of lengths", 400, post("\(length): 0, 0", "")),
        Shape("a signed length", 400, post("\(length): +0", "")),
        Shape("a negative length", 400, post("\(length): -1", "")),
        Shape("a hexadecimal length", 400, post("\(length): 0x0", "")),
        Shape("a length in words", 400, post("\(length): five", "")),
        Shape("a length beyond counting", 0, post("\(length): 99999999999999999999999", "")),
        Shape(
            "two encodings", 400, post("\(encoding): chunked\r\n\(encoding): chunked", end)),
        Shape("another encoding", 501, post("\(encoding): gzip, chunked", end)),
        Shape("an obscured encoding", 501, post("\(encoding): xchunked", end)),
        Shape(
            "an encoding in HTTP/1.0", 400,
            post("\(encoding): chunked", version: "1.0", end)),
        Shape("a space before the colon", 400, post("\(length) : 44", "")),
        Shape("a folded encoding", 400, post("\(encoding):\r\n chunked", end)),
        Shape("a folded last header", 400, get("Host: h\r\nX: a\r\n b")),
        Shape("a folded first header", 400, get("Host:\r\n h\r\nX: a")),
        Shape("a line ended by LF alone", 400, get("Host: h\nX: a")),
        Shape("a name with a space", 400, get("Host: h\r\nX Y: 1")),
        Shape("a name with brackets", 400, get("Host: h\r\nX(Y): 1")),
        Shape("a control character", 400, get("Host: h\r\nX: a\u{1}b")),
        Shape("two keys", 400, get("Host: h\r\nIdempotency-Key: a\r\nIdempotency-Key: b")),
        Shape("an unknown method", 501, "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Shape("a target that is no path", 400, "GET pot HTTP/1.1\r\nHost: h\r\n\r\n"),
        Shape("a chunk size that is none", 0, post("\(encoding): chunked", "zz\r\n")),
        Shape(
            "a chunk longer than its size", 0,
            post("\(encoding): chunked", "3\r\nabcdef\r\n0\r\n\r\n")),
        Shape("noise", 0, "\u{16}\u{3}\u{1}\r\n\r\n"),
    ]

    /// A status of 0: closed, with or without a word.
    @Test(
        "and closes the connection, so that nothing after it is taken for a request",
        arguments: shapes)
    func refuses(shape: Shape) async throws {
        let seen = Seen()
        let handler = TestHandler(answer: { request in
            if request.head.path == "/hidden" { seen.count.add(1, ordering: .relaxed) }
            return Response(status: 200)
        })
        try await TestServer.run(handler) { server in
            let client = try server.connect()
            client.send(shape.request)
            if shape.status != 0 {
                let answer = try client.answer()
                #expect(answer.status == shape.status)
                #expect(answer.headers["connection"] == "close")
                // The library answers some of them by itself, with a page of its own.
                if answer.headers["content-type"] == "application/problem+json" {
                    expectRequestID(in: answer)
                }
            }
            client.finishSending()
            #expect(client.isClosed())
            #expect(seen.count.load(ordering: .relaxed) == 0)
        }
    }

    private final class Seen: Sendable {
        let count = Atomic(0)
    }
}
