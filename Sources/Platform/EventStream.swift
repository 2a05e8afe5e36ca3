import Bedrock
import HTTP
import Loop
public import Wire

/// Events on their way to a client, as `text/event-stream` has them.
///
/// Nothing piles up: `send` waits while the client is behind. A stream ends when its client goes,
/// when the server is told to end, when the caller's token no longer holds or has expired, and at
/// the latest after `EventStream.life`; a client then asks again, with `Last-Event-ID`.
public final class EventStream: @unchecked Sendable {
    // Unchecked: used on its loop only.

    /// What an operation says of itself: `static let streams: String? = EventStream.mediaType`.
    public static let mediaType = "text/event-stream"
    /// How long one answer goes on at most.
    public static let life: Duration = .seconds(3600)

    /// How long a client waits before it asks again, in milliseconds.
    static let opening = Array("retry: 2000\n\n".utf8)

    /// Thrown out of `pause` and `send` when it is over, which is no fault.
    struct Ended: Error {}

    private let writer: ResponseWriter
    private let loop: EventLoop
    private let keepAlive: Duration
    /// Asks whether the caller's token still holds.
    private let attend: @Sendable () async throws(Problem) -> Void
    private let endsAt: UInt64
    private var writtenAt = Monotonic.nanoseconds
    private var attendedAt = Monotonic.nanoseconds
    private var isWoken = false
    private var sleeper: UnsafeContinuation<Void, Never>?
    private var timer: Timer?

    init(
        _ writer: ResponseWriter, on loop: EventLoop, keepAlive: Duration, until endsAt: UInt64,
        attend: @escaping @Sendable () async throws(Problem) -> Void
    ) {
        self.writer = writer
        self.loop = loop
        self.keepAlive = keepAlive
        self.endsAt = endsAt
        self.attend = attend
    }

    /// Sends an event; waits while the client is behind.
    ///
    /// - Parameter id: what the client gives as `Last-Event-ID` when it asks again.
    public func send(
        _ event: StaticString, id: String? = nil, _ data: some Output
    ) async throws {
        try await look()
        try await write(event.description, id: id, data.jsonBytes)
    }

    /// Waits for so long, or until it is woken; meanwhile the client is told now and then that the
    /// server is there, and the caller's token is asked for.
    public func pause(_ duration: Duration) async throws {
        let until = Monotonic.nanoseconds &+ duration.clampedNanoseconds
        while true {
            try await look()
            let now = Monotonic.nanoseconds
            if isWoken || now >= until { break }
            let silent = writtenAt &+ keepAlive.clampedNanoseconds
            await sleep(until: min(until, silent, endsAt))
            try Task.checkCancellation()
        }
        isWoken = false
    }

    /// Ends a pause at once, also the next; called on the stream's loop by whoever has news.
    public func wake() {
        isWoken = true
        rouse()
    }

    /// Sees whether it goes on, and says so to the client where nothing was said for long.
    private func look() async throws {
        let now = Monotonic.nanoseconds
        guard !writer.isEnding, now < endsAt else { throw Ended() }
        let pause = keepAlive.clampedNanoseconds
        if now &- attendedAt >= pause {
            attendedAt = now
            try await attend()
        }
        if now &- writtenAt >= pause {
            writtenAt = now
            try await writer.write(Array(": still here\n\n".utf8))
        }
    }

    func write(_ event: String, id: String? = nil, _ json: [UInt8]) async throws {
        var bytes = Array("event: \(event)\n".utf8)
        if let id { bytes += Array("id: \(id)\n".utf8) }
        bytes += Array("data: ".utf8)
        // JSON has no line breaks of its own: they are escaped in its texts.
        bytes += json
        bytes += [0x0A, 0x0A]
        writtenAt = Monotonic.nanoseconds
        try await writer.write(bytes)
    }

    private func sleep(until moment: UInt64) async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                sleeper = continuation
                timer = loop.schedule(at: moment) { [self] in rouse() }
                if Task.isCancelled { rouse() }
            }
        } onCancel: {
            loop.execute { self.rouse() }
        }
    }

    func rouse() {
        timer?.cancel()
        timer = nil
        sleeper?.resume()
        sleeper = nil
    }
}

extension Success where Answer == Streamed {
    /// An answer of events. What `produce` throws is told as the event `problem`; refusals that are
    /// to be answers of their own are thrown before.
    public static func events<Scope>(
        _ context: Context<Scope>,
        _ produce: @escaping @Sendable (EventStream) async throws -> Void
    ) -> Success {
        let terms = context.terms
        let life = Monotonic.nanoseconds &+ EventStream.life.clampedNanoseconds
        let loop = context.services.loop
        let success = Success(
            .stream { writer in
                let stream = EventStream(
                    writer, on: loop, keepAlive: terms.keepAlive,
                    until: min(life, terms.tokenEnd ?? life)
                ) { () async throws(Problem) in
                    let context = context.lasting(.seconds(10))
                    try await context.read(context.trip())
                }
                writer.ending = { [weak stream] in stream?.rouse() }
                defer { writer.ending = nil }
                try await writer.write(EventStream.opening)
                do {
                    try await produce(stream)
                } catch is EventStream.Ended {
                } catch let problem as Problem {
                    let response = problem.response(requestID: context.requestID)
                    guard case .bytes(let json) = response.body else { return }
                    try await stream.write("problem", json)
                }
            })
        return success.header("Cache-Control", "no-store").header("X-Accel-Buffering", "no")
    }
}
