import Bedrock
package import HTTP
import Loop
public import Wire

/// What an operation answers with when it succeeds.
public struct Success<Answer: Output & Sendable>: Sendable {
    package enum Body: Sendable {
        case answer(Answer)
        case bytes([UInt8])
        case stream(@Sendable (ResponseWriter) async throws -> Void)
    }

    package var body: Body
    /// Overrides the operation's success, as where a stored answer is given again.
    package var status: Int?
    package var headers: [(String, String)] = []

    package init(_ body: Body) {
        self.body = body
    }

    public static func answer(_ answer: Answer) -> Success { Success(.answer(answer)) }

    /// The same with the version of what was read or written, as an `ETag`.
    public func version(_ version: Int32) -> Success {
        header("ETag", "\"\(version)\"")
    }

    /// The same with where the thing made stands.
    public func location(_ path: String) -> Success {
        header("Location", path)
    }

    /// The same for what was there already: 200, of an operation that finds.
    public func found() -> Success {
        var reply = self
        reply.status = 200
        return reply
    }

    /// The same as a file of that media type, where the operation has several.
    public func contentType(_ mediaType: String) -> Success {
        header("Content-Type", mediaType)
    }

    func header(_ name: String, _ value: String) -> Success {
        var reply = self
        reply.headers.append((name, value))
        return reply
    }

    /// The bytes of the body.
    package func encoded() -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .stream: return []
        case .answer(let answer):
            if Answer.self == Nothing.self { return [] }
            return answer.jsonBytes
        }
    }
}

/// The answer of an operation that streams a file: its bytes are no JSON.
public struct Streamed: Output, Sendable {
    public static let example = Streamed()
    public func write(_ out: inout OutputWriter) {}
}

extension Success where Answer == Streamed {
    /// An answer written as it becomes known; an error that is thrown ends it short.
    public static func stream(
        _ produce: @escaping @Sendable (StreamedFile) async throws -> Void
    ) -> Success {
        Success(.stream { writer in try await produce(StreamedFile(writer: writer)) })
    }

    /// A file all of whose bytes are there, under the name that it is kept by.
    public static func file(_ bytes: [UInt8], named name: String) -> Success {
        Success(.bytes(bytes)).header("Content-Disposition", "inline; filename=\"\(name)\"")
    }
}

/// A file on its way to the client.
public struct StreamedFile: Sendable {
    fileprivate let writer: ResponseWriter

    /// Hands over a piece, which is sent at once; waits while the client is behind.
    public func write(_ bytes: [UInt8]) async throws { try await writer.write(bytes) }
}

extension Context {
    /// The same request with its time counted anew from now: for each part of a stream.
    public func lasting(_ duration: Duration) -> Context {
        var terms = terms
        terms.deadline = Monotonic.nanoseconds &+ duration.clampedNanoseconds
        return Context(
            caller: caller, now: now, requestID: requestID, terms: terms, services: services)
    }
}

/// The answer of an operation that has nothing to say: 204.
public struct Nothing: Output, Sendable {
    public init() {}
    public static let example = Nothing()
    public func write(_ out: inout OutputWriter) {}
}

extension Success where Answer == Nothing {
    public static var nothing: Success { .answer(Nothing()) }
}

/// A page of a list: its items and where the next page begins.
public struct Page<Item: Output & Sendable>: Output, Sendable {
    public let items: [Item]
    /// Opaque; nil on the last page.
    public let nextCursor: String?

    /// A page of at most `limit` from `rows` read with `limit + 1`.
    public init(_ rows: [Item], limit: Int64, cursor: (Item) -> String) {
        if rows.count > Int(limit) {
            items = Array(rows.prefix(Int(limit)))
            nextCursor = items.last.map(cursor)
        } else {
            items = rows
            nextCursor = nil
        }
    }

    /// A page whose end is known already.
    public init(_ items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }

    private init(example: Item) {
        items = [example]
        nextCursor = nil
    }

    public static var example: Page { Page(example: Item.example) }

    public func write(_ out: inout OutputWriter) {
        out("items", items, "The items, in the list's order.")
        out("next_cursor", nextCursor, "Give it as `cursor` for the next page; null on the last.")
    }
}
