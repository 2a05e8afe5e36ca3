import RawHTTP
import Wire

/// Reads a stream of events from a connection of its own.
final class EventReader {
    /// What an answer tells.
    struct Event {
        let name: String
        let id: String?
        let data: JSON
    }

    let status: Int
    let headers: [String: String]
    /// Comments read so far: signs that the server is there.
    private(set) var comments = 0
    private let client: RawClient
    private var text = ""

    init(_ server: TestServer, _ path: String, _ person: Person, lastEvent: String? = nil) throws {
        client = try server.connect()
        let last = lastEvent.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        client.send(
            "GET \(path) HTTP/1.1\r\nHost: h\r\n\(last)"
                + "Authorization: Bearer \(person.token)\r\n\r\n")
        let head = try client.answer(toHead: true)
        status = head.status
        headers = head.headers
    }

    /// The next event; nil when the server has ended the stream in good order.
    func next() throws -> Event? {
        while let block = try nextBlock() {
            var name = "message"
            var id: String?
            var data = ""
            for line in block.split(separator: "\n") {
                if line.hasPrefix(":") { comments += 1 }
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
                if line.hasPrefix("data: ") { data += line.dropFirst(6) }
            }
            guard !data.isEmpty else { continue }
            return Event(name: name, id: id, data: try JSON.parse(Array(data.utf8)))
        }
        return nil
    }

    /// Waits for a comment.
    func comment() throws {
        let before = comments
        while comments == before {
            guard let block = try nextBlock() else {
                throw TestFailure("the stream ended without a comment")
            }
            if block.hasPrefix(":") { comments += 1 }
        }
    }

    private func nextBlock() throws -> String? {
        while true {
            if let end = text.firstRange(of: "\n\n") {
                let block = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                return block
            }
            guard let chunk = try client.nextChunk() else { return nil }
            text += String(decoding: chunk, as: UTF8.self)
        }
    }
}
