import Bedrock
import Platform
import Postgres
import Wire

/// Sets what is kept back of a variant in a warehouse, and when it is low.
struct SetStockRules: Command {
    static let route = Route.put("/v1/stock-levels/{variant_id}/rules")
    static let summary = "Set safety stock, reorder point and backorder of a level."
    static let access = Access.member(.ruleStock)
    static let problems: [ProblemKind] = [.stockCommitted]
    static let constraints = StockConstraints.kinds

    let variant: ID<Variant>
    let warehouse: ID<Warehouse>
    let safetyStock: Int64
    let reorderPoint: Int64?
    let backorder: Bool

    init(_ fields: inout Fields) {
        variant = fields.path("variant_id", "The variant's id.")
        warehouse = fields.body("warehouse_id", "Where.")
        safetyStock = fields.body(
            "safety_stock", "What no channel may take.", in: 0...StockLimits.quantity, default: 0)
        reorderPoint = fields.optional(
            "reorder_point", "Below it the ledger says once that the level is low.",
            in: 0...StockLimits.quantity, example: 48)
        backorder = fields.body(
            "backorder", "Whether more may be promised than there is.", default: false)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockLevel> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            let place = trip.add(StockStatements.warehouse, own, warehouse)
            trip.add(StockStatements.open, own, warehouse, variant, nil)
            trip.add(
                StockRuleStatements.setLevel, own, warehouse, variant, safetyStock, reorderPoint,
                backorder)
            let level = trip.add(StockStatements.lock, own, warehouse, variant, nil)
            try await effect.send(trip)
            guard place.first != nil else { throw .invalid([.unknownWarehouse]) }
            guard let level = level.first else { throw .notFound }
            var recording = Trip()
            context.record(
                InventoryEvents.rulesChanged, variant, of: "variant", in: own, &recording
            ) { json in
                json.key("warehouse_id")
                json.write(warehouse.text)
                json.key("safety_stock")
                json.write(safetyStock)
            }
            try await effect.send(recording)
            return .answer(level)
        }
    }
}

/// Lists levels that fell under their reorder point.
struct ListLowStock: Query {
    static let route = Route.get("/v1/low-stock")
    static let summary = "List levels of which less can be promised than their reorder point."
    static let access = Access.member(.readStock)

    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.", length: 1...100)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<StockLevel>> {
        let behind = cursor.flatMap { StockLevelCursor($0) }
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        var trip = context.trip()
        let page = trip.add(
            StockRuleStatements.low, context.caller.organization, behind?.warehouse,
            behind?.variant, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { StockLevelCursor(behind: $0).text })
    }
}
