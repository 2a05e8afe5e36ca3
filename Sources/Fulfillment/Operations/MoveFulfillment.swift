import Bedrock
import Platform
import Postgres
import Wire

/// Says that all of a fulfillment is picked and packed.
struct PackFulfillment: Command {
    static let route = Route.post("/v1/fulfillments/{id}/pack")
    static let summary = "Say that all of a fulfillment is packed."
    static let access = Access.trading(.writeFulfillments)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = FulfillmentRefusals.constraints
    static let success = 200

    let id: ID<OrderFulfillment>

    init(_ fields: inout Fields) { id = fields.path("id", "The fulfillment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<FulfillmentView> {
        try await context.fulfill(id) { trip in
            trip.add(
                FulfillmentStatements.move, id, FulfillmentState.packed.rawValue,
                context.caller.account, context.requestID, context.now)
        }
    }
}

/// Gives a fulfillment up: what has not left of it is open again.
struct CancelFulfillment: Command {
    static let route = Route.post("/v1/fulfillments/{id}/cancel")
    static let summary = "Give a fulfillment up; what has not left of it is open again."
    static let access = Access.trading(.writeFulfillments)
    static let problems: [ProblemKind] = [.illegalMove]
    static let constraints = FulfillmentRefusals.constraints
    static let success = 200

    let id: ID<OrderFulfillment>

    init(_ fields: inout Fields) { id = fields.path("id", "The fulfillment's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<FulfillmentView> {
        try await context.fulfill(id) { trip in
            trip.add(
                FulfillmentStatements.move, id, FulfillmentState.cancelled.rawValue,
                context.caller.account, context.requestID, context.now)
        }
    }
}

extension Context where Scope == Member {
    /// Carries out what changes a fulfillment, and answers it as it is then.
    func fulfill(
        _ id: ID<OrderFulfillment>, _ build: (inout Trip) -> Void
    ) async throws(Problem) -> Success<FulfillmentView> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            build(&trip)
            let head = trip.add(FulfillmentStatements.head, caller.organization, id)
            let lines = trip.add(FulfillmentStatements.lines, caller.organization, id)
            try await effect.send(trip, refused: FulfillmentState.problem)
            guard let head = head.first else { throw .notFound }
            return .answer(FulfillmentView(head: head, lines: lines.rows)).version(head.version)
        }
    }
}

extension FulfillmentState {
    /// What a fulfillment's own functions refuse. The message of DR102 is the state of what was to
    /// be moved: the fulfillment, or the order it is to be of.
    static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR101": return .notFound
        case "DR102":
            let moves = FulfillmentState(rawValue: error.message)?.moves ?? []
            return .illegalMove(from: error.message, allowed: moves)
        default: return nil
        }
    }
}
