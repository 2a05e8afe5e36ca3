import Bedrock
import Platform
import Wire

/// One change of a stock level; never changed itself.
struct StockMovementView: Sendable {
    let id: ID<StockMovement>
    let warehouse: ID<Warehouse>
    let variant: ID<Variant>
    let kind: String
    let onHandDelta: Int64
    let reservedDelta: Int64
    let allocatedDelta: Int64
    let bin: ID<StockBin>?
    let lot: ID<StockLot>?
    let reference: StockReference?
    let reason: String?
    let account: ID<Account>?
    let at: Instant
}

extension StockMovementView: Output {
    static let example = StockMovementView(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)), warehouse: ID(uuid: UUIDBytes(high: 1, low: 2)),
        variant: ID(uuid: UUIDBytes(high: 1, low: 3)), kind: "adjusted", onHandDelta: -2,
        reservedDelta: 0, allocatedDelta: 0, bin: ID(uuid: UUIDBytes(high: 1, low: 6)),
        lot: ID(uuid: UUIDBytes(high: 1, low: 7)),
        reference: StockReference(
            kind: "allocated", type: nil, uuid: UUIDBytes(high: 1, low: 4)),
        reason: "broken", account: ID(uuid: UUIDBytes(high: 1, low: 5)),
        at: Instant(microseconds: 1_790_000_000_000_000))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The movement's id.")
        out("warehouse_id", warehouse, "Where it happened.")
        out("variant_id", variant, "What was moved.")
        out("kind", kind, "received, allocated, adjusted, counted and the like.")
        out("on_hand_delta", onHandDelta, "What it added to what is there.")
        out("reserved_delta", reservedDelta, "What it added to what is held.")
        out("allocated_delta", allocatedDelta, "What it added to what is promised.")
        out("bin_id", bin, "The bin it was put in or taken from, where bins are used.")
        out("lot_id", lot, "The lot it was of, where lots are.")
        out("reference_id", reference?.text, "The receipt, order or the like it belongs to.")
        out("reason", reason, "Why, for one made by hand.")
        out("account_id", account, "Whoever did it; null for the system.")
        out("at", at, "When.")
    }
}

/// What a movement belongs to: on the plain path its kind says what the id is of.
struct StockReference: Sendable {
    let text: String

    init(kind: String, type: String?, uuid: UUIDBytes) {
        text =
            switch type ?? (kind == "received" ? "receipt" : "order") {
            case "receipt": ID<StockReceipt>(uuid: uuid).text
            case "transfer": ID<StockTransfer>(uuid: uuid).text
            case "count": ID<StockCount>(uuid: uuid).text
            case "reservation": ID<StockReservation>(uuid: uuid).text
            case "return": uuid.text
            default: ID<Order>(uuid: uuid).text
            }
    }
}

/// A delivery taken into a warehouse.
enum StockReceipt: Identified { static let idPrefix = "rcp" }

/// Where a page of movements begins: behind a movement, by its time and id.
struct StockMovementCursor {
    let at: Instant
    let id: ID<StockMovement>

    init(behind movement: StockMovementView) {
        at = movement.at
        id = movement.id
    }

    /// Reads the text form; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]),
            (0...Self.lastTime).contains(time), let id = ID<StockMovement>(parts[1])
        else { return nil }
        at = Instant(microseconds: time)
        self.id = id
    }

    var text: String { "\(at.microseconds):\(id.text)" }

    /// The end of the year 9999.
    private static let lastTime: Int64 = 253_402_300_799_999_999
}
