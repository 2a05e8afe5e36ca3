import Bedrock
import Platform
import Wire

/// A shipment without its lines.
struct ShipmentHead: Output, Sendable {
    let id: ID<Shipment>
    let order: ID<Order>
    let orderNumber: String
    let fulfillment: ID<OrderFulfillment>
    let state: String
    let carrier: String?
    let trackingNumber: String?
    let trackingURL: String?
    let expectedOn: String?
    let baseQuantity: Int64
    let shippedAt: Instant
    let deliveredAt: Instant?
    let version: Int32

    static let example = ShipmentHead(
        id: ID(uuid: UUIDBytes(high: 1, low: 22)), order: FulfillmentHead.example.order,
        orderNumber: FulfillmentHead.example.orderNumber,
        fulfillment: FulfillmentHead.example.id, state: "shipped", carrier: "Prairie Freight",
        trackingNumber: "PF 1042 7781", trackingURL: nil, expectedOn: "2026-12-01",
        baseQuantity: 24, shippedAt: Instant(microseconds: 1_790_000_600_000_000),
        deliveredAt: nil, version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The shipment's id.")
        out("order_id", order, "The order it is of.")
        out("order_number", orderNumber, "The order's number.")
        out("fulfillment_id", fulfillment, "The fulfillment it left from.")
        out("state", state, "shipped or delivered.")
        out("carrier", carrier, "Who carries it.")
        out("tracking_number", trackingNumber, "What the carrier calls it.")
        out("tracking_url", trackingURL, "Where the carrier tells of it.")
        out("expected_on", expectedOn, "The day it is expected to arrive.")
        out("base_quantity", baseQuantity, "How many base units.")
        out("shipped_at", shippedAt, "When it left.")
        out("delivered_at", deliveredAt, "When it arrived.")
        out("version", version, "Its version.")
    }
}

/// A line of a shipment.
struct ShipmentLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let quantity: Int64

    static let example = ShipmentLine(
        line: 1, variant: FulfillmentLine.example.variant, sku: "BW-1001",
        name: "Harbour Light Gin", quantity: 24)

    func write(_ out: inout OutputWriter) {
        out("line", line, "The order's line.")
        out("variant_id", variant, "What was sent.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("base_quantity", quantity, "How many base units.")
    }
}

/// A shipment with its lines.
struct ShipmentView: Output, Sendable {
    let head: ShipmentHead
    let lines: [ShipmentLine]

    static let example = ShipmentView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is in it, line by line of the order.")
    }
}
