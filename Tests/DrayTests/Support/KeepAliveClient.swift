import Glibc
import RawHTTP

/// A blocking client of one connection that is kept, for tests that ask very often.
///
/// Answers are searched as bytes and never copied into strings, unless somebody looks.
final class KeepAliveClient {
    struct Closed: Error {}

    private let port: UInt16
    private var connection: RawClient?
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 16
    private var filled = 0

    init(port: UInt16) {
        self.port = port
        buffer = .allocate(capacity: capacity)
    }

    deinit { buffer.deallocate() }

    /// Sends a request and reads its answer; once more on a new connection where the server has
    /// closed the old one.
    func exchange<Value>(
        _ request: [UInt8], _ read: (borrowing AnswerBytes) throws -> Value
    ) throws -> Value {
        for isLast in [false, true] {
            let isNew = connection == nil
            let connection = try self.connection ?? RawClient(port: port)
            self.connection = connection
            filled = 0
            connection.send(request)
            if let length = receiveAnswer(connection) {
                let answer = AnswerBytes(base: UnsafePointer(buffer), count: filled, head: length)
                if answer.closes { self.connection = nil }
                return try read(answer)
            }
            self.connection = nil
            if isLast || isNew && filled > 0 { break }
        }
        throw Closed()
    }

    /// The length of the head once the whole answer is in the buffer.
    private func receiveAnswer(_ connection: RawClient) -> Int? {
        var head: Int?
        while true {
            if head == nil, let end = find("\r\n\r\n", in: buffer, filled) { head = end + 4 }
            if let head, isWhole(head) { return head }
            if filled == capacity { grow() }
            let count = recv(connection.descriptor, buffer + filled, capacity - filled, 0)
            guard count > 0 else { return nil }
            filled += count
        }
    }

    private func isWhole(_ head: Int) -> Bool {
        if let place = find("\r\nContent-Length: ", in: buffer, head) {
            return filled >= head + number(buffer + place + 18)
        }
        if find("\r\nTransfer-Encoding: chunked", in: buffer, head) != nil {
            // With the line before it: rows of a file may end in a zero, too.
            return filled >= head + 5 && memcmp(buffer + filled - 7, "\r\n0\r\n\r\n", 7) == 0
        }
        return true
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: buffer, count: filled)
        buffer.deallocate()
        buffer = larger
        capacity *= 2
    }
}

/// An answer as it came, valid while it is looked at.
struct AnswerBytes: ~Copyable {
    let base: UnsafePointer<UInt8>
    let count: Int
    /// The length of the head, with the empty line.
    let head: Int

    var status: Int { number(base + 9) }

    var closes: Bool { find("\r\nConnection: close", in: base, head) != nil }

    /// Whether a word stands anywhere in it.
    func contains(_ word: StaticString) -> Bool { find(word, in: base, count) != nil }

    /// Whether a canary stands in it that is none of these.
    func hasCanary(otherThan known: [[UInt8]]) -> Bool {
        var start = 0
        while let place = find("canary", in: base + start, count - start) {
            let found = base + start + place
            let left = count - start - place
            guard known.contains(where: { $0.count <= left && memcmp($0, found, $0.count) == 0 })
            else { return true }
            start += place + 6
        }
        return false
    }

    var headText: String {
        String(decoding: UnsafeBufferPointer(start: base, count: head), as: UTF8.self)
    }

    var bodyText: String {
        String(
            decoding: UnsafeBufferPointer(start: base + head, count: count - head), as: UTF8.self)
    }
}

/// The C library's, whose header shows it to GNU programs only.
@_silgen_name("memmem")
private func memmem(
    _ base: UnsafeRawPointer, _ count: Int, _ word: UnsafeRawPointer, _ length: Int
) -> UnsafeMutableRawPointer?

/// The first place of a word among bytes.
private func find(_ word: StaticString, in base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    guard let found = memmem(base, count, word.utf8Start, word.utf8CodeUnitCount) else {
        return nil
    }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
}

/// The decimal number that begins there.
private func number(_ start: UnsafePointer<UInt8>) -> Int {
    Int(strtol(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self), nil, 10))
}
