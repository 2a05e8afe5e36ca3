import Bedrock
import Platform
import Postgres
import Wire

/// Reads how a channel is served.
struct ReadChannelStockRules: Query {
    static let route = Route.get("/v1/channels/{id}/stock-rules")
    static let summary = "Read from which warehouses a channel is served, and how."
    static let access = Access.member(.readStock)

    let channel: ID<Channel>

    init(_ fields: inout Fields) { channel = fields.path("id", "The channel's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ChannelStockRules> {
        let own = context.caller.organization
        var trip = context.trip()
        let known = trip.add(StockRuleStatements.channel, own, channel)
        let rules = trip.add(StockRuleStatements.readRules, own, channel)
        let warehouses = trip.add(StockRuleStatements.serving, own, channel)
        let buffers = trip.add(StockRuleStatements.buffers, own, channel)
        try await context.read(trip)
        guard known.first != nil else { throw .notFound }
        let row = rules.first
        return .answer(
            ChannelStockRules(
                channel: channel, allocation: row?.allocation ?? .allOrNothing,
                splitAllowed: row?.splitAllowed ?? false, choice: row?.choice ?? .priority,
                buffer: row?.buffer ?? 0, warehouses: warehouses.rows, buffers: buffers.rows,
                version: row?.version ?? 0)
        ).version(row?.version ?? 0)
    }
}

/// Sets how a channel is served: from which warehouses, in which order, whole or in part.
struct SetChannelStockRules: Command {
    static let route = Route.put("/v1/channels/{id}/stock-rules")
    static let summary = "Set from which warehouses a channel is served, and how."
    static let access = Access.member(.ruleStock)
    static let edits = true
    static let constraints: [String: ProblemKind] = [
        "channel_rules_channel_fkey": .notFound,
        "channel_warehouses_warehouse_fkey": .invalidRequest,
        "channel_warehouses_pkey": .invalidRequest, "channel_buffers_pkey": .invalidRequest,
        "channel_buffers_organization_id_variant_id_fkey": .invalidRequest,
    ]

    let channel: ID<Channel>
    let allocation: AllocationMode
    let splitAllowed: Bool
    let choice: WarehouseChoice
    let buffer: Int64
    let warehouses: [ServingWarehouse]
    let buffers: [VariantBuffer]

    init(_ fields: inout Fields) {
        channel = fields.path("id", "The channel's id.")
        allocation = fields.body(
            "allocation", "Whether an order may be served in part.", default: .allOrNothing)
        splitAllowed = fields.body(
            "split_allowed", "Whether several warehouses may serve one order.", default: false)
        choice = fields.body("choice", "Which warehouse is asked first.", default: .priority)
        buffer = fields.body(
            "buffer", "Base units of every variant that the channel may not take.",
            in: 0...StockLimits.quantity, default: 0)
        warehouses = fields.body(
            "warehouses", "Those that serve it; none for the channel's own.",
            count: 0...StockLimits.servingWarehouses)
        buffers = fields.body(
            "variant_buffers", "Buffers of single variants, instead of the general one.",
            count: 0...StockLimits.channelBuffers)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ChannelStockRules> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var locking = Trip()
            let known = locking.add(StockRuleStatements.channel, own, channel)
            let before = locking.add(StockRuleStatements.rules, own, channel)
            try await effect.send(locking)
            guard known.first != nil else { throw Problem.notFound }
            let version = before.first?.version ?? 0
            try context.checkVersion(version)
            var trip = Trip()
            trip.add(
                StockRuleStatements.putRules, own, channel, allocation.rawValue, splitAllowed,
                choice.rawValue, buffer, context.now, version + 1)
            trip.add(StockRuleStatements.clearServing, own, channel)
            trip.add(
                StockRuleStatements.putServing, own, channel, warehouses.map(\.warehouse),
                warehouses.map(\.priority))
            trip.add(StockRuleStatements.clearBuffers, own, channel)
            trip.add(
                StockRuleStatements.putBuffers, own, channel, buffers.map(\.variant),
                buffers.map(\.quantity))
            context.record(
                InventoryEvents.channelRulesChanged, channel, of: "channel", in: own, &trip
            ) { json in
                json.key("version")
                json.write(Int64(version + 1))
            }
            try await effect.send(trip)
            return .answer(
                ChannelStockRules(
                    channel: channel, allocation: allocation, splitAllowed: splitAllowed,
                    choice: choice, buffer: buffer, warehouses: warehouses, buffers: buffers,
                    version: version + 1)
            ).version(version + 1)
        }
    }
}
