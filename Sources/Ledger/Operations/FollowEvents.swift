import Bedrock
import Platform
import Postgres
import Wire

/// Tells what happens in the organization as it happens: each event once, in the ledger's order.
struct FollowEvents: Query {
    static let route = Route.get("/v1/events/stream")
    static let summary = "Follow the ledger as events, each with its position as id."
    static let access = Access.member(.readEvents)
    static let problems: [ProblemKind] = [.tooManyStreams]
    static let streams: String? = EventStream.mediaType

    let filter: EventFilter
    let cursor: Int64?
    let lastEvent: Int64?

    init(_ fields: inout Fields) {
        filter = EventFilter(&fields)
        cursor = fields.query(
            "cursor", "The position after which it begins; without it, with what comes next.",
            in: 0...Int.max)
        lastEvent = fields.header(
            "last-event-id", "The position of the last event that was seen; it goes on after it.",
            in: 0...Int.max, example: 812)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Streamed> {
        let own = context.caller.organization
        let watch = context.services.get(LedgerWatch.self)
        guard watch.count(of: own) < LedgerLimits.streams else { throw Problem(.tooManyStreams) }
        var trip = context.trip()
        let last = trip.add(EventStatements.number)
        try await context.read(trip)
        let end = last.first ?? 0
        let start = lastEvent ?? cursor ?? end
        return .events(context) { stream in
            watch.join(stream, of: own, at: end)
            defer { watch.leave(stream, of: own) }
            var position = start
            while true {
                let last = try await watch.position(of: own, context.services)
                while position < last {
                    let events = try await page(context, after: position)
                    for event in events {
                        try await stream.send("event", id: "\(event.position)", event)
                        position = event.position
                    }
                    // What follows up to there is nothing that was asked for.
                    if events.count < LedgerLimits.page { position = max(position, last) }
                }
                try await stream.pause(LedgerLimits.pause)
            }
        }
    }

    private func page(
        _ context: Context<Member>, after position: Int64
    ) async throws(Problem) -> [EventView] {
        let context = context.lasting(LedgerLimits.time)
        var trip = context.trip()
        let page = EventStatements.add(
            of: context.caller.organization, filter, after: position, LedgerLimits.page, &trip)
        try await context.read(trip)
        return page.rows
    }
}
