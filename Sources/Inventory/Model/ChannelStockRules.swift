import Bedrock
import Platform
import Wire

/// Whether an order may be served in part.
enum AllocationMode: String, FieldEnum {
    case allOrNothing = "all_or_nothing"
    case partial
}

/// Which of a channel's warehouses is asked first.
enum WarehouseChoice: String, FieldEnum {
    case priority
    case proximity
}

/// A channel's rules as they are stored.
struct ChannelRuleRow: Sendable {
    let allocation: AllocationMode
    let splitAllowed: Bool
    let choice: WarehouseChoice
    let buffer: Int64
    let version: Int32
}

/// A warehouse that serves a channel.
struct ServingWarehouse: FieldGroup, Output, Sendable {
    let warehouse: ID<Warehouse>
    let priority: Int32

    init(warehouse: ID<Warehouse>, priority: Int32) {
        self.warehouse = warehouse
        self.priority = priority
    }

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "The warehouse.")
        priority = fields.body("priority", "The lowest is asked first.", in: 0...1_000)
    }

    static let example = ServingWarehouse(warehouse: .sample(FieldRule()), priority: 1)

    func write(_ out: inout OutputWriter) {
        out("warehouse_id", warehouse, "The warehouse.")
        out("priority", priority, "The lowest is asked first.")
    }
}

/// What is kept from a channel of one variant.
struct VariantBuffer: FieldGroup, Output, Sendable {
    let variant: ID<Variant>
    let quantity: Int64

    init(variant: ID<Variant>, quantity: Int64) {
        self.variant = variant
        self.quantity = quantity
    }

    init(_ fields: inout Fields) {
        variant = fields.body("variant_id", "The variant.")
        quantity = fields.body("quantity", "Base units.", in: 0...StockLimits.quantity)
    }

    static let example = VariantBuffer(variant: .sample(FieldRule()), quantity: 24)

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant, "The variant.")
        out("quantity", quantity, "Base units that the channel may not take.")
    }
}

/// How a channel is served.
struct ChannelStockRules: Output, Sendable {
    let channel: ID<Channel>
    let allocation: AllocationMode
    let splitAllowed: Bool
    let choice: WarehouseChoice
    let buffer: Int64
    let warehouses: [ServingWarehouse]
    let buffers: [VariantBuffer]
    let version: Int32

    static let example = ChannelStockRules(
        channel: .sample(FieldRule()), allocation: .partial, splitAllowed: true,
        choice: .proximity, buffer: 12, warehouses: [.example], buffers: [.example], version: 1)

    func write(_ out: inout OutputWriter) {
        out("channel_id", channel, "The channel.")
        out("allocation", allocation, "Whether an order may be served in part.")
        out("split_allowed", splitAllowed, "Whether several warehouses may serve one order.")
        out("choice", choice, "Which warehouse is asked first.")
        out("buffer", buffer, "Base units of every variant that the channel may not take.")
        out("warehouses", warehouses, "Those that serve it; none for the channel's own.")
        out("variant_buffers", buffers, "Buffers of single variants, instead of the general one.")
        out("version", version, "Grows with every change; 0 where nothing was ever set.")
    }
}
