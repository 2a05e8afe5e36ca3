import Bedrock
import Platform
import Postgres
import Wire

/// Lists where the organization sells, the oldest first.
struct ListChannels: Query {
    static let route = Route.get("/v1/channels")
    static let summary = "List channels."
    static let access = Access.member(.readOrganization)

    let cursor: ID<Channel>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<ChannelView>> {
        var trip = context.trip()
        let page = trip.add(
            OrganizationStatements.channels, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one channel.
struct ReadChannel: Query {
    static let route = Route.get("/v1/channels/{id}")
    static let summary = "Read a channel."
    static let access = Access.member(.readOrganization)

    let id: ID<Channel>

    init(_ fields: inout Fields) { id = fields.path("id", "The channel's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ChannelView> {
        var trip = context.trip()
        let found = trip.add(OrganizationStatements.channel, context.caller.organization, id)
        try await context.read(trip)
        guard let view = found.first else { throw .notFound }
        return .answer(view).version(view.version)
    }
}
