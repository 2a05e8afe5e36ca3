import Bedrock
import Platform
import Postgres
import Wire

/// Takes a delivery into a warehouse: every line's level and movement in one statement.
struct ReceiveStock: Command {
    static let route = Route.post("/v1/stock-receipts")
    static let summary = "Take a delivery into a warehouse, up to 10,000 lines."
    static let access = Access.member(.writeStock)
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let reference: String?
    let lines: [ReceiptLineInput]

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "Where it arrived.")
        reference = fields.optional(
            "reference", "Your own reference, such as a delivery note's number.", length: 1...200)
        lines = fields.body("lines", "What arrived.", count: 1...StockLimits.receiptLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockReceiptView> {
        let variants = try await context.resolve(lines, in: ("warehouse_id", warehouse))
        let receipt = StockReceiptView(
            id: .make(at: context.now), warehouse: warehouse, reference: reference,
            lineCount: Int32(lines.count), variantCount: Int32(Set(variants).count),
            baseQuantity: lines.reduce(0) { $0 + $1.quantity }, receivedAt: context.now)
        let own = context.caller.organization
        return try await context.commit(.answer(receipt)) { trip in
            if lines.contains(where: \.isPart) {
                trip.add(
                    StockPartStatements.receive, own, warehouse, receipt.id, reference,
                    context.caller.account, context.now, variants, lines.map(\.quantity),
                    lines.map { $0.bin ?? "" }, lines.map { $0.lot ?? "" },
                    lines.map { $0.expiresOn ?? "" })
            } else {
                trip.add(
                    StockStatements.receive, own, warehouse, variants, lines.map(\.quantity),
                    receipt.id, reference, context.caller.account, context.now)
            }
            context.record(
                InventoryEvents.received, receipt.id, of: "stock_receipt", in: own, &trip
            ) { json in
                json.key("warehouse_id")
                json.write(warehouse.text)
                json.key("lines")
                json.write(Int64(lines.count))
                json.key("base_quantity")
                json.write(receipt.baseQuantity)
            }
        }
    }
}

/// A delivery that was taken in.
struct StockReceiptView: Output, Sendable {
    let id: ID<StockReceipt>
    let warehouse: ID<Warehouse>
    let reference: String?
    let lineCount: Int32
    let variantCount: Int32
    let baseQuantity: Int64
    let receivedAt: Instant

    static let example = StockReceiptView(
        id: ID(uuid: UUIDBytes(high: 1, low: 1)), warehouse: ID(uuid: UUIDBytes(high: 1, low: 2)),
        reference: "DN-4711", lineCount: 40, variantCount: 38, baseQuantity: 2_160,
        receivedAt: Instant(microseconds: 1_790_000_000_000_000))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The receipt's id, which its movements refer to.")
        out("warehouse_id", warehouse, "Where it arrived.")
        out("reference", reference, "Your own reference.")
        out("line_count", lineCount, "How many lines it had.")
        out("variant_count", variantCount, "How many different variants.")
        out("base_quantity", baseQuantity, "How many base units, all lines together.")
        out("received_at", receivedAt, "When it was taken in.")
    }
}
