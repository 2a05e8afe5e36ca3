import Bedrock
import Platform
import Wire

/// What can be done to a fulfillment in each of its states.
enum FulfillmentState: String, FieldEnum, Sendable {
    case picking, packed, shipped, cancelled

    /// The one table of legal moves.
    var moves: [String] {
        switch self {
        case .picking: ["pack", "cancel"]
        case .packed: ["ship", "cancel"]
        case .shipped, .cancelled: []
        }
    }
}

/// A fulfillment without its lines.
struct FulfillmentHead: Output, Sendable {
    let id: ID<OrderFulfillment>
    let order: ID<Order>
    let orderNumber: String
    let number: Int32
    let warehouse: ID<Warehouse>
    let state: String
    let baseQuantity: Int64
    let shippedQuantity: Int64
    let createdAt: Instant
    let packedAt: Instant?
    let version: Int32

    static let example = FulfillmentHead(
        id: ID(uuid: UUIDBytes(high: 1, low: 21)), order: ID(uuid: UUIDBytes(high: 1, low: 7)),
        orderNumber: "7K2QD-X9M4A", number: 1, warehouse: ID(uuid: UUIDBytes(high: 1, low: 6)),
        state: "packed", baseQuantity: 24, shippedQuantity: 0,
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        packedAt: Instant(microseconds: 1_790_000_300_000_000), version: 2)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The fulfillment's id.")
        out("order_id", order, "The order it is of.")
        out("order_number", orderNumber, "The order's number.")
        out("number", number, "Which of the order's fulfillments, from 1.")
        out("warehouse_id", warehouse, "Where it is picked.")
        out("state", state, "picking, packed, shipped or cancelled.")
        out("base_quantity", baseQuantity, "How many base units, all lines together.")
        out("shipped_quantity", shippedQuantity, "How many of them have left.")
        out("created_at", createdAt, "When picking began.")
        out("packed_at", packedAt, "When it was packed.")
        out("version", version, "Its version.")
    }
}

/// A line of a fulfillment.
struct FulfillmentLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let quantity: Int64
    let shippedQuantity: Int64

    static let example = FulfillmentLine(
        line: 1, variant: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001",
        name: "Harbour Light Gin", quantity: 24, shippedQuantity: 0)

    func write(_ out: inout OutputWriter) {
        out("line", line, "The order's line.")
        out("variant_id", variant, "What is picked.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("base_quantity", quantity, "How many base units.")
        out("shipped_quantity", shippedQuantity, "How many of them have left.")
    }
}

/// A fulfillment with its lines.
struct FulfillmentView: Output, Sendable {
    let head: FulfillmentHead
    let lines: [FulfillmentLine]

    static let example = FulfillmentView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is picked, line by line of the order.")
    }
}
