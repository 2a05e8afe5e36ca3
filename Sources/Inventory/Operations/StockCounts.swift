import Bedrock
import Platform
import Postgres
import Wire

/// Begins a count of what is named, or of everything a warehouse has.
struct OpenStockCount: Command {
    static let route = Route.post("/v1/stock-counts")
    static let summary = "Begin a count of what is named, or of all a warehouse has."
    static let access = Access.member(.writeStock)
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let reason: String
    let lines: [CountItemInput]

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "Where is counted.")
        reason = fields.body("reason", "Why.", length: 1...200, example: "year's end")
        lines = fields.body(
            "lines", "What is counted; none for every level of the warehouse.",
            count: 0...StockLimits.countLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockCountView> {
        let variants = try await context.resolve(lines, in: ("warehouse_id", warehouse))
        let own = context.caller.organization
        let id = ID<StockCount>.make(at: context.now)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                CountStatements.open, own, id, warehouse, reason, context.caller.account,
                context.now, variants, lines.map { $0.bin ?? "" }, lines.map { $0.lot ?? "" },
                Int64(StockLimits.countLines))
            context.recordCount(InventoryEvents.countOpened, id, &trip)
            return try await effect.read(id, own, trip).location("/v1/stock-counts/\(id)")
        }
    }
}

/// Something to be counted, as it is given.
struct CountItemInput: StockItem {
    let variant: ID<Variant>?
    let sku: String?
    let bin: String?
    let lot: String?

    init(_ fields: inout Fields) {
        let name = ItemName(&fields)
        variant = name.variant
        sku = name.sku
        bin = fields.optional("bin", "In which bin, by its code.", length: 1...40, inExample: false)
        lot = fields.optional("lot", "Of which lot, by number.", length: 1...60, inExample: false)
    }
}

/// Lists counts, newest first.
struct ListStockCounts: Query {
    static let route = Route.get("/v1/stock-counts")
    static let summary = "List counts, newest first."
    static let access = Access.member(.readStock)

    let cursor: ID<StockCount>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<StockCountHead>> {
        var trip = context.trip()
        let page = trip.add(
            CountStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a count with its differences.
struct ReadStockCount: Query {
    static let route = Route.get("/v1/stock-counts/{id}")
    static let summary = "Read a count with what differs."
    static let access = Access.member(.readStock)

    let id: ID<StockCount>

    init(_ fields: inout Fields) { id = fields.path("id", "The count's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockCountView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(CountStatements.head, own, id)
        let lines = trip.add(CountStatements.lines, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockCountView(head: head, lines: lines.rows)).version(head.version)
    }
}

/// Writes what was counted of lines; a line may be counted again until the count is applied.
struct EnterStockCount: Command {
    static let route = Route.put("/v1/stock-counts/{id}/lines")
    static let summary = "Write what was counted of lines."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.illegalMove]

    let id: ID<StockCount>
    let lines: [CountedLineInput]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The count's id.")
        lines = fields.body("lines", "What was counted.", count: 1...StockLimits.countLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockCountView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            let head = try await effect.lock(id, own, .count)
            var seen: Set<Int32> = []
            for (index, line) in lines.enumerated() {
                guard line.line <= head.lineCount, seen.insert(line.line).inserted else {
                    throw .invalid(
                        "/lines/\(index)/line", "unknown", "There is no such line, or it is twice.")
                }
            }
            var trip = Trip()
            trip.add(
                CountStatements.enter, own, id, lines.map(\.line), lines.map(\.counted),
                context.now)
            context.recordCount(InventoryEvents.counted, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

/// What was counted of a line, as it is given.
struct CountedLineInput: FieldGroup, Sendable {
    let line: Int32
    let counted: Int64

    init(_ fields: inout Fields) {
        line = fields.body("line", "The line's number.", in: 1...StockLimits.countLines)
        counted = fields.body("counted", "Base units.", in: 0...StockLimits.quantity)
    }
}

/// Moves levels by what a count found.
struct ApplyStockCount: Command {
    static let route = Route.post("/v1/stock-counts/{id}/apply")
    static let summary = "Move levels by what a count found more or less."
    static let access = Access.member(.writeStock)
    static let problems = StockConstraints.problems + [.illegalMove]
    static let constraints = StockConstraints.kinds
    static let success = 200

    let id: ID<StockCount>

    init(_ fields: inout Fields) { id = fields.path("id", "The count's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockCountView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .apply)
            var trip = Trip()
            trip.add(CountStatements.apply, own, id, context.caller.account, context.now)
            context.recordCount(InventoryEvents.countApplied, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

/// Gives a count up.
struct CancelStockCount: Command {
    static let route = Route.post("/v1/stock-counts/{id}/cancel")
    static let summary = "Give a count up."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<StockCount>

    init(_ fields: inout Fields) { id = fields.path("id", "The count's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockCountView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .cancel)
            var trip = Trip()
            trip.add(CountStatements.cancel, own, id, context.now)
            context.recordCount(InventoryEvents.countCancelled, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

extension Effect {
    /// Holds a count that a move is legal for.
    fileprivate func lock(
        _ id: ID<StockCount>, _ own: ID<Organization>, _ move: StockCountState.Move
    ) async throws(Problem) -> StockCountHead {
        var trip = Trip()
        let found = trip.add(CountStatements.lock, own, id)
        try await send(trip)
        guard let head = found.first else { throw .notFound }
        try head.state.after(move)
        return head
    }

    /// Sends what changes a count and reads it as it is then.
    fileprivate func read(
        _ id: ID<StockCount>, _ own: ID<Organization>, _ changes: Trip
    ) async throws(Problem) -> Success<StockCountView> {
        var trip = changes
        let head = trip.add(CountStatements.head, own, id)
        let lines = trip.add(CountStatements.lines, own, id)
        try await send(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockCountView(head: head, lines: lines.rows)).version(head.version)
    }
}

extension Context where Scope == Member {
    fileprivate func recordCount(_ type: String, _ id: ID<StockCount>, _ trip: inout Trip) {
        record(type, id, of: "stock_count", in: caller.organization, &trip)
    }
}
