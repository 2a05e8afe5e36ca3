import Bedrock
import Platform
import Postgres
import Wire

/// Lists a warehouse's bins, the oldest first.
struct ListBins: Query {
    static let route = Route.get("/v1/warehouses/{id}/bins")
    static let summary = "List a warehouse's bins."
    static let access = Access.member(.readStock)

    let warehouse: ID<Warehouse>
    let cursor: ID<StockBin>?
    let limit: Int64

    init(_ fields: inout Fields) {
        warehouse = fields.path("id", "The warehouse's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<BinView>> {
        let own = context.caller.organization
        var trip = context.trip()
        let place = trip.add(StockStatements.warehouse, own, warehouse)
        let page = trip.add(StockPartStatements.bins, own, warehouse, cursor, limit + 1)
        try await context.read(trip)
        guard place.first != nil else { throw .notFound }
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Makes a bin: a place in a warehouse that stock may be put in.
struct CreateBin: Command {
    static let route = Route.post("/v1/warehouses/{id}/bins")
    static let summary = "Make a bin in a warehouse."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.binTaken]
    static let constraints: [String: ProblemKind] = [
        "bins_code_taken": .binTaken, "bins_warehouse_fkey": .notFound,
    ]

    let warehouse: ID<Warehouse>
    let code: String

    init(_ fields: inout Fields) {
        warehouse = fields.path("id", "The warehouse's id.")
        code = fields.body(
            "code", "What stands on it, unique in the warehouse.", length: 1...40,
            example: "A-03-2")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<BinView> {
        let own = context.caller.organization
        let view = BinView(
            id: .make(at: context.now), warehouse: warehouse, code: code, createdAt: context.now)
        return try await context.commit(.answer(view)) { trip in
            trip.add(StockPartStatements.insertBin, own, view.id, warehouse, code, context.now)
            context.record(InventoryEvents.binMade, view.id, of: "bin", in: own, &trip) { json in
                json.key("warehouse_id")
                json.write(warehouse.text)
                json.key("code")
                json.write(code)
            }
        }
    }
}

/// A place in a warehouse.
struct BinView: Output, Sendable {
    let id: ID<StockBin>
    let warehouse: ID<Warehouse>
    let code: String
    let createdAt: Instant

    static let example = BinView(
        id: .sample(FieldRule()), warehouse: .sample(FieldRule()), code: "A-03-2",
        createdAt: .sample(FieldRule()))

    func write(_ out: inout OutputWriter) {
        out("id", id, "The bin's id.")
        out("warehouse_id", warehouse, "Where it is.")
        out("code", code, "What stands on it.")
        out("created_at", createdAt, "When it was made.")
    }
}
