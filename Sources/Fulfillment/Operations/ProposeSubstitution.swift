import Bedrock
import Orders
import Platform
import Postgres
import Wire

/// Proposes something else in a line's place, at a price of its own or at the lists'; the buyer
/// agrees or declines.
struct ProposeSubstitution: Command {
    static let route = Route.post("/v1/orders/{id}/substitutions")
    static let summary = "Propose something else in a line's place, for the buyer to agree on."
    static let access = Access.trading(.writeOrders)
    static let problems: [ProblemKind] = [.illegalMove, .quantityNotOpen, .conflict]
    static let constraints: [String: ProblemKind] = [
        "DR101": .notFound, "DR140": .quantityNotOpen, "substitutions_open_key": .conflict,
    ]

    let order: ID<Order>
    let line: Int32
    let variant: ID<Variant>?
    let sku: String?
    let unit: String?
    let quantity: Int64
    let price: Int64?
    let declined: DeclinedLine
    let note: String?

    init(_ fields: inout Fields) {
        order = fields.path("id", "The order's id.")
        line = fields.body("line", "The line, by its number.", in: 1...1_000_000, example: 1)
        variant = fields.optional(
            "variant_id", "What is proposed; or give its `sku`.", inExample: false)
        sku = fields.optional(
            "sku", "Its SKU; or give its `variant_id`.", length: 1...100, example: "BW1002")
        unit = fields.optional(
            "unit", "`bottle`, `case` or another of its units; its base unit where left out.",
            length: 1...40, example: "case")
        quantity = fields.body("quantity", "How many of the unit.", in: 1...1_000_000_000)
        price = fields.optional(
            "unit_price",
            "What one of the unit costs, in the order's currency; by the lists where left out.",
            in: 0...1_000_000_000_000, example: 19_900)
        declined = fields.body(
            "if_declined", "What becomes of the line if the buyer declines.", default: .keep)
        note = fields.optional(
            "note", "What the buyer reads.", length: 1...500, format: .multiline,
            example: "The gin comes in May.")
        fields.require(
            (variant == nil) != (sku == nil), "variant_id", "choice",
            "Give either variant_id or sku.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SubstitutionView> {
        let id = ID<Substitution>.make(at: context.now)
        return try await context.transaction { effect throws(Problem) in
            var trip = Trip()
            trip.add(
                SubstitutionStatements.propose, id, order, line, variant, sku, unit, quantity,
                price, declined.rawValue, note, context.caller.account, context.requestID,
                context.now)
            let made = trip.add(SubstitutionStatements.one, context.caller.organization, id)
            try await effect.send(trip, refused: ProposeSubstitution.problem)
            guard let made = made.first else { throw Problem.notFound }
            var telling = Trip()
            telling.add(
                SubstitutionStatements.tell, id,
                "Order \(made.orderNumber): something else is proposed",
                "Instead of \(made.replacedSKU): \(made.quantity) \(made.unit) of \(made.name) "
                    + "(\(made.sku)). Agree or decline.\n\n\(note ?? "")", context.now)
            try await effect.send(telling)
            return .answer(made).location("/v1/substitutions/\(id)")
        }
    }

    /// What the database's function refuses, in the caller's words.
    private static func problem(_ error: ServerError) -> Problem? {
        switch error.sqlstate {
        case "DR149":
            return .invalid(
                error.message == "unit" ? "/unit" : "/variant_id", "unknown_variant",
                "You sell no such thing, or not in this unit.")
        default: return OrderState.problem(error)
        }
    }
}

/// Lists substitutions that were proposed, as seller or buyer.
struct ListSubstitutions: Query {
    static let route = Route.get("/v1/substitutions")
    static let summary = "List substitutions that were proposed, newest first."
    static let access = Access.member(.readFulfillments)

    let cursor: ID<Substitution>?
    let limit: Int64
    let order: ID<Order>?
    let state: String?

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
        order = fields.query("order_id", "Only those of this order.")
        state = fields.query(
            "state", "Only those in this state.", length: 1...20, example: "proposed")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<SubstitutionView>> {
        var trip = context.trip()
        let page = trip.add(
            SubstitutionStatements.page, context.caller.organization, cursor, limit + 1, order,
            state)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}
