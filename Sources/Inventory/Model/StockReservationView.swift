import Bedrock
import Platform
import Wire

/// A reservation without its lines.
struct StockReservationHead: Output, Sendable {
    let id: ID<StockReservation>
    let state: StockReservationState
    let draft: ID<DraftOrder>?
    let reference: String?
    let expiresAt: Instant
    let createdAt: Instant
    let endedAt: Instant?

    static let example = StockReservationHead(
        id: .sample(FieldRule()), state: .held, draft: .sample(FieldRule()),
        reference: "basket 12", expiresAt: .sample(FieldRule()), createdAt: .sample(FieldRule()),
        endedAt: nil)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The reservation's id.")
        out("state", state, "`placed` when an order was made of it.")
        out("draft_order_id", draft, "The draft that it is for; null for a basket.")
        out("reference", reference, "Whose it is, in your own words.")
        out("expires_at", expiresAt, "When it is let go.")
        out("created_at", createdAt, "When it was made.")
        out("ended_at", endedAt, "When it ended.")
    }
}

/// What a reservation holds of a variant in a warehouse.
struct ReservedLine: Output, Sendable {
    let warehouse: ID<Warehouse>
    let variant: ID<Variant>
    let sku: String
    let quantity: Int64

    static let example = ReservedLine(
        warehouse: .sample(FieldRule()), variant: .sample(FieldRule()), sku: "BW-1001",
        quantity: 24)

    func write(_ out: inout OutputWriter) {
        out("warehouse_id", warehouse, "Where.")
        out("variant_id", variant, "What.")
        out("sku", sku, "Its SKU.")
        out("quantity", quantity, "How many base units.")
    }
}

/// A reservation with what it holds.
struct StockReservationView: Output, Sendable {
    let head: StockReservationHead
    let lines: [ReservedLine]

    static let example = StockReservationView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What it holds, or held.")
    }
}
