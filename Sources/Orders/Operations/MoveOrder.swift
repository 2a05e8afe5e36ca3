package import Bedrock
package import Platform
package import Postgres
import Wire

/// Confirms a placed order: its seller has seen it and will deliver.
struct ConfirmOrder: Command {
    static let route = Route.post("/v1/orders/{id}/confirm")
    static let summary = "Confirm a placed order."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderHead> {
        try await context.move(id) { trip in
            trip.add(
                OrderStatements.confirm, id, context.caller.account, context.requestID,
                context.now)
        }
    }
}

/// Completes an order: all of it is delivered and nothing more is to come.
struct CompleteOrder: Command {
    static let route = Route.post("/v1/orders/{id}/complete")
    static let summary = "Complete an order that was delivered."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Order>

    init(_ fields: inout Fields) { id = fields.path("id", "The order's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderHead> {
        try await context.move(id) { trip in
            trip.add(
                OrderStatements.complete, id, context.caller.account, context.requestID,
                context.now)
        }
    }
}

extension Context where Scope == Member {
    /// Carries out what changes an order, and answers the order as it is then.
    package func move(
        _ id: ID<Order>, _ build: (inout Trip) -> Void
    ) async throws(Problem) -> Success<OrderHead> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            build(&trip)
            let head = trip.add(OrderStatements.head, caller.organization, id)
            try await effect.send(trip, refused: OrderState.problem)
            guard let head = head.first else { throw .notFound }
            return .answer(head).version(head.version)
        }
    }
}
