public import HTTP
import Loop

extension Response {
    /// An answer of events on a page that everybody may see; `produce` itself looks whether what it
    /// tells of is still to be told.
    public static func events(
        on services: Services, keepAlive: Duration, headers: [(String, String)],
        _ produce: @escaping @Sendable (EventStream) async throws -> Void
    ) -> Response {
        let end = Monotonic.nanoseconds &+ EventStream.life.clampedNanoseconds
        let loop = services.loop
        let all = headers + [
            ("Content-Type", EventStream.mediaType), ("X-Accel-Buffering", "no"),
        ]
        return Response(status: 200, headers: all) { writer in
            let stream = EventStream(
                writer, on: loop, keepAlive: keepAlive, until: end
            ) { () async throws(Problem) in }
            writer.ending = { [weak stream] in stream?.rouse() }
            defer { writer.ending = nil }
            try await writer.write(EventStream.opening)
            do {
                try await produce(stream)
            } catch is EventStream.Ended {
                // Over in good order.
            } catch is Problem {
                // Nobody is told why: the client asks again.
            }
        }
    }
}
