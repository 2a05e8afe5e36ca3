import Bedrock
import Foundation
import Synchronization
import Testing

/// What a sink wrote, as lines.
final class WrittenLines: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }

    var lines: [String] {
        bytes.withLock { String(decoding: $0, as: UTF8.self) }
            .split(separator: "\n").map(String.init)
    }

    func objects() throws -> [[String: Any]] {
        try lines.map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }
}

@Suite("Log lines are JSON, one to a line, without secrets")
struct LogTests {
    private func log(_ level: LogLevel = .debug) -> (Log, WrittenLines, LogSink) {
        let written = WrittenLines()
        let sink = LogSink(level: level) { written.add($0) }
        return (Log(sink), written, sink)
    }

    @Test("a line says when, how much it matters, what, and its fields")
    func line() throws {
        let (log, written, _) = log()
        log.with(.text("request", "req_1")).info(
            "answered", .number("status", 200), .flag("retried", false),
            .text("path", "/v1/orders"), .microseconds("took_us", .milliseconds(3)))
        log.flush()
        let object = try #require(try written.objects().first)
        #expect(object["level"] as? String == "info")
        #expect(object["event"] as? String == "answered")
        #expect(object["request"] as? String == "req_1")
        #expect(object["status"] as? Int == 200)
        #expect(object["retried"] as? Bool == false)
        #expect(object["took_us"] as? Int == 3000)
        let time = try #require(object["time"] as? String)
        #expect(Instant(rfc3339: time) != nil)
    }

    @Test(
        "whatever a text holds, the line stays one line of JSON that gives it back",
        arguments: [
            "", "plain", "\"quoted\"", "back\\slash", "two\nlines\r\n",
            "tab\tbell\u{7}nul\0del\u{7F}",
            "käse 🍾", "\u{2028}\u{2029}", "</script>", "{\"level\":\"error\"}",
        ])
    func escaping(text: String) throws {
        let (log, written, _) = log()
        log.with(.text("shared", text)).error("escaping", .text("own", text))
        log.flush()
        let objects = try written.objects()
        #expect(objects.count == 1)
        #expect(objects.first?["own"] as? String == text)
        #expect(objects.first?["shared"] as? String == text)
    }

    @Test("a long text is cut between characters and marked")
    func cut() throws {
        let (log, written, _) = log()
        log.info("cut", .text("body", "x" + String(repeating: "é", count: 5000)))
        log.flush()
        let body = try #require(try written.objects().first?["body"] as? String)
        #expect(body.hasSuffix("é…"))
        #expect(body.utf8.count <= 4096 + "…".utf8.count)
    }

    @Test("names that mean secrets show stars, and so do secrets of any name")
    func redaction() throws {
        let (log, written, _) = log()
        log.info(
            "signed in", .text("password", "hunter2"), .text("token", "hunter2"),
            .text("authorization", "Bearer hunter2"), .secret("url", Secret("hunter2")),
            .text("cookie", "hunter2"), .text("pass", "seen"))
        log.flush()
        let line = try #require(written.lines.first)
        #expect(!line.contains("hunter2"))
        #expect(line.contains(#""password":"***""#))
        #expect(line.contains(#""pass":"seen""#))
    }

    @Test("lines below the level are not written", arguments: LogLevel.allCases)
    func levels(level: LogLevel) {
        let (log, written, sink) = log(level)
        for each in LogLevel.allCases { log.write(each, "event", []) }
        log.flush()
        #expect(written.lines.count == LogLevel.allCases.filter { $0 >= level }.count)
        #expect(sink.level == level)
    }

    @Test("lines of many threads stay whole, and none is lost while there is room")
    func manyThreads() async throws {
        let (log, written, sink) = log()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        log.info("line", .number("task", task), .number("number", number))
                    }
                }
            }
        }
        log.flush()
        let objects = try written.objects()
        #expect(objects.count == 1600)
        #expect(sink.dropped == 0)
        for task in 0..<8 {
            let numbers = objects.filter { $0["task"] as? Int == task }
                .compactMap { $0["number"] as? Int }
            #expect(numbers == Array(0..<200))
        }
    }

    @Test("a sink that is stuck costs lines, which are counted, and never the one who logs")
    func stuck() throws {
        let written = WrittenLines()
        let gate = Mutex(())
        let text = String(repeating: "x", count: 4000)
        let sink = LogSink(level: .info) { bytes in
            gate.withLock { _ in written.add(bytes) }
        }
        let log = Log(sink)
        gate.withLock { _ in
            for _ in 0..<1000 { log.info("flood", .text("body", text)) }
        }
        log.flush()
        log.info("after")
        log.flush()
        let objects = try written.objects()
        let floods = objects.filter { $0["event"] as? String == "flood" }.count
        #expect(sink.dropped > 0)
        #expect(floods + sink.dropped == 1000)
        let reported = objects.filter { $0["event"] as? String == "log lines dropped" }
            .compactMap { $0["lines"] as? Int }.reduce(0, +)
        #expect(reported == sink.dropped)
        #expect(objects.last?["event"] as? String == "after")
    }

    @Test("a pipe that nobody reads any more ends nothing")
    func broken() throws {
        let pipe = Pipe()
        let writing = pipe.fileHandleForWriting
        try pipe.fileHandleForReading.close()
        let log = Log(LogSink(descriptor: writing.fileDescriptor))
        log.info("lost")
        log.flush()
        try writing.close()
    }

    @Test("a descriptor gets the bytes")
    func descriptor() throws {
        let pipe = Pipe()
        let log = Log(LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor))
        log.warning("through a pipe")
        log.flush()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        #expect(line.hasSuffix("\"event\":\"through a pipe\"}\n"))
    }
}
