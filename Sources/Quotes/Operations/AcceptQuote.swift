import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Accepts a quote: an order at its prices is placed in the same transaction, or waits as a
/// submitted draft for a second person of the buyer where the buyer's own rule wants one.
struct AcceptQuote: Command {
    static let route = Route.post("/v1/quotes/{id}/accept")
    static let summary = "Accept a quote: an order at its prices is placed."
    static let access = Access.trading(.writeQuotes, .placeDraftOrders)
    static let problems: [ProblemKind] =
        [.illegalMove, .quoteMoved, .quoteUnpriced] + NewDraft.problems
    static let success = 200

    let id: ID<Quote>
    let round: Int32

    init(_ fields: inout Fields) {
        id = fields.path("id", "The quote's id.")
        round = fields.body("round", "The round that you read.", in: 1...1_000, example: 2)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteView> {
        try await NewDraft.retrying { () async throws(Problem) in
            try await context.transaction { effect throws(Problem) in
                try await accept(effect, context)
            }
        }
    }

    private func accept(
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> Success<QuoteView> {
        let own = context.caller.organization
        let (locked, side, state) = try await effect.lock(id, for: .accept, context)
        var head = locked
        guard head.round == round else {
            throw Problem(.quoteMoved, "It is at round \(head.round).")
        }
        var reading = Trip()
        let all = reading.add(QuoteStatements.lines, own, id)
        try await effect.send(reading)
        let lines = all.rows.filter { $0.round == head.round }
        guard lines.allSatisfy({ $0.unitAmount != nil }) else { throw Problem(.quoteUnpriced) }
        let party = try await head.parties(context)
        guard let channel = party.book.channel(head.channel),
            party.book.currency == head.currency
        else { throw Problem(.notTradingPartners) }
        var draft = try await NewDraft(
            lines.map { $0.wish() }, of: party.book, for: party.company, on: channel,
            at: context.now, context.services)
        draft.name(reference: head.reference, note: nil)
        // The buyer's rule counts whoever of the buyer had a part as its maker.
        let maker = side == .buyer ? context.caller.account : head.buyerAccount
        head.order = try await place(draft, by: maker ?? context.caller.account, effect, context)
        head.state = state
        head.draft = draft.id
        head.updatedAt = context.now
        var trip = Trip()
        if head.order == nil { draft.submit(context, &trip) }
        trip.add(QuoteStatements.accept, head.seller, id, draft.id, head.order, context.now)
        context.tell(head, "quote_accepted", &trip)
        try await effect.send(trip)
        return .answer(
            QuoteView(
                summary: QuoteSummary(head: head, side: side, now: context.now), lines: all.rows))
    }

    private func place(
        _ draft: NewDraft, by maker: ID<Account>, _ effect: borrowing Effect,
        _ context: Context<Member>
    ) async throws(Problem) -> ID<Order>? {
        let order = ID<Order>.make(at: context.now)
        var trip = Trip()
        draft.insert(by: maker, context, &trip)
        let placed = trip.add(
            QuoteStatements.place, draft.id, order, order.number, context.now,
            context.caller.account, .make(at: context.now), context.requestID)
        do throws(Problem) {
            try await effect.send(trip, refused: NewDraft.problem)
        } catch {
            draft.forgetPrices(after: error, context.services)
            throw error
        }
        return placed.first ?? nil
    }
}
