import Bedrock
import Platform
import Postgres
import Wire

/// Changes how a channel sells; what is absent stays.
struct EditChannel: Command {
    static let route = Route.patch("/v1/channels/{id}")
    static let summary = "Change a channel; what is absent stays."
    static let access = Access.member(.writeOrganization)
    static let problems: [ProblemKind] = [.conflict]
    static let constraints = ["channels_organization_id_name_key": ProblemKind.conflict]
    static let edits = true

    let id: ID<Channel>
    let name: String?
    let placement: Placement?
    let priceFreezeSeconds: Int32?
    let ordersDatedFrom: Change<Instant>

    init(_ fields: inout Fields) {
        id = fields.path("id", "The channel's id.")
        name = fields.optional("name", "Unique in the organization.", length: 1...200)
        placement = fields.optional("placement", "Whether a buyer's draft is placed at once.")
        priceFreezeSeconds = fields.optional(
            "price_freeze_seconds", "How long a draft keeps its prices.", in: 0...2_592_000)
        ordersDatedFrom = fields.change(
            "orders_dated_from", "The earliest date an order may carry; null for today's only.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ChannelView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var locking = Trip()
            let found = locking.add(OrganizationStatements.lockChannel, own, id)
            try await effect.send(locking)
            guard let channel = found.first else { throw Problem.notFound }
            try context.checkVersion(channel.version)
            let changed = changed(channel)
            var trip = Trip()
            trip.add(
                OrganizationStatements.updateChannel, own, id, changed.name,
                changed.placement.rawValue, changed.priceFreezeSeconds, changed.ordersDatedFrom)
            context.record("channel_changed", id, of: "channel", in: own, &trip) { json in
                json.key("version")
                json.write(Int64(changed.version))
            }
            try await effect.send(trip)
            return .answer(changed).version(changed.version)
        }
    }

    private func changed(_ channel: ChannelView) -> ChannelView {
        var changed = channel
        changed.name = name ?? channel.name
        changed.placement = placement ?? channel.placement
        changed.priceFreezeSeconds = priceFreezeSeconds ?? channel.priceFreezeSeconds
        changed.ordersDatedFrom = ordersDatedFrom.applied(to: channel.ordersDatedFrom)
        changed.version += 1
        return changed
    }
}
