import Bedrock
import Platform
import Postgres
import Wire

/// Hands an open draft to the seller, where the channel wants its word.
struct SubmitDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/submit")
    static let summary = "Hand an open draft to the seller."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The draft's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderHead> {
        try await context.move(id, .submit, "draft_order_submitted")
    }
}

/// Takes a submitted draft back to edit it.
struct ReopenDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/reopen")
    static let summary = "Take a submitted draft back to edit it."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The draft's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderHead> {
        try await context.move(id, .reopen, "draft_order_reopened")
    }
}

/// Gives a draft up.
struct AbandonDraftOrder: Command {
    static let route = Route.post("/v1/draft-orders/{id}/abandon")
    static let summary = "Give a draft up."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<DraftOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The draft's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderHead> {
        try await context.move(id, .abandon, "draft_order_abandoned")
    }
}

extension Context where Scope == Member {
    /// Carries out a move that changes nothing but the state.
    fileprivate func move(
        _ id: ID<DraftOrder>, _ move: DraftState.Move, _ event: String
    ) async throws(Problem) -> Success<DraftOrderHead> {
        try await transaction { effect throws(Problem) in
            let head = try await effect.lock(id, by: caller.organization)
            let moved = head.moved(to: try head.after(move), at: now)
            var trip = Trip()
            if move == .abandon {
                // What it holds is let go with it.
                trip.add(
                    DraftReservations.release, head.id, caller.account,
                    ID<Event>.make(at: now), requestID, now)
            }
            trip.add(DraftOrderStatements.move, head.seller, head.id, moved.state, now)
            recordParty(event, moved, &trip)
            if move == .submit { trip.addApprovalLetters(id, at: now) }
            try await effect.send(trip)
            return .answer(moved).version(moved.version)
        }
    }
}
