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
                let (head, side, _) = try await effect.lock(id, for: .accept, context)
                let maker = side == .buyer ? context.caller.account : head.buyerAccount
                return try await context.accept(
                    head, at: round, by: maker ?? context.caller.account, effect)
            }
        }
    }
}

/// Accepts a quote for a company that is not on the platform, and so can't answer: its seller says
/// who of it said yes. A company that has come answers for itself.
struct AcceptQuoteForBuyer: Command {
    static let route = Route.post("/v1/quotes/{id}/accept-for-buyer")
    static let summary = "Accept a quote for a company that is not on the platform."
    static let access = Access.trading(.acceptForBuyer, .placeDraftOrders)
    static let problems: [ProblemKind] =
        [.illegalMove, .quoteMoved, .quoteUnpriced, .buyerAnswers] + NewDraft.problems
    static let success = 200

    let id: ID<Quote>
    let round: Int32
    let acceptedFor: String

    init(_ fields: inout Fields) {
        id = fields.path("id", "The quote's id.")
        round = fields.body("round", "The round that was accepted.", in: 1...1_000, example: 2)
        acceptedFor = fields.body(
            "accepted_for", "Who of the buyer said yes, and how.", length: 1...200,
            example: "The owner, by telephone")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteView> {
        try await NewDraft.retrying { () async throws(Problem) in
            try await context.transaction { effect throws(Problem) in
                let (head, _, _) = try await effect.lock(
                    id, for: .accept, standingFor: .buyer, context)
                var trip = Trip()
                let linked = trip.add(
                    QuoteStatements.isLinked, context.caller.organization, head.company)
                try await effect.send(trip)
                guard linked.first == false else { throw Problem(.buyerAnswers) }
                return try await context.accept(
                    head, at: round, by: context.caller.account, for: acceptedFor, effect)
            }
        }
    }
}

extension Context where Scope == Member {
    /// Accepts a locked quote whose move was found legal: its draft is placed, or submitted where
    /// the buyer's own rule wants a second person.
    fileprivate func accept(
        _ locked: QuoteHead, at round: Int32, by maker: ID<Account>, for acceptedFor: String? = nil,
        _ effect: borrowing Effect
    ) async throws(Problem) -> Success<QuoteView> {
        let own = caller.organization
        var head = locked
        guard head.round == round else {
            throw Problem(.quoteMoved, "It is at round \(head.round).")
        }
        var reading = Trip()
        let all = reading.add(QuoteStatements.lines, own, head.id)
        try await effect.send(reading)
        let lines = all.rows.filter { $0.round == head.round }
        guard lines.allSatisfy({ $0.unitAmount != nil }) else { throw Problem(.quoteUnpriced) }
        let party = try await head.parties(self)
        guard let channel = party.book.channel(head.channel),
            party.book.currency == head.currency
        else { throw Problem(.notTradingPartners) }
        var draft = try await NewDraft(
            lines.map { $0.wish() }, of: party.book, for: party.company, on: channel,
            at: now, services)
        draft.name(reference: head.reference, note: nil)
        // The buyer's rule counts whoever of the buyer had a part as its maker.
        head.order = try await place(draft, by: maker, effect)
        head.state = .accepted
        head.draft = draft.id
        head.acceptedFor = acceptedFor
        head.updatedAt = now
        var trip = Trip()
        if head.order == nil { draft.submit(self, &trip) }
        trip.add(
            QuoteStatements.accept, head.seller, head.id, draft.id, head.order, now, acceptedFor)
        tell(head, "quote_accepted", &trip)
        try await effect.send(trip)
        return .answer(
            QuoteView(
                summary: QuoteSummary(head: head, side: head.side(of: own), now: now),
                lines: all.rows))
    }

    private func place(
        _ draft: NewDraft, by maker: ID<Account>, _ effect: borrowing Effect
    ) async throws(Problem) -> ID<Order>? {
        let order = ID<Order>.make(at: now)
        var trip = Trip()
        draft.insert(by: maker, self, &trip)
        let placed = trip.add(
            QuoteStatements.place, draft.id, order, order.number, now, caller.account,
            .make(at: now), requestID)
        do throws(Problem) {
            try await effect.send(trip, refused: NewDraft.problem)
        } catch {
            draft.forgetPrices(after: error, services)
            throw error
        }
        return placed.first ?? nil
    }
}
