import Bedrock
import Platform
import Postgres
import Wire

/// What kind of channel it is.
enum ChannelKind: String, FieldEnum {
    case wholesaleWeb = "wholesale_web"
    case retailWeb = "retail_web"
    case pos
}

/// Whether a buyer's draft becomes an order at once.
enum Placement: String, FieldEnum {
    case atOnce = "at_once"
    case sellerConfirms = "seller_confirms"
}

/// Where an organization sells.
struct ChannelView: Output, Sendable {
    let id: ID<Channel>
    var name: String
    let kind: ChannelKind
    let warehouse: ID<Warehouse>
    var placement: Placement
    var priceFreezeSeconds: Int32
    var ordersDatedFrom: Instant?
    let createdAt: Instant
    var version: Int32

    static let example = ChannelView(
        id: .sample(FieldRule()), name: "Web", kind: .wholesaleWeb,
        warehouse: .sample(FieldRule()), placement: .atOnce, priceFreezeSeconds: 0,
        ordersDatedFrom: .sample(FieldRule()), createdAt: .sample(FieldRule()), version: 1)

    static func read(_ row: inout RowReader) throws(RowError) -> ChannelView {
        ChannelView(
            id: try row.read(), name: try row.read(), kind: try row.readWord("kind"),
            warehouse: try row.read(), placement: try row.readWord("placement"),
            priceFreezeSeconds: try row.read(), ordersDatedFrom: try row.read(),
            createdAt: try row.read(), version: try row.read())
    }

    func write(_ out: inout OutputWriter) {
        out("id", id, "The channel's id.")
        out("name", name, "Its name, unique in the organization.")
        out("kind", kind, "What kind of channel it is.")
        out("warehouse_id", warehouse, "The warehouse that serves it.")
        out("placement", placement, "Whether a buyer's draft is placed at once.")
        out("price_freeze_seconds", priceFreezeSeconds, "How long a draft keeps its prices.")
        out("orders_dated_from", ordersDatedFrom, "The earliest date of an order; null: today's.")
        out("created_at", createdAt, "When it was made.")
        out("version", version, "Grows with every change; the ETag.")
    }
}
