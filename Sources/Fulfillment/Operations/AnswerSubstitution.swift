import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// Agrees to a substitution, as the order's buyer: the order has it instead of the line.
struct AgreeSubstitution: Command {
    static let route = Route.post("/v1/substitutions/{id}/agree")
    static let summary = "Agree to a substitution; the order has it instead of the line."
    static let access = Access.trading(.placeDraftOrders)
    static let problems: [ProblemKind] = OrderEdit.problems
    static let success = 200

    let id: ID<Substitution>

    init(_ fields: inout Fields) { id = fields.path("id", "The substitution's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<OrderEditView> {
        try await OrderEdit.retrying { () async throws(Problem) in
            try await context.transaction { effect throws(Problem) in
                let view = try await effect.answer(id, .agree, context)
                let edit = OrderEdit(
                    replacing: view.line, by: view.variant, unit: view.unit,
                    quantity: view.quantity, agreed: view.unitAmount)
                let edited = try await edit.apply(
                    to: view.order, isAgreed: true, effect, context
                ) { terms, trip in
                    terms.write(to: view.order, context, &trip)
                }
                return .answer(edited)
            }
        }
    }
}

/// Declines a substitution, as the order's buyer: the line is kept or cancelled, as was proposed.
struct DeclineSubstitution: Command {
    static let route = Route.post("/v1/substitutions/{id}/decline")
    static let summary = "Decline a substitution; the line is kept or cancelled, as proposed."
    static let access = Access.trading(.placeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Substitution>

    init(_ fields: inout Fields) { id = fields.path("id", "The substitution's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SubstitutionView> {
        try await context.transaction { effect throws(Problem) in
            let view = try await effect.answer(id, .decline, context)
            return .answer(view)
        }
    }
}

/// Takes a substitution back that was proposed, as the order's seller.
struct WithdrawSubstitution: Command {
    static let route = Route.post("/v1/substitutions/{id}/withdraw")
    static let summary = "Take a substitution back that the buyer has not answered."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Substitution>

    init(_ fields: inout Fields) { id = fields.path("id", "The substitution's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SubstitutionView> {
        try await context.transaction { effect throws(Problem) in
            let view = try await effect.answer(id, .withdraw, context)
            return .answer(view)
        }
    }
}

extension Effect {
    /// Moves a substitution, with its event and letter, and answers it as it then is.
    fileprivate func answer(
        _ id: ID<Substitution>, _ move: SubstitutionState.Move, _ context: Context<Member>
    ) async throws(Problem) -> SubstitutionView {
        guard let state = SubstitutionState.proposed.moves[move] else {
            throw Problem(.internalError)
        }
        var trip = Trip()
        trip.add(
            SubstitutionStatements.answer, id, state.rawValue, context.caller.account,
            context.requestID, context.now)
        let found = trip.add(SubstitutionStatements.one, context.caller.organization, id)
        try await send(trip) { error in
            SubstitutionState.problem(error) ?? OrderState.problem(error)
        }
        guard let view = found.first else { throw Problem.notFound }
        var telling = Trip()
        telling.add(
            SubstitutionStatements.tell, id,
            "Order \(view.orderNumber): the substitution was \(state.rawValue)",
            "\(view.quantity) \(view.unit) of \(view.name) (\(view.sku)) instead of "
                + "\(view.replacedSKU): \(state.rawValue).", context.now)
        try await send(telling)
        return view
    }
}
