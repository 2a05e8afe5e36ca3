import Bedrock
import Platform
import Postgres
import Wire

/// Writes down a delivery that was ordered and has not come yet.
struct ExpectReceipt: Command {
    static let route = Route.post("/v1/expected-receipts")
    static let summary = "Write down a delivery that is to come."
    static let access = Access.member(.writeStock)
    static let constraints = StockConstraints.kinds

    let warehouse: ID<Warehouse>
    let reference: String?
    let expectedOn: String
    let lines: [StockQuantityInput]

    init(_ fields: inout Fields) {
        warehouse = fields.body("warehouse_id", "Where it is to arrive.")
        reference = fields.optional(
            "reference", "Your own reference, such as a purchase order's number.",
            length: 1...200)
        expectedOn = fields.body("expected_on", "The day it is to arrive.", format: .day)
        lines = fields.body(
            "lines", "What is to come, a line a variant.", count: 1...StockLimits.documentLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExpectedReceiptView> {
        let variants = try await context.resolveOnce(lines, in: ("warehouse_id", warehouse))
        let own = context.caller.organization
        let id = ID<ExpectedReceipt>.make(at: context.now)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                ExpectedStatements.insert, own, id, warehouse, reference, expectedOn,
                Int32(lines.count), context.caller.account, context.now)
            trip.add(
                ExpectedStatements.insertLines, own, id, warehouse, variants,
                lines.map(\.quantity), expectedOn)
            context.recordExpected(InventoryEvents.expected, id, &trip)
            return try await effect.read(id, own, trip).location("/v1/expected-receipts/\(id)")
        }
    }
}

/// Lists expected deliveries, newest first.
struct ListExpectedReceipts: Query {
    static let route = Route.get("/v1/expected-receipts")
    static let summary = "List deliveries that were to come, newest first."
    static let access = Access.member(.readStock)

    let cursor: ID<ExpectedReceipt>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<Page<ExpectedReceiptHead>> {
        var trip = context.trip()
        let page = trip.add(
            ExpectedStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads an expected delivery.
struct ReadExpectedReceipt: Query {
    static let route = Route.get("/v1/expected-receipts/{id}")
    static let summary = "Read a delivery that is to come."
    static let access = Access.member(.readStock)

    let id: ID<ExpectedReceipt>

    init(_ fields: inout Fields) { id = fields.path("id", "The expected delivery's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExpectedReceiptView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(ExpectedStatements.head, own, id)
        let lines = trip.add(ExpectedStatements.lines, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(ExpectedReceiptView(head: head, lines: lines.rows)).version(head.version)
    }
}

/// Takes in what came of an expected delivery.
struct ReceiveExpectedReceipt: Command {
    static let route = Route.post("/v1/expected-receipts/{id}/receive")
    static let summary = "Take in what came of an expected delivery."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = StockConstraints.kinds
    static let success = 200

    let id: ID<ExpectedReceipt>
    let lines: [StockQuantityInput]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The expected delivery's id.")
        lines = fields.body(
            "lines", "What came, a line a variant.", count: 1...StockLimits.documentLines)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExpectedReceiptView> {
        let own = context.caller.organization
        let variants = try await context.resolveOnce(lines)
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .receive)
            var reading = Trip()
            let known = reading.add(ExpectedStatements.lines, own, id)
            try await effect.send(reading)
            let expected = Set(known.rows.map(\.variant))
            for (index, variant) in variants.enumerated() where !expected.contains(variant) {
                throw .invalid("/lines/\(index)", "unknown", "No such thing is expected with it.")
            }
            var trip = Trip()
            trip.add(
                ExpectedStatements.receive, own, id, .make(at: context.now), variants,
                lines.map(\.quantity), context.caller.account, context.now)
            context.recordExpected(InventoryEvents.expectedReceived, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

/// Writes off what is still to come of an expected delivery.
struct CancelExpectedReceipt: Command {
    static let route = Route.post("/v1/expected-receipts/{id}/cancel")
    static let summary = "Expect nothing more of a delivery."
    static let access = Access.member(.writeStock)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<ExpectedReceipt>

    init(_ fields: inout Fields) { id = fields.path("id", "The expected delivery's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ExpectedReceiptView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            _ = try await effect.lock(id, own, .cancel)
            var trip = Trip()
            trip.add(ExpectedStatements.cancel, own, id, context.now)
            context.recordExpected(InventoryEvents.expectedCancelled, id, &trip)
            return try await effect.read(id, own, trip)
        }
    }
}

extension Effect {
    /// Holds an expected delivery that a move is legal for.
    fileprivate func lock(
        _ id: ID<ExpectedReceipt>, _ own: ID<Organization>, _ move: ExpectedReceiptState.Move
    ) async throws(Problem) -> ExpectedReceiptHead {
        var trip = Trip()
        let found = trip.add(ExpectedStatements.lock, own, id)
        try await send(trip)
        guard let head = found.first else { throw .notFound }
        try head.state.after(move)
        return head
    }

    /// Sends what changes an expected delivery and reads it as it is then.
    fileprivate func read(
        _ id: ID<ExpectedReceipt>, _ own: ID<Organization>, _ changes: Trip
    ) async throws(Problem) -> Success<ExpectedReceiptView> {
        var trip = changes
        let head = trip.add(ExpectedStatements.head, own, id)
        let lines = trip.add(ExpectedStatements.lines, own, id)
        try await send(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(ExpectedReceiptView(head: head, lines: lines.rows)).version(head.version)
    }
}

extension Context where Scope == Member {
    fileprivate func recordExpected(
        _ type: String, _ id: ID<ExpectedReceipt>, _ trip: inout Trip
    ) {
        record(type, id, of: "expected_receipt", in: caller.organization, &trip)
    }
}
