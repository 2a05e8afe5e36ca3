import Bedrock
import Platform
import Postgres
import Wire

/// Pauses a standing order: it is due no more until it is resumed.
struct PauseStandingOrder: Command {
    static let route = Route.post("/v1/standing-orders/{id}/pause")
    static let summary = "Pause a standing order until it is resumed."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .standingOrderOfOtherParty]
    static let success = 200

    let id: ID<StandingOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The standing order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        try await context.move(id, .pause, "standing_order_paused")
    }
}

/// Resumes a standing order: it is due next by its schedule.
struct ResumeStandingOrder: Command {
    static let route = Route.post("/v1/standing-orders/{id}/resume")
    static let summary = "Resume a standing order that was paused."
    static let access = Access.trading(.writeDraftOrders, .placeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .standingOrderOfOtherParty]
    static let success = 200

    let id: ID<StandingOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The standing order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        try await context.move(id, .resume, "standing_order_resumed")
    }
}

/// Skips the next time a standing order is due.
struct SkipStandingOrder: Command {
    static let route = Route.post("/v1/standing-orders/{id}/skip")
    static let summary = "Skip the next time that a standing order is due."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .standingOrderOfOtherParty]
    static let success = 200

    let id: ID<StandingOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The standing order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        try await context.move(id, .skip, "standing_order_skipped")
    }
}

/// Ends a standing order for good.
struct EndStandingOrder: Command {
    static let route = Route.post("/v1/standing-orders/{id}/end")
    static let summary = "End a standing order for good."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .standingOrderOfOtherParty]
    static let success = 200

    let id: ID<StandingOrder>

    init(_ fields: inout Fields) { id = fields.path("id", "The standing order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<StandingOrderView> {
        try await context.move(id, .end, "standing_order_ended")
    }
}

extension Context where Scope == Member {
    /// Carries out a move that changes nothing but when it is due.
    fileprivate func move(
        _ id: ID<StandingOrder>, _ move: StandingState.Move, _ event: String
    ) async throws(Problem) -> Success<StandingOrderView> {
        let own = caller.organization
        return try await transaction { effect throws(Problem) in
            let (head, next) = try await effect.lock(id, for: move, own)
            var trip = Trip()
            switch next {
            case .paused, .ended:
                trip.add(StandingStatements.rest, head.seller, id, next.rawValue, now)
            case .active:
                var after = now
                if move == .skip, let due = head.nextDueAt {
                    trip.add(
                        StandingStatements.note, head.seller, id, due, head.buyer, "skipped", nil,
                        nil, nil, nil, now)
                    after = max(due, now)
                }
                trip.add(StandingStatements.reschedule, head.seller, id, after, now)
            }
            tell(id, event, &trip) { json in
                guard move == .skip, let due = head.nextDueAt else { return }
                json.key("due_at")
                json.write(due.rfc3339)
            }
            let view = try await effect.send(trip, reading: id, own)
            return .answer(view).version(view.head.version)
        }
    }
}
