import Bedrock
import Platform
import Postgres
import Wire

/// Approves a return: it may be sent back.
struct ApproveReturn: Command {
    static let route = Route.post("/v1/returns/{id}/approve")
    static let summary = "Approve a return: it may be sent back."
    static let access = Access.trading(.writeReturns)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = ReturnRefusals.constraints
    static let success = 200

    let id: ID<Return>
    let reason: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The return's id.")
        reason = fields.optional(
            "reason", "What the buyer should know.", length: 1...500, format: .multiline,
            example: "The driver takes it along.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.decide, id, ReturnState.approved.rawValue, reason,
                context.caller.account, context.requestID, context.now)
        }
    }
}

/// Denies a return, with a reason that the buyer reads.
struct DenyReturn: Command {
    static let route = Route.post("/v1/returns/{id}/deny")
    static let summary = "Deny a return, with a reason."
    static let access = Access.trading(.writeReturns)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = ReturnRefusals.constraints
    static let success = 200

    let id: ID<Return>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The return's id.")
        reason = fields.body(
            "reason", "Why; the buyer reads it.", length: 1...500, format: .multiline)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.decide, id, ReturnState.denied.rawValue, reason,
                context.caller.account, context.requestID, context.now)
        }
    }
}

/// Calls a return off that was not received yet: by the party that requested it.
struct CancelReturn: Command {
    static let route = Route.post("/v1/returns/{id}/cancel")
    static let summary = "Call a return off that you requested, until it was received."
    static let access = Access.trading(.requestReturns)
    static let problems: [ProblemKind] = [.illegalMove, .returnOfOther]
    static let constraints = ReturnRefusals.constraints
    static let success = 200

    let id: ID<Return>

    init(_ fields: inout Fields) { id = fields.path("id", "The return's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.cancel, id, context.caller.account, context.requestID,
                context.now)
        }
    }
}

/// Books in what came back of an approved return, by its condition: to the shelf or written off;
/// and writes down what is owed for it.
struct ReceiveReturn: Command {
    static let route = Route.post("/v1/returns/{id}/receive")
    static let summary = "Book in what came back, by its condition, and intend the refund."
    static let access = Access.trading(.writeReturns)
    static let problems: [ProblemKind] = [
        .illegalMove, .quantityNotReturnable, .refundExceedsCharge, .containersNotHeld,
        .unknownCondition,
    ]
    static let constraints = ReturnRefusals.constraints
    static let success = 200

    let id: ID<Return>
    let warehouse: ID<Warehouse>?
    let overdrawn: Bool
    let lines: [ReceivedLine]

    init(_ fields: inout Fields) {
        id = fields.path("id", "The return's id.")
        warehouse = fields.optional(
            "warehouse_id", "Where it came back to; the order's warehouse if absent.")
        overdrawn = fields.body(
            "allow_more_containers",
            "Whether more containers may come back than the company holds.", default: false)
        lines = fields.body(
            "lines", "What came of which lines; what is not named didn't come.",
            count: 0...ReturnLimits.lines)
        fields.require(
            Set(lines.map { "\($0.line) \($0.condition)" }).count == lines.count, "lines",
            "duplicate", "Must not name a line twice in one condition.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.receive, id, warehouse, lines.map(\.line),
                lines.map(\.condition), lines.map(\.quantity), overdrawn,
                ID<Refund>.make(at: context.now), context.caller.account, context.requestID,
                context.now)
        }
    }
}
