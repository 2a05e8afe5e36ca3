import Glibc

/// What came back.
package struct RawAnswerText {
    package let status: Int
    package let headers: [String: String]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// A client that sends whatever it is told to, right or wrong.
package final class RawClient {
    /// Nobody listens there.
    package struct Unreachable: Error {}
    /// What came was no answer.
    package struct NoAnswer: Error {
        package let received: String
    }

    package let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects to a port of this machine; gives up on an answer after a minute.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unreachable() }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    deinit {
        close(descriptor)
    }

    package func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Sends as much as the server takes before it closes.
    package func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, 0x4000)
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    package func finishSending() {
        shutdown(descriptor, 1)
    }

    /// Whether the server has closed the connection: waits for it.
    package func isClosed() -> Bool {
        while receive() {}
        return errno != EAGAIN
    }

    /// Reads one whole answer; with the length its head declares, or its chunks, or to the end.
    package func answer(toHead: Bool = false) throws -> RawAnswerText {
        var end: Int?
        repeat {
            end = headEnd()
        } while end == nil && receive()
        guard let end else { throw NoAnswer(received: String(decoding: buffer, as: UTF8.self)) }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        buffer.removeFirst(end + 4)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let body = toHead || status == 100 ? [] : try readBody(headers)
        return RawAnswerText(status: status, headers: headers, body: body)
    }

    private func readBody(_ headers: [String: String]) throws -> [UInt8] {
        if headers["transfer-encoding"] == "chunked" {
            var body: [UInt8] = []
            while let chunk = try nextChunk() {
                body += chunk
            }
            return body
        }
        let length = headers["content-length"].flatMap(Int.init) ?? Int.max
        while buffer.count < length, receive() {}
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(body.count)
        return body
    }

    /// The next chunk of an answer in chunks, nil after the last.
    package func nextChunk() throws -> [UInt8]? {
        let line = try readLine()
        guard let length = Int(line, radix: 16) else { throw NoAnswer(received: line) }
        while buffer.count < length + 2, receive() {}
        guard buffer.count >= length + 2 else { throw NoAnswer(received: "a part of a chunk") }
        let chunk = Array(buffer.prefix(length))
        buffer.removeFirst(length + 2)
        return length == 0 ? nil : chunk
    }

    private func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end].dropLast(), as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            guard receive() else { throw NoAnswer(received: "a part of a line") }
        }
    }

    private func headEnd() -> Int? {
        guard buffer.count >= 4 else { return nil }
        return (0...buffer.count - 4).first {
            buffer[$0] == 0x0D && buffer[$0 + 1] == 0x0A && buffer[$0 + 2] == 0x0D
                && buffer[$0 + 3] == 0x0A
        }
    }

    private func receive() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        errno = 0
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }
}
