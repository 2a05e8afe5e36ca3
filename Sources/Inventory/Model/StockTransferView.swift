import Bedrock
import Platform
import Wire

/// A transfer without its lines.
struct StockTransferHead: Output, Sendable {
    let id: ID<StockTransfer>
    let from: ID<Warehouse>
    let to: ID<Warehouse>
    let state: StockTransferState
    let reference: String?
    let lineCount: Int32
    let createdAt: Instant
    let updatedAt: Instant
    let version: Int32

    static let example = StockTransferHead(
        id: .sample(FieldRule()), from: .sample(FieldRule()), to: .sample(FieldRule()),
        state: .shipped, reference: "TR-12", lineCount: 1, createdAt: .sample(FieldRule()),
        updatedAt: .sample(FieldRule()), version: 2)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The transfer's id.")
        out("from_warehouse_id", from, "Where it leaves.")
        out("to_warehouse_id", to, "Where it goes.")
        out("state", state, "`shipped` while it is in transit.")
        out("reference", reference, "Your own reference.")
        out("line_count", lineCount, "How many lines it has.")
        out("created_at", createdAt, "When it was requested.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Grows with every change.")
    }
}

/// A variant of a transfer.
struct StockTransferLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let requested: Int64
    let shipped: Int64
    let received: Int64

    static let example = StockTransferLine(
        line: 1, variant: .sample(FieldRule()), sku: "BW-1001", requested: 48, shipped: 48,
        received: 0)

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is carried.")
        out("sku", sku, "Its SKU.")
        out("requested", requested, "How many were asked for.")
        out("shipped", shipped, "How many left.")
        out("received", received, "How many arrived.")
    }
}

/// A transfer with its lines.
struct StockTransferView: Output, Sendable {
    let head: StockTransferHead
    let lines: [StockTransferLine]

    static let example = StockTransferView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is carried, a line a variant.")
    }
}
