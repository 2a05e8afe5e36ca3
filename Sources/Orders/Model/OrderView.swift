import Bedrock
import Platform
package import Wire

/// An order without its lines.
package struct OrderHead: Output, Sendable {
    let seller: ID<Organization>
    let id: ID<Order>
    let number: String
    let buyer: ID<Organization>
    let company: ID<Company>
    let channel: ID<Channel>
    let warehouse: ID<Warehouse>
    let draft: ID<DraftOrder>
    let state: String
    let currency: Currency
    let totalAmount: Int64
    var levies = OrderLevies()
    let lineCount: Int32
    let baseQuantity: Int64
    let orderedAt: Instant
    let reference: String?
    let note: String?
    let placedAt: Instant
    let version: Int32
    let coupons: [String]
    let promotions: [ID<Promotion>]
    var delivery = Delivery()

    package static let example = OrderHead(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), id: ID(uuid: UUIDBytes(high: 1, low: 7)),
        number: "7K2QD-X9M4A", buyer: ID(uuid: UUIDBytes(high: 1, low: 3)),
        company: ID(uuid: UUIDBytes(high: 1, low: 4)),
        channel: ID(uuid: UUIDBytes(high: 1, low: 5)),
        warehouse: ID(uuid: UUIDBytes(high: 1, low: 6)),
        draft: ID(uuid: UUIDBytes(high: 1, low: 2)), state: "placed", currency: .usd,
        totalAmount: 40_800, lineCount: 1, baseQuantity: 24,
        orderedAt: Instant(microseconds: 1_790_000_000_000_000), reference: "PO-7", note: nil,
        placedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1,
        coupons: ["WELCOME"], promotions: [])

    package func write(_ out: inout OutputWriter) {
        out("id", id, "The order's id.")
        out("number", number, "The number people call it by.")
        out("seller_id", seller, "The organization that sells.")
        out("buyer_id", buyer, "The organization that buys.")
        out("company_id", company, "The buyer as the seller knows it.")
        out("channel_id", channel, "The seller's channel.")
        out("warehouse_id", warehouse, "Where the stock is allocated.")
        out("draft_order_id", draft, "The draft it was made of.")
        out("state", state, "placed, confirmed, picking, packed, shipped, delivered, …")
        levies.write(totalAmount, currency, &out)
        out("line_count", lineCount, "How many lines it has.")
        out("base_quantity", baseQuantity, "How many base units, all lines together.")
        out("ordered_at", orderedAt, "When it was ordered.")
        out("reference", reference, "The buyer's own reference.")
        out("note", note, "A note to the seller.")
        out("coupons", coupons, "The codes that were given.")
        out("promotion_ids", promotions, "The promotions that took something off.")
        delivery.write(&out)
        out("placed_at", placedAt, "When it was placed.")
        out("version", version, "Its version.")
    }
}

/// An order with its lines.
struct OrderView: Output, Sendable {
    let head: OrderHead
    let lines: [OrderLine]

    static let example = OrderView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "Its lines, in the draft's order.")
    }
}

/// What placing answers: only what never changes again, so that the same key is given the same
/// answer whatever becomes of the order.
struct OrderReceipt: Output, Sendable {
    let id: ID<Order>
    let number: String
    let seller: ID<Organization>
    let draft: ID<DraftOrder>
    let currency: Currency
    let totalAmount: Int64
    let lineCount: Int32
    let baseQuantity: Int64
    let orderedAt: Instant
    let placedAt: Instant

    static let example = OrderReceipt(
        id: OrderHead.example.id, number: OrderHead.example.number,
        seller: OrderHead.example.seller, draft: OrderHead.example.draft, currency: .usd,
        totalAmount: 40_800, lineCount: 1, baseQuantity: 24,
        orderedAt: OrderHead.example.orderedAt, placedAt: OrderHead.example.placedAt)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The order's id.")
        out("number", number, "The number people call it by.")
        out("seller_id", seller, "The organization that sells.")
        out("draft_order_id", draft, "The draft it was made of.")
        out("total", Money(totalAmount, currency), "What was placed, in all.")
        out("line_count", lineCount, "How many lines it has.")
        out("base_quantity", baseQuantity, "How many base units, all lines together.")
        out("ordered_at", orderedAt, "When it was ordered.")
        out("placed_at", placedAt, "When it was placed.")
    }
}
