import Bedrock
import Platform
import Wire

/// What came of a line of a shipment, as the buyer says it.
struct ReceivedGoods: FieldGroup {
    let line: Int32
    let received: Int64
    let damaged: Int64
    let wrong: Int64
    let missing: Int64
    let over: Int64
    let note: String?

    private static let most = 1_000_000_000_000

    init(_ fields: inout Fields) {
        line = fields.body("line", "The order's line, by its number.", in: 1...10_000, example: 1)
        received = fields.optional(
            "received", "How many base units came as they should.", in: 0...Self.most,
            example: 22) ?? 0
        damaged = fields.optional(
            "damaged", "How many came and are damaged.", in: 0...Self.most, example: 2) ?? 0
        wrong = fields.optional(
            "wrong", "How many came as something else.", in: 0...Self.most,
            inExample: false) ?? 0
        missing = fields.optional(
            "missing",
            "How many did not come; below zero, how many came after all that were missing.",
            in: -Self.most...Self.most, inExample: false) ?? 0
        over = fields.optional(
            "over", "How many came beyond what was sent.", in: 0...Self.most,
            inExample: false) ?? 0
        note = fields.optional(
            "note", "What is to be said of it.", length: 1...500, format: .multiline,
            example: "Two bottles broken.")
        fields.require(
            received + damaged + wrong + over > 0 || missing != 0, "received", "required",
            "Something is said of the line.")
    }
}

/// A receipt of goods without its lines.
struct GoodsReceiptHead: Output, Sendable {
    let id: ID<GoodsReceipt>
    let order: ID<Order>
    let orderNumber: String
    let shipment: ID<Shipment>
    let reference: String?
    let note: String?
    let hasDiscrepancies: Bool
    let receivedBy: ID<Account>?
    let receivedAt: Instant

    static let example = GoodsReceiptHead(
        id: ID(uuid: UUIDBytes(high: 1, low: 41)), order: FulfillmentHead.example.order,
        orderNumber: FulfillmentHead.example.orderNumber, shipment: ShipmentHead.example.id,
        reference: "GR-7", note: nil, hasDiscrepancies: true,
        receivedBy: ID(uuid: UUIDBytes(high: 1, low: 9)),
        receivedAt: Instant(microseconds: 1_790_000_900_000_000))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The receipt's id.")
        out("order_id", order, "The order it is of.")
        out("order_number", orderNumber, "The order's number.")
        out("shipment_id", shipment, "The shipment that came.")
        out("reference", reference, "The buyer's own reference.")
        out("note", note, "A note to the seller.")
        out("has_discrepancies", hasDiscrepancies, "Whether something is not as it was sent.")
        out("received_by", receivedBy, "The buyer's account that wrote it down.")
        out("received_at", receivedAt, "When it was written down.")
    }
}

/// A line of a receipt of goods.
struct GoodsReceiptLine: Output, Sendable {
    let line: Int32
    let sku: String
    let name: String
    let received: Int64
    let damaged: Int64
    let wrong: Int64
    let missing: Int64
    let over: Int64
    let note: String?

    static let example = GoodsReceiptLine(
        line: 1, sku: "BW-1001", name: "Harbour Light Gin", received: 22, damaged: 2, wrong: 0,
        missing: 0, over: 0, note: "Two bottles broken.")

    func write(_ out: inout OutputWriter) {
        out("line", line, "The order's line.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("received", received, "How many base units came as they should.")
        out("damaged", damaged, "How many came and are damaged.")
        out("wrong", wrong, "How many came as something else.")
        out("missing", missing, "How many did not come; below zero, came after all.")
        out("over", over, "How many came beyond what was sent.")
        out("note", note, "What is said of it.")
    }
}

/// A receipt of goods with its lines.
struct GoodsReceiptView: Output, Sendable {
    let head: GoodsReceiptHead
    let lines: [GoodsReceiptLine]

    static let example = GoodsReceiptView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What came, line by line of the order.")
    }
}

/// How a line of an order stands with what came of it.
struct ReceivingLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let ordered: Int64
    let shipped: Int64
    let received: Int64
    let damaged: Int64
    let wrong: Int64
    let missing: Int64
    let over: Int64

    static let example = ReceivingLine(
        line: 1, variant: FulfillmentLine.example.variant, sku: "BW-1001",
        name: "Harbour Light Gin", ordered: 24, shipped: 24, received: 22, damaged: 2, wrong: 0,
        missing: 0, over: 0)

    func write(_ out: inout OutputWriter) {
        out("line", line, "The order's line.")
        out("variant_id", variant, "What was ordered.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("ordered", ordered, "How many base units were ordered and not cancelled.")
        out("shipped", shipped, "How many were sent.")
        out("received", received, "How many of them came as they should.")
        out("damaged", damaged, "How many came and are damaged.")
        out("wrong", wrong, "How many came as something else.")
        out("missing", missing, "How many did not come.")
        out("over", over, "How many came beyond what was sent.")
        out(
            "unsaid", shipped - received - damaged - wrong - missing,
            "How many were sent of which no receipt says anything.")
        out(
            "differs", damaged + wrong + missing + over > 0,
            "Whether something came otherwise than it was sent.")
    }
}

/// How an order stands with what came of it.
struct OrderReceiving: Output, Sendable {
    let order: ID<Order>
    let lines: [ReceivingLine]

    static let example = OrderReceiving(order: FulfillmentHead.example.order, lines: [.example])

    func write(_ out: inout OutputWriter) {
        out("order_id", order, "The order.")
        out(
            "discrepancies",
            lines.reduce(0) { $0 + $1.damaged + $1.wrong + $1.missing + $1.over },
            "How many base units came otherwise than they were sent, or not at all.")
        out("lines", lines, "Its lines.")
    }
}
