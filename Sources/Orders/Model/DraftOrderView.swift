import Bedrock
import Platform
import Wire

/// A draft order without its lines.
struct DraftOrderHead: Sendable {
    let seller: ID<Organization>
    let id: ID<DraftOrder>
    let buyer: ID<Organization>
    let company: ID<Company>
    let channel: ID<Channel>
    let warehouse: ID<Warehouse>
    var state: String
    let currency: Currency
    var totalAmount: Int64
    var lineCount: Int32
    var baseQuantity: Int64
    var orderedAt: Instant?
    var reference: String?
    var note: String?
    var coupons: [String]
    var promotions: [ID<Promotion>]
    var levies = OrderLevies()
    var bookVersion: Int64
    var pricedAt: Instant
    let order: ID<Order>?
    let createdAt: Instant
    var updatedAt: Instant
    var version: Int32
    var delivery = Delivery()
    var approvedAt: Instant?
    var declineReason: String?
    var shortfalls: [OrderMinimumShortfall] = []

    static let example = DraftOrderHead(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), id: ID(uuid: UUIDBytes(high: 1, low: 2)),
        buyer: ID(uuid: UUIDBytes(high: 1, low: 3)), company: ID(uuid: UUIDBytes(high: 1, low: 4)),
        channel: ID(uuid: UUIDBytes(high: 1, low: 5)),
        warehouse: ID(uuid: UUIDBytes(high: 1, low: 6)), state: "open", currency: .usd,
        totalAmount: 40_800, lineCount: 1, baseQuantity: 24, orderedAt: nil,
        reference: "PO-7", note: nil, coupons: ["WELCOME"], promotions: [], bookVersion: 3,
        pricedAt: Instant(microseconds: 1_790_000_000_000_000), order: nil,
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000), version: 1,
        shortfalls: [.example])
}

extension DraftOrderHead: Output {
    func write(_ out: inout OutputWriter) {
        out("id", id, "The draft's id.")
        out("seller_id", seller, "The organization that sells.")
        out("buyer_id", buyer, "The organization that buys.")
        out("company_id", company, "The buyer as the seller knows it.")
        out("channel_id", channel, "The seller's channel.")
        out("warehouse_id", warehouse, "Where the stock will be taken.")
        out("state", state, "open, submitted, placed or abandoned.")
        levies.write(totalAmount, currency, &out)
        out("line_count", lineCount, "How many lines it has.")
        out("base_quantity", baseQuantity, "How many base units, all lines together.")
        out("ordered_at", orderedAt, "When it was ordered, where that lies in the past.")
        out("reference", reference, "The buyer's own reference.")
        out("note", note, "A note to the seller.")
        delivery.write(&out)
        out("coupons", coupons, "The codes that were given.")
        out("promotion_ids", promotions, "The promotions that hold; placing takes them.")
        out("price_book_version", bookVersion, "The version of the prices it has.")
        out("priced_at", pricedAt, "When it was priced.")
        out("approved_at", approvedAt, "When a second person of the buyer approved it.")
        out("decline_reason", declineReason, "Why it was last sent back; null once handed over.")
        out(
            "short_of", shortfalls,
            "Order minimums that it doesn't reach yet; a buyer places it once it does.")
        out("order_id", order, "The order it became, once placed.")
        out("created_at", createdAt, "When it was made.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Its version, which If-Match takes.")
    }
}

/// A draft order with its lines.
struct DraftOrderView: Output, Sendable {
    let head: DraftOrderHead
    let lines: [OrderLine]
    var moved: [MovedLine] = []

    static let example = DraftOrderView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "Its lines, in the order given.")
        out("moved", moved, "Lines whose price an edit moved; none otherwise.")
    }
}
