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

/// What has to be known before a channel is made.
struct RoomForChannel: Sendable {
    static let most: Int64 = 100

    let hasWarehouse: Bool
    let channels: Int64
}

/// Makes another channel: it has listings, prices, promotions and rules of its own.
struct CreateChannel: Command {
    static let route = Route.post("/v1/channels")
    static let summary = "Make another channel to sell on."
    static let access = Access.member(.writeOrganization)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["channels_organization_id_name_key": ProblemKind.conflict]

    let name: String
    let kind: ChannelKind
    let warehouse: ID<Warehouse>
    let placement: Placement
    let priceFreezeSeconds: Int32

    init(_ fields: inout Fields) {
        name = fields.body("name", "Unique in the organization.", length: 1...200)
        kind = fields.body("kind", "What kind of channel it is.")
        warehouse = fields.body("warehouse_id", "The warehouse that serves it.")
        placement = fields.body(
            "placement", "Whether a buyer's draft is placed at once.", default: .atOnce)
        priceFreezeSeconds = fields.body(
            "price_freeze_seconds", "How long a draft keeps its prices.", in: 0...2_592_000,
            default: 0)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ChannelView> {
        let own = context.caller.organization
        let view = ChannelView(
            id: .make(at: context.now), name: name, kind: kind, warehouse: warehouse,
            placement: placement, priceFreezeSeconds: priceFreezeSeconds, ordersDatedFrom: nil,
            createdAt: context.now, version: 1)
        return try await context.transaction { effect throws(Problem) in
            var looking = Trip()
            let room = looking.add(OrganizationStatements.roomForChannel, own, warehouse)
            try await effect.send(looking)
            guard let room = room.first, room.hasWarehouse else {
                throw .invalid("/warehouse_id", "unknown", "You have no such warehouse.")
            }
            guard room.channels < RoomForChannel.most else {
                throw Problem(.conflict, "There may be \(RoomForChannel.most) channels.")
            }
            var trip = Trip()
            trip.add(
                OrganizationStatements.insertChannel, own, view.id, name, kind.rawValue,
                warehouse, placement.rawValue, priceFreezeSeconds, context.now)
            context.record("channel_made", view.id, of: "channel", in: own, &trip) { json in
                json.key("name")
                json.write(name)
            }
            try await effect.send(trip)
            return .answer(view).location("/v1/channels/\(view.id)").version(view.version)
        }
    }
}
