import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// Edits a placed order: other quantities, lines that go and lines that come, as far as they are
/// not on their way. What changes is priced anew, and its stock is taken or let go in one
/// transaction.
struct EditOrder: Command {
    static let route = Route.post("/v1/orders/{id}/edits")
    static let summary = "Edit a placed order's lines; the answer shows what that changed."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = OrderEdit.problems

    let id: ID<Order>
    let edit: OrderEdit

    init(_ fields: inout Fields) {
        id = fields.path("id", "The order's id.")
        edit = OrderEdit(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderEditView> {
        try await OrderEdit.retrying { () async throws(Problem) in
            try await context.transaction { effect throws(Problem) in
                let view = try await edit.apply(to: id, effect, context) { terms, trip in
                    terms.write(to: id, context, &trip)
                }
                return .answer(view)
            }
        }
    }
}

extension OrderEditTerms {
    /// Writes the edit, with the stock of what it changed.
    func write(to order: ID<Order>, _ context: Context<Member>, _ trip: inout Trip) {
        trip.add(
            FulfillmentStatements.edit, order, bookVersion, head, lines, removed, difference,
            context.caller.account, context.requestID, context.now)
    }
}
