import Bedrock
import Platform
import Postgres
import Wire

/// Asks for something to be carried from one warehouse to another.
struct RequestStockTransfer: Command {
    static let route = Route.post("/v1/stock-transfers")
    static let summary = "Ask for stock to be carried from one warehouse to another."
    static let access = Access.member(.writeStock)
    static let constraints = StockConstraints.kinds

    let from: ID<Warehouse>
    let to: ID<Warehouse>
    let reference: String?
    let lines: [StockQuantityInput]

    init(_ fields: inout Fields) {
        from = fields.body("from_warehouse_id", "Where it leaves.")
        to = fields.body("to_warehouse_id", "Where it goes.")
        reference = fields.optional("reference", "Your own reference.", length: 1...200)
        lines = fields.body(
            "lines", "What is carried, a line a variant.", count: 1...StockLimits.documentLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockTransferView> {
        guard from != to else {
            throw .invalid("/to_warehouse_id", "choice", "It must go to another warehouse.")
        }
        let variants = try await context.resolveOnce(
            lines, in: ("from_warehouse_id", from), ("to_warehouse_id", to))
        let own = context.caller.organization
        let id = ID<StockTransfer>.make(at: context.now)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                TransferStatements.insert, own, id, from, to, reference, Int32(lines.count),
                context.caller.account, context.now)
            trip.add(TransferStatements.insertLines, own, id, variants, lines.map(\.quantity))
            context.recordTransfer(InventoryEvents.transferRequested, id, &trip)
            return try await effect.read(id, own, trip).location("/v1/stock-transfers/\(id)")
        }
    }
}

/// Lists transfers, newest first.
struct ListStockTransfers: Query {
    static let route = Route.get("/v1/stock-transfers")
    static let summary = "List transfers between warehouses, newest first."
    static let access = Access.member(.readStock)

    let cursor: ID<StockTransfer>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<StockTransferHead>> {
        var trip = context.trip()
        let page = trip.add(
            TransferStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads a transfer.
struct ReadStockTransfer: Query {
    static let route = Route.get("/v1/stock-transfers/{id}")
    static let summary = "Read a transfer."
    static let access = Access.member(.readStock)

    let id: ID<StockTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockTransferView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(TransferStatements.head, own, id)
        let lines = trip.add(TransferStatements.lines, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockTransferView(head: head, lines: lines.rows)).version(head.version)
    }
}

/// Lets a transfer leave its warehouse; from then on it is in transit.
struct ShipStockTransfer: Command {
    static let route = Route.post("/v1/stock-transfers/{id}/ship")
    static let summary = "Let a transfer leave: what ends first first, nothing that is over."
    static let access = Access.member(.writeStock)
    static let problems = StockConstraints.problems + [.illegalMove]
    static let constraints = StockConstraints.kinds
    static let success = 200

    let id: ID<StockTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockTransferView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .ship)
            var trip = Trip()
            trip.add(TransferStatements.ship, own, id, context.caller.account, context.now)
            context.recordTransfer(InventoryEvents.transferShipped, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

/// Takes a transfer in; what differs from what left is corrected with a reason.
struct ReceiveStockTransfer: Command {
    static let route = Route.post("/v1/stock-transfers/{id}/receive")
    static let summary = "Take a transfer in; what differs from what left is corrected."
    static let access = Access.member(.writeStock)
    static let problems = StockConstraints.problems + [.illegalMove]
    static let constraints = StockConstraints.kinds
    static let success = 200

    let id: ID<StockTransfer>
    let reason: String
    let lines: [ArrivedInput]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The transfer's id.")
        reason = fields.body(
            "reason", "Why it differs, where it does.", length: 1...200, default: "in transit")
        lines = fields.body(
            "lines", "What arrived other than as it left; none where all did.",
            count: 0...StockLimits.documentLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockTransferView> {
        let own = context.caller.organization
        let variants = try await context.resolveOnce(lines)
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .receive)
            var reading = Trip()
            let known = reading.add(TransferStatements.lines, own, id)
            try await effect.send(reading)
            let carried = Set(known.rows.map(\.variant))
            for (index, variant) in variants.enumerated() where !carried.contains(variant) {
                throw .invalid("/lines/\(index)", "unknown", "The transfer carries no such thing.")
            }
            var trip = Trip()
            trip.add(
                TransferStatements.receive, own, id, variants, lines.map(\.received), reason,
                context.caller.account, context.now)
            context.recordTransfer(InventoryEvents.transferReceived, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

/// How much of something arrived, as it is given.
struct ArrivedInput: StockItem {
    let variant: ID<Variant>?
    let sku: String?
    let received: Int64

    init(_ fields: inout Fields) {
        let name = ItemName(&fields)
        variant = name.variant
        sku = name.sku
        received = fields.body("received", "Base units.", in: 0...StockLimits.quantity)
    }
}

/// Gives a transfer up that has not left.
struct CancelStockTransfer: Command {
    static let route = Route.post("/v1/stock-transfers/{id}/cancel")
    static let summary = "Give a transfer up that has not left."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<StockTransfer>

    init(_ fields: inout Fields) { id = fields.path("id", "The transfer's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StockTransferView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .cancel)
            var trip = Trip()
            trip.add(TransferStatements.cancel, own, id, context.now)
            context.recordTransfer(InventoryEvents.transferCancelled, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

extension Effect {
    /// Holds a transfer that a move is legal for.
    fileprivate func lock(
        _ id: ID<StockTransfer>, _ own: ID<Organization>, _ move: StockTransferState.Move
    ) async throws(Problem) -> StockTransferHead {
        var trip = Trip()
        let found = trip.add(TransferStatements.lock, own, id)
        try await send(trip)
        guard let head = found.first else { throw .notFound }
        try head.state.after(move)
        return head
    }

    /// Sends what changes a transfer and reads it as it is then.
    fileprivate func read(
        _ id: ID<StockTransfer>, _ own: ID<Organization>, _ changes: Trip
    ) async throws(Problem) -> Success<StockTransferView> {
        var trip = changes
        let head = trip.add(TransferStatements.head, own, id)
        let lines = trip.add(TransferStatements.lines, own, id)
        try await send(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(StockTransferView(head: head, lines: lines.rows)).version(head.version)
    }
}

extension Context where Scope == Member {
    fileprivate func recordTransfer(_ type: String, _ id: ID<StockTransfer>, _ trip: inout Trip) {
        record(type, id, of: "stock_transfer", in: caller.organization, &trip)
    }
}
