import Bedrock
import Platform
import Postgres
import Wire

/// Requests a return: of lines of an order, of containers, or of both, by either party.
struct RequestReturn: Command {
    static let route = Route.post("/v1/returns")
    static let summary = "Request a return of lines of an order, of containers, or of both."
    static let access = Access.trading(.requestReturns)
    static let problems: [ProblemKind] = [
        .notFound, .quantityNotReturnable, .containersNotHeld, .twoCurrencies,
    ]
    static let constraints = ReturnRefusals.constraints

    let order: ID<Order>?
    let company: ID<Company>?
    let reference: String?
    let note: String?
    let lines: [ReturnedLine]
    let containers: [ReturnedContainers]

    init(_ fields: inout Fields) {
        order = fields.optional("order_id", "The order whose lines come back.")
        company = fields.optional(
            "company_id", "The relation whose containers come back, where it is of no order.",
            inExample: false)
        reference = fields.optional(
            "reference", "Your own reference.", length: 1...200, example: "RMA-7")
        note = fields.optional(
            "note", "A note to the other party.", length: 1...2_000, format: .multiline,
            inExample: false)
        lines = fields.optional(
            "lines", "What of which lines of the order.", count: 1...ReturnLimits.lines) ?? []
        containers = fields.optional(
            "containers", "Containers on deposit, by their kind.", count: 1...100,
            inExample: false) ?? []
        let choice = (order == nil) != (company == nil)
        fields.require(
            choice, "order_id", "choice", "Give the order, or the company where it is of none.")
        fields.require(
            order != nil || lines.isEmpty, "lines", "choice", "Lines are of an order.")
        fields.require(
            lines.count + containers.count > 0, "lines", "required", "Something comes back.")
        fields.require(
            Set(lines.map(\.line)).count == lines.count, "lines", "duplicate",
            "Must not name a line twice.")
        fields.require(
            Set(containers.map(\.kind)).count == containers.count, "containers", "duplicate",
            "Must not name a kind twice.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        let id = ID<Return>.make(at: context.now)
        return try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.request, id, order, company, reference, note,
                lines.map(\.line), lines.map(\.quantity), lines.map(\.reason),
                containers.map(\.kind), containers.map(\.quantity), context.caller.account,
                context.requestID, context.now)
        }.location("/v1/returns/\(id)")
    }
}

/// Writes down a return of goods of no known order, for amounts that the seller states: never more
/// than the company was charged for the variant and did not get back.
struct StateReturn: Command {
    static let route = Route.post("/v1/companies/{id}/returns")
    static let summary = "Write down a return of no known order, for stated amounts."
    static let access = Access.trading(.writeReturns)
    static let problems: [ProblemKind] = [.refundExceedsCharge]
    static let constraints = ReturnRefusals.constraints

    let company: ID<Company>
    let reference: String?
    let note: String?
    let lines: [StatedLine]

    init(_ fields: inout Fields) {
        company = fields.path("id", "The company that sends it back.")
        reference = fields.optional(
            "reference", "Your own reference.", length: 1...200, example: "RINV-7")
        note = fields.optional(
            "note", "A note to the other party.", length: 1...2_000, format: .multiline,
            inExample: false)
        lines = fields.body("lines", "What comes back.", count: 1...ReturnLimits.lines)
        fields.require(
            Set(lines.map(\.amount.currency)).count <= 1, "lines", "currency",
            "All amounts must be of one currency.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<ReturnView> {
        let id = ID<Return>.make(at: context.now)
        return try await context.moveReturn(id) { trip in
            trip.add(
                ReturnStatements.state, id, company, reference, note,
                lines[0].amount.currency.code, lines.map(\.variant), lines.map(\.sku),
                lines.map(\.quantity), lines.map(\.amount.amount), lines.map(\.reason),
                lines.map(\.chargedBefore), lines.map(\.document), context.caller.account,
                context.requestID, context.now)
        }.location("/v1/returns/\(id)")
    }
}

extension Context where Scope == Member {
    /// Carries out what changes a return, and answers it as it is then.
    func moveReturn(
        _ id: ID<Return>, _ build: (inout Trip) -> Void
    ) async throws(Problem) -> Success<ReturnView> {
        try await transaction { effect throws(Problem) in
            var trip = Trip()
            build(&trip)
            let own = caller.organization
            let head = trip.add(ReturnStatements.head, own, id)
            let lines = trip.add(ReturnStatements.lines, own, id)
            let receipts = trip.add(ReturnStatements.receipts, own, id)
            try await effect.send(trip, refused: ReturnState.problem)
            guard let head = head.first else { throw .notFound }
            let view = ReturnView(head: head, lines: lines.rows, receipts: receipts.rows)
            return .answer(view).version(head.version)
        }
    }
}
