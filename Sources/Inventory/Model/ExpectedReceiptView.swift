import Bedrock
import Platform
import Wire

/// An expected delivery without its lines.
struct ExpectedReceiptHead: Output, Sendable {
    let id: ID<ExpectedReceipt>
    let warehouse: ID<Warehouse>
    let state: ExpectedReceiptState
    let reference: String?
    let expectedOn: String
    let lineCount: Int32
    let createdAt: Instant
    let updatedAt: Instant
    let version: Int32

    static let example = ExpectedReceiptHead(
        id: .sample(FieldRule()), warehouse: .sample(FieldRule()), state: .open,
        reference: "PO-88", expectedOn: "2026-12-24", lineCount: 1,
        createdAt: .sample(FieldRule()), updatedAt: .sample(FieldRule()), version: 1)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The expected delivery's id.")
        out("warehouse_id", warehouse, "Where it is to arrive.")
        out("state", state, "`received` when all of it has come.")
        out("reference", reference, "Your own reference, such as a purchase order's number.")
        out("expected_on", expectedOn, "The day it is to arrive.")
        out("line_count", lineCount, "How many lines it has.")
        out("created_at", createdAt, "When it was written down.")
        out("updated_at", updatedAt, "When it last changed.")
        out("version", version, "Grows with every change.")
    }
}

/// A variant of an expected delivery.
struct ExpectedLine: Output, Sendable {
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let quantity: Int64
    let received: Int64

    static let example = ExpectedLine(
        line: 1, variant: .sample(FieldRule()), sku: "BW-1001", quantity: 240, received: 0)

    func write(_ out: inout OutputWriter) {
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is to come.")
        out("sku", sku, "Its SKU.")
        out("quantity", quantity, "How many base units are to come, all told.")
        out("received", received, "How many have come.")
    }
}

/// An expected delivery with its lines.
struct ExpectedReceiptView: Output, Sendable {
    let head: ExpectedReceiptHead
    let lines: [ExpectedLine]

    static let example = ExpectedReceiptView(head: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What is to come, a line a variant.")
    }
}

/// What is to come of a variant on a day.
struct IncomingStock: Output, Sendable {
    let warehouse: ID<Warehouse>
    let expectedOn: String
    let quantity: Int64
    let availableFrom: String?

    static let example = IncomingStock(
        warehouse: .sample(FieldRule()), expectedOn: "2026-12-24", quantity: 240,
        availableFrom: "2026-12-24")

    func write(_ out: inout OutputWriter) {
        out("warehouse_id", warehouse, "Where.")
        out("expected_on", expectedOn, "When.")
        out("quantity", quantity, "How many base units.")
        out(
            "available_from", availableFrom,
            "From when the warehouse can promise one more, after all it owes; null for never yet.")
    }
}
