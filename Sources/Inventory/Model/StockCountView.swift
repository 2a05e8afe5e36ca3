import Bedrock
import Platform
import Wire

/// A count without its lines.
struct StockCountHead: Output, Sendable {
    let id: ID<StockCount>
    let warehouse: ID<Warehouse>
    let state: StockCountState
    let reason: String
    let lineCount: Int32
    let createdAt: Instant
    let updatedAt: Instant
    let version: Int32

    static let example = StockCountHead(
        id: .sample(FieldRule()), warehouse: .sample(FieldRule()), state: .counted,
        reason: "year's end", lineCount: 1, createdAt: .sample(FieldRule()),
        updatedAt: .sample(FieldRule()), version: 2)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The count's id.")
        out("warehouse_id", warehouse, "Where is counted.")
        out("state", state, "`counted` when every line is; `applied` when levels were moved.")
        out("reason", reason, "Why is counted.")
        out("line_count", lineCount, "How many lines it has.")
        out("created_at", createdAt, "When it was begun.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Grows with every change.")
    }
}

/// What is counted: of a variant, or of the part of it in a bin or of a lot.
struct StockCountLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let bin: String?
    let lot: String?
    let expected: Int64
    let counted: Int64?

    static let example = StockCountLine(
        line: 1, variant: .sample(FieldRule()), sku: "BW-1001", bin: "A-03-2", lot: "L2231",
        expected: 144, counted: 142)

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is counted.")
        out("sku", sku, "Its SKU.")
        out("bin", bin, "In which bin.")
        out("lot", lot, "Of which lot.")
        out("expected", expected, "What should be there, at the moment it was counted.")
        out("counted", counted, "What is there; null until it is counted.")
        out("difference", counted.map { $0 - expected }, "What applying it adds or takes away.")
    }
}

/// A count with its lines.
struct StockCountView: Output, Sendable {
    let head: StockCountHead
    let lines: [StockCountLine]

    static let example = StockCountView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is counted.")
    }
}
