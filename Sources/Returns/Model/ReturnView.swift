import Bedrock
import Platform
import Wire

/// A return without its lines.
struct ReturnHead: Output, Sendable {
    let id: ID<Return>
    let seller: ID<Organization>
    let buyer: ID<Organization>
    let company: ID<Company>
    let order: ID<Order>?
    let orderNumber: String?
    let byBuyer: Bool
    let state: String
    let currency: Currency
    let refundAmount: Int64
    let refund: ID<Refund>?
    let refundState: String?
    let reference: String?
    let note: String?
    let decisionReason: String?
    let warehouse: ID<Warehouse>?
    let requestedAt: Instant
    let decidedAt: Instant?
    let receivedAt: Instant?
    let version: Int32

    static let example = ReturnHead(
        id: ID(uuid: UUIDBytes(high: 1, low: 31)), seller: ID(uuid: UUIDBytes(high: 1, low: 1)),
        buyer: ID(uuid: UUIDBytes(high: 1, low: 3)), company: ID(uuid: UUIDBytes(high: 1, low: 4)),
        order: ID(uuid: UUIDBytes(high: 1, low: 7)), orderNumber: "7K2QD-X9M4A", byBuyer: true,
        state: "received", currency: .usd, refundAmount: 20_400,
        refund: ID(uuid: UUIDBytes(high: 1, low: 32)), refundState: "pending",
        reference: "RMA-7", note: nil, decisionReason: nil,
        warehouse: ID(uuid: UUIDBytes(high: 1, low: 6)),
        requestedAt: Instant(microseconds: 1_790_000_000_000_000),
        decidedAt: Instant(microseconds: 1_790_000_300_000_000),
        receivedAt: Instant(microseconds: 1_790_000_600_000_000), version: 3)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The return's id.")
        out("seller_id", seller, "The organization that sold.")
        out("buyer_id", buyer, "The organization that sends it back.")
        out("company_id", company, "The buyer as the seller knows it.")
        out("order_id", order, "The order it is of, where it is of one.")
        out("order_number", orderNumber, "The order's number.")
        out("requested_by", byBuyer ? "buyer" : "seller", "Which party requested it.")
        out("state", state, "requested, approved, denied, cancelled, received or refunded.")
        out("refund_amount", Money(refundAmount, currency), "What is owed for what came back.")
        out("refund_id", refund, "The refund intent, where something is owed.")
        out("refund_state", refundState, "pending until it is paid, then settled.")
        out("reference", reference, "The reference of who requested it.")
        out("note", note, "A note to the other party.")
        out("decision_reason", decisionReason, "Why it was approved or denied.")
        out("warehouse_id", warehouse, "Where it came back to.")
        out("requested_at", requestedAt, "When it was requested.")
        out("decided_at", decidedAt, "When it was approved or denied.")
        out("received_at", receivedAt, "When it came back.")
        out("version", version, "Its version.")
    }
}

/// A line of a return.
struct ReturnLine: Output, Sendable {
    let line: Int32
    let orderLine: Int32?
    let variant: ID<Variant>?
    let kind: ID<DepositKind>?
    let code: String
    let name: String
    let reason: String?
    let requestedQuantity: Int64
    let receivedQuantity: Int64?
    let refundAmount: Int64
    let currency: Currency
    var receipts: [ReturnReceipt] = []

    static let example = ReturnLine(
        line: 1, orderLine: 1, variant: ID(uuid: UUIDBytes(high: 1, low: 1)), kind: nil,
        code: "BW-1001", name: "Harbour Light Gin", reason: "Ordered too many.",
        requestedQuantity: 12, receivedQuantity: 12, refundAmount: 20_400, currency: .usd,
        receipts: [.example])

    func write(_ out: inout OutputWriter) {
        out("line", line, "Which line of the return, from 1.")
        out("order_line", orderLine, "The order's line, where it is of one.")
        out("variant_id", variant, "What comes back; absent of containers.")
        out("deposit_kind_id", kind, "The kind of container; absent of goods.")
        out("code", code, "Its SKU, or the code of the kind.")
        out("name", name, "Its name.")
        out("reason", reason, "Why it comes back.")
        out("requested_quantity", requestedQuantity, "How many base units or containers.")
        out("received_quantity", receivedQuantity, "How many came; absent until it was received.")
        out("refund_amount", Money(refundAmount, currency), "What is owed for them.")
        out("receipts", receipts, "What came, by the condition it was in.")
    }
}

/// What came of a line in one condition.
struct ReturnReceipt: Output, Sendable {
    let line: Int32
    let condition: String
    let quantity: Int64
    let restocked: Bool
    let refunded: Bool

    static let example = ReturnReceipt(
        line: 1, condition: "sellable", quantity: 12, restocked: true, refunded: true)

    func write(_ out: inout OutputWriter) {
        out("condition", condition, "The condition's code.")
        out("base_quantity", quantity, "How many.")
        out("restocked", restocked, "Whether they are back on the shelf.")
        out("refunded", refunded, "Whether they are paid back.")
    }
}

/// A return with its lines.
struct ReturnView: Output, Sendable {
    let head: ReturnHead
    let lines: [ReturnLine]

    static let example = ReturnView(head: .example, lines: [.example])

    init(head: ReturnHead, lines: [ReturnLine]) {
        self.head = head
        self.lines = lines
    }

    /// With each receipt at its line.
    init(head: ReturnHead, lines: [ReturnLine], receipts: [ReturnReceipt]) {
        let byLine = Dictionary(grouping: receipts, by: \.line)
        self.head = head
        self.lines = lines.map { line in
            var line = line
            line.receipts = byLine[line.line] ?? []
            return line
        }
    }

    func write(_ out: inout OutputWriter) {
        head.write(&out)
        out("lines", lines, "What comes back, line by line.")
    }
}
