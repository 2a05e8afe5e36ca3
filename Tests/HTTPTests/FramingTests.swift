import HTTP
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

    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"

    static let shapes: [Shape] = [
        Shape("no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
        Shape("two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Shape(
            "length and encoding", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\n\(hidden)"),
        Shape(
            "encoding and length", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
                + "0\r\n\r\n\(hidden)"),
        Shape(
            "two lengths", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n\(hidden)"),
        Shape(
            "two equal lengths", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n\(hidden)"),
        Shape(
            "a list of lengths", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0, 0\r\n\r\n\(hidden)"),
        Shape("a signed length", 400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +0\r\n\r\n\(hidden)"),
        Shape("a negative length", 400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n\(hidden)"),
        Shape("a hexadecimal length", 400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x0\r\n\r\n\(hidden)"),
        Shape("a length in words", 400, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: five\r\n\r\n\(hidden)"),
        Shape(
            "a length beyond counting", 0,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n\(hidden)"),
        Shape(
            "two encodings", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(hidden)"),
        Shape(
            "another encoding", 501,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n\(hidden)"),
        Shape(
            "an obscured encoding", 501,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n\(hidden)"),
        Shape(
            "an encoding in HTTP/1.0", 400,
            "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\(hidden)"),
        Shape(
            "a space before the colon", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 44\r\n\r\n\(hidden)"),
        Shape(
            "a folded header", 400,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n\(hidden)"),
        Shape("a folded last header", 400, "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"),
        Shape("a folded first header", 400, "GET / HTTP/1.1\r\nHost:\r\n h\r\nX: a\r\n\r\n"),
        Shape("a line ended by LF alone", 400, "GET / HTTP/1.1\r\nHost: h\nX: a\r\n\r\n"),
        Shape("a name with a space", 400, "GET / HTTP/1.1\r\nHost: h\r\nX Y: 1\r\n\r\n"),
        Shape("a name with brackets", 400, "GET / HTTP/1.1\r\nHost: h\r\nX(Y): 1\r\n\r\n"),
        Shape("a control character", 400, "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{1}b\r\n\r\n"),
        Shape("two keys", 400, "GET / HTTP/1.1\r\nHost: h\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n"),
        Shape("an unknown method", 501, "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Shape("a target that is no path", 400, "GET pot HTTP/1.1\r\nHost: h\r\n\r\n"),
        Shape("a chunk size that is none", 0, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\(hidden)"),
        Shape("a chunk longer than its size", 0, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n\(hidden)"),
        Shape("noise", 0, "\u{16}\u{3}\u{1}\r\n\r\n"),
    ]

    /// A status of 0: closed, with or without a word.
    @Test("and closes the connection, so that nothing after it is taken for a request", arguments: shapes)
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
