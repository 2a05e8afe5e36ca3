import Bedrock
import Platform
import Postgres
import Wire

/// Writes down what came of a shipment: the buyer's receipt, which is never changed.
struct ReceiveGoods: Command {
    static let route = Route.post("/v1/shipments/{id}/receipts")
    static let summary = "Write down what came of a shipment: as it should, damaged, missing."
    static let access = Access.trading(.receiveGoods)
    static let problems: [ProblemKind] = [.notFound, .quantityNotSent]
    static let constraints = FulfillmentRefusals.constraints

    let shipment: ID<Shipment>
    let reference: String?
    let note: String?
    let lines: [ReceivedGoods]

    init(_ fields: inout Fields) {
        shipment = fields.path("id", "The shipment's id.")
        reference = fields.optional(
            "reference", "Your own reference.", length: 1...200, example: "GR-7")
        note = fields.optional(
            "note", "A note to the seller.", length: 1...2_000, format: .multiline,
            inExample: false)
        lines = fields.body("lines", "What came.", count: 1...FulfillmentLimits.lines)
        fields.require(
            Set(lines.map(\.line)).count == lines.count, "lines", "duplicate",
            "Must not name a line twice.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<GoodsReceiptView> {
        let id = ID<GoodsReceipt>.make(at: context.now)
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                ReceiptStatements.receive, id, shipment, reference, note, lines.map(\.line),
                lines.map(\.received), lines.map(\.damaged), lines.map(\.wrong),
                lines.map(\.missing), lines.map(\.over), lines.map(\.note),
                context.caller.account, context.requestID, context.now)
            let head = trip.add(ReceiptStatements.head, own, id)
            let lines = trip.add(ReceiptStatements.lines, own, id)
            try await effect.send(trip, refused: FulfillmentState.problem)
            guard let head = head.first else { throw .notFound }
            return .answer(GoodsReceiptView(head: head, lines: lines.rows))
        }.location("/v1/goods-receipts/\(id)")
    }
}

/// Lists receipts of goods, as buyer or as seller, newest first.
struct ListGoodsReceipts: Query {
    static let route = Route.get("/v1/goods-receipts")
    static let summary = "List receipts of goods, newest first, of an order or all."
    static let access = Access.member(.readFulfillments)

    let order: ID<Order>?
    let differing: Bool
    let cursor: ID<GoodsReceipt>?
    let limit: Int64

    init(_ fields: inout Fields) {
        order = fields.query("order_id", "Only those of this order.")
        differing = fields.query(
            "discrepancies", "Only those that differ from what was sent.", default: false)
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<GoodsReceiptHead>> {
        var trip = context.trip()
        let page = trip.add(
            ReceiptStatements.page, context.caller.organization, order, differing, cursor,
            limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a receipt of goods with its lines.
struct ReadGoodsReceipt: Query {
    static let route = Route.get("/v1/goods-receipts/{id}")
    static let summary = "Read a receipt of goods with its lines."
    static let access = Access.member(.readFulfillments)

    let id: ID<GoodsReceipt>

    init(_ fields: inout Fields) { id = fields.path("id", "The receipt's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<GoodsReceiptView> {
        var trip = context.trip()
        let head = trip.add(ReceiptStatements.head, context.caller.organization, id)
        let lines = trip.add(ReceiptStatements.lines, context.caller.organization, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(GoodsReceiptView(head: head, lines: lines.rows))
    }
}

/// Reads how an order stands with what came of it: what was sent, and what receipts say.
struct ReadOrderReceiving: Query {
    static let route = Route.get("/v1/orders/{id}/receiving")
    static let summary = "Read what was sent of an order, what came of it, and what differs."
    static let access = Access.member(.readFulfillments)

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderReceiving> {
        var trip = context.trip()
        let lines = trip.add(ReceiptStatements.receiving, context.caller.organization, id)
        try await context.read(trip)
        guard !lines.rows.isEmpty else { throw .notFound }
        return .answer(OrderReceiving(order: id, lines: lines.rows))
    }
}
