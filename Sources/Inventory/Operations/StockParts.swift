import Bedrock
import Platform
import Postgres
import Wire

/// Reads what of a variant lies in which bin and is of which lot.
struct ReadStockParts: Query {
    static let route = Route.get("/v1/stock-levels/{variant_id}/parts")
    static let summary = "Read what of a variant lies in which bin and is of which lot."
    static let access = Access.member(.readStock)

    let variant: ID<Variant>
    let warehouse: ID<Warehouse>?

    init(_ fields: inout Fields) {
        variant = fields.path("variant_id", "The variant's id.")
        warehouse = fields.query("warehouse_id", "Only those in this warehouse.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantParts> {
        let own = context.caller.organization
        var trip = context.trip()
        let known = trip.add(StockStatements.variants, own, [variant], [])
        let parts = trip.add(StockPartStatements.parts, own, variant, warehouse)
        try await context.read(trip)
        guard known.first != nil else { throw .notFound }
        return .answer(VariantParts(variant: variant, parts: parts.rows))
    }
}

/// Carries something from one bin of a warehouse to another.
struct PutAwayStock: Command {
    static let route = Route.post("/v1/stock-put-aways")
    static let summary = "Carry something from one bin to another, into a bin or out of one."
    static let access = Access.member(.writeStock)
    static let problems = StockConstraints.problems
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let item: StockQuantityInput
    let lot: String?
    let from: String?
    let to: String?

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "Where.")
        item = StockQuantityInput(&fields)
        lot = fields.optional("lot", "The number of its lot.", length: 1...60, inExample: false)
        from = fields.optional(
            "from_bin", "The code of the bin it is in; none for loose.", length: 1...40,
            inExample: false)
        to = fields.optional(
            "to_bin", "The code of the bin it goes to; none for loose.", length: 1...40,
            example: "A-03-2")
        let moves = from != to
        fields.require(moves, "to_bin", "choice", "It must go to another bin than it is in.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<VariantParts> {
        let variant = try await context.resolve([item], in: ("warehouse_id", warehouse))[0]
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                StockPartStatements.putAway, own, warehouse, variant, lot ?? "", from ?? "",
                to ?? "", item.quantity, context.caller.account, context.now)
            let parts = trip.add(StockPartStatements.parts, own, variant, warehouse)
            context.record(
                InventoryEvents.putAway, variant, of: "variant", in: own, &trip
            ) { json in
                json.key("warehouse_id")
                json.write(warehouse.text)
                json.key("quantity")
                json.write(item.quantity)
            }
            try await effect.send(trip)
            return .answer(VariantParts(variant: variant, parts: parts.rows))
        }
    }
}

/// Lists a variant's lots, the oldest first.
struct ListLots: Query {
    static let route = Route.get("/v1/stock-levels/{variant_id}/lots")
    static let summary = "List a variant's lots with their last days."
    static let access = Access.member(.readStock)

    let variant: ID<Variant>
    let cursor: ID<StockLot>?
    let limit: Int64

    init(_ fields: inout Fields) {
        variant = fields.path("variant_id", "The variant's id.")
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<LotView>> {
        let own = context.caller.organization
        var trip = context.trip()
        let known = trip.add(StockStatements.variants, own, [variant], [])
        let page = trip.add(StockPartStatements.lots, own, variant, cursor, limit + 1)
        try await context.read(trip)
        guard known.first != nil else { throw .notFound }
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Where what there is of a variant lies; the rest of its levels is loose.
struct VariantParts: Output, Sendable {
    let variant: ID<Variant>
    let parts: [StockPartView]

    static let example = VariantParts(variant: .sample(FieldRule()), parts: [.example])

    func write(_ out: inout OutputWriter) {
        out("variant_id", variant, "The variant.")
        out("parts", parts, "What ends first stands first.")
    }
}

/// So much of a variant in a bin, of a lot, or both.
struct StockPartView: Output, Sendable {
    let warehouse: ID<Warehouse>
    let bin: String?
    let lot: String?
    let expiresOn: String?
    let quantity: Int64

    static let example = StockPartView(
        warehouse: .sample(FieldRule()), bin: "A-03-2", lot: "L2231", expiresOn: "2027-06-30",
        quantity: 144)

    func write(_ out: inout OutputWriter) {
        out("warehouse_id", warehouse, "Where it is.")
        out("bin", bin, "The bin's code.")
        out("lot", lot, "The lot's number.")
        out("expires_on", expiresOn, "The lot's last day.")
        out("quantity", quantity, "How many base units.")
    }
}

/// What was made or delivered together.
struct LotView: Output, Sendable {
    let id: ID<StockLot>
    let variant: ID<Variant>
    let number: String
    let expiresOn: String?
    let createdAt: Instant
    let quantity: Int64

    static let example = LotView(
        id: .sample(FieldRule()), variant: .sample(FieldRule()), number: "L2231",
        expiresOn: "2027-06-30", createdAt: .sample(FieldRule()), quantity: 144)

    func write(_ out: inout OutputWriter) {
        out("id", id, "The lot's id.")
        out("variant_id", variant, "What it is of.")
        out("number", number, "What stands on it.")
        out("expires_on", expiresOn, "Its last day; never promised after.")
        out("created_at", createdAt, "When it first arrived.")
        out("quantity", quantity, "How many base units there are of it, all warehouses.")
    }
}
