import Bedrock
import Platform
import Postgres
import Wire

/// What a seller lets its buyers do with orders of a channel.
struct OrderRulesView: Output, Sendable {
    let channel: ID<Channel>
    let buyerEdits: Bool

    static let example = OrderRulesView(channel: .sample(FieldRule()), buyerEdits: true)

    func write(_ out: inout OutputWriter) {
        out("channel_id", channel, "The channel.")
        out("buyer_edits", buyerEdits, "Whether buyers edit their orders once placed.")
    }
}

/// Reads what buyers may do with orders of a channel once they are placed.
struct ReadOrderRules: Query {
    static let route = Route.get("/v1/channels/{id}/order-rules")
    static let summary = "Read what buyers may do with a channel's orders once they are placed."
    static let access = Access.member(.settleApproval)

    let channel: ID<Channel>

    init(_ fields: inout Fields) { channel = fields.path("id", "The channel's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderRulesView> {
        var trip = context.trip()
        let found = trip.add(OrderRules.read, context.caller.organization, channel)
        try await context.read(trip)
        guard let buyerEdits = found.first else { throw .notFound }
        return .answer(OrderRulesView(channel: channel, buyerEdits: buyerEdits))
    }
}

/// Settles what buyers may do with orders of a channel once they are placed.
struct SettleOrderRules: Command {
    static let route = Route.put("/v1/channels/{id}/order-rules")
    static let summary = "Settle what buyers may do with a channel's orders once they are placed."
    static let access = Access.member(.settleApproval)
    static let constraints: [String: ProblemKind] = ["order_rules_channel_fkey": .notFound]

    let channel: ID<Channel>
    let buyerEdits: Bool

    init(_ fields: inout Fields) {
        channel = fields.path("id", "The channel's id.")
        buyerEdits = fields.body("buyer_edits", "Whether buyers edit their orders once placed.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderRulesView> {
        let own = context.caller.organization
        let view = OrderRulesView(channel: channel, buyerEdits: buyerEdits)
        return try await context.commit(.answer(view)) { trip in
            trip.add(OrderRules.settle, own, channel, buyerEdits, context.now)
            context.record("order_rules_settled", channel, of: "channel", in: own, &trip) {
                json in
                json.key("buyer_edits")
                json.write(buyerEdits)
            }
        }
    }
}

enum OrderRules {
    static let read = Statement<Bool, ID<Organization>, ID<Channel>>(
        """
        select coalesce(r.buyer_edits, false)
        from organizations.channels c left join orders.channel_rules r
            on r.organization_id = c.organization_id and r.channel_id = c.id
        where c.organization_id = $1 and c.id = $2
        """
    ) { row in try row.read() }

    static let settle = Statement<Void, ID<Organization>, ID<Channel>, Bool, Instant>(
        """
        insert into orders.channel_rules (organization_id, channel_id, buyer_edits, updated_at)
        values ($1, $2, $3, $4)
        on conflict (organization_id, channel_id) do update set buyer_edits = $3, updated_at = $4
        """)
}
