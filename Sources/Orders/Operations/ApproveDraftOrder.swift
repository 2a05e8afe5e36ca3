import Bedrock
import Platform
import Postgres
import Wire

/// Approves a submitted draft for its buyer, at what it comes to: who approves had no part in it.
struct ApproveDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/approve")
    static let summary = "Approve a submitted draft, as a second person of its buyer."
    static let access = Access.trading(.approveOrders)
    static let problems: [ProblemKind] = [.illegalMove, .notOneself]
    static let constraints: [String: ProblemKind] = ["DR101": .notFound, "DR111": .notOneself]
    static let success = 200

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The draft's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderHead> {
        try await context.transaction { effect throws(Problem) in
            let head = try await effect.lock(id, by: context.caller.organization)
            _ = try head.after(.approve)
            var trip = Trip()
            trip.add(ApprovalStatements.approve, id, context.caller.account, context.now)
            try await effect.send(trip)
            var reading = Trip()
            context.recordParty("draft_order_approved", head, &reading)
            let approved = reading.add(
                DraftOrderStatements.head, context.caller.organization, id)
            try await effect.send(reading)
            guard let approved = approved.first else { throw Problem.notFound }
            return .answer(approved).version(approved.version)
        }
    }
}

/// Sends a submitted draft back to its buyer's people, with the reason; whoever made it is told.
struct DeclineDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/decline")
    static let summary = "Send a submitted draft of your organization's back, with the reason."
    static let access = Access.trading(.approveOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<DraftOrder>
    let reason: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The draft's id.")
        reason = fields.body(
            "reason", "Why.", length: 1...500, example: "Too much gin for one month.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderHead> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            let head = try await effect.lock(id, by: own)
            guard head.buyer == own else { throw Problem.notFound }
            var declined = head.moved(to: try head.after(.decline), at: context.now)
            declined.approvedAt = nil
            declined.declineReason = reason
            var trip = Trip()
            trip.add(DraftOrderStatements.move, head.seller, id, declined.state, context.now)
            trip.add(ApprovalStatements.decline, head.seller, id, reason)
            trip.add(
                ApprovalStatements.tellMaker, id, "A draft order was not approved",
                "Draft \(id) was not approved.\n\n\(reason)", context.now)
            context.recordParty("draft_order_declined", declined, &trip)
            try await effect.send(trip)
            return .answer(declined).version(declined.version)
        }
    }
}
