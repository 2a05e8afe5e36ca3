import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Counters a quote: other lines, quantities or prices, for the other side to answer.
struct CounterQuote: Command {
    static let route = Route.post("/v1/quotes/{id}/counter")
    static let summary = "Counter a quote with other lines, quantities or prices."
    static let access = Access.trading(.writeQuotes)
    static let problems: [ProblemKind] = [.illegalMove, .quoteRounds] + NewDraft.problems
    static let success = 200

    let id: ID<Quote>
    let proposal: QuoteProposal

    init(_ fields: inout Fields) {
        id = fields.path("id", "The quote's id.")
        proposal = QuoteProposal(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            let (locked, side, state) = try await effect.lock(id, for: .counter, context)
            var head = locked
            guard head.round < QuoteLimits.rounds else { throw Problem(.quoteRounds) }
            head.state = state
            head.round += 1
            head.validUntil = proposal.validUntil
            head.note = proposal.note
            head.updatedAt = context.now
            if side == .buyer { head.buyerAccount = context.caller.account }
            let party = try await head.parties(context)
            guard let channel = party.book.channel(head.channel) else {
                throw Problem(.notTradingPartners)
            }
            let lines = try await proposal.lines(of: head, party, on: channel, by: side, context)
            var trip = Trip()
            trip.add(
                QuoteStatements.counter, head.seller, id, head.state.rawValue, head.round,
                head.validUntil, head.note, head.buyerAccount, context.caller.account,
                context.now)
            head.insert(lines, &trip)
            context.tell(head, "quote_countered", &trip)
            let all = trip.add(QuoteStatements.lines, own, id)
            try await effect.send(trip)
            return .answer(
                QuoteView(
                    summary: QuoteSummary(head: head, side: side, now: context.now),
                    lines: all.rows))
        }
    }
}

/// Declines a quote that waits for one's answer.
struct DeclineQuote: Command {
    static let route = Route.post("/v1/quotes/{id}/decline")
    static let summary = "Decline a quote that waits for your answer."
    static let access = Access.trading(.writeQuotes)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Quote>
    let reason: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The quote's id.")
        reason = fields.optional(
            "reason", "Why; the other side reads it.", length: 1...500, format: .multiline,
            example: "Too dear.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteSummary> {
        try await context.end(id, .decline, reason)
    }
}

/// Withdraws a quote that waits for the other side's answer.
struct WithdrawQuote: Command {
    static let route = Route.post("/v1/quotes/{id}/withdraw")
    static let summary = "Withdraw a quote that the other side has not answered."
    static let access = Access.trading(.writeQuotes)
    static let problems: [ProblemKind] = [.illegalMove]
    static let success = 200

    let id: ID<Quote>
    let reason: String?

    init(_ fields: inout Fields) {
        id = fields.path("id", "The quote's id.")
        reason = fields.optional(
            "reason", "Why; the other side reads it.", length: 1...500, format: .multiline,
            example: "Sold out.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteSummary> {
        try await context.end(id, .withdraw, reason)
    }
}

extension Context where Scope == Member {
    /// Ends a quote without an order.
    fileprivate func end(
        _ id: ID<Quote>, _ move: QuoteState.Move, _ reason: String?
    ) async throws(Problem) -> Success<QuoteSummary> {
        try await transaction { effect throws(Problem) in
            let (locked, side, state) = try await effect.lock(id, for: move, self)
            var head = locked
            head.state = state
            head.reason = reason
            head.updatedAt = now
            var trip = Trip()
            trip.add(QuoteStatements.end, head.seller, id, state.rawValue, reason, now)
            tell(head, "quote_\(state.rawValue)", &trip)
            try await effect.send(trip)
            return .answer(QuoteSummary(head: head, side: side, now: now))
        }
    }
}

extension Effect {
    /// Locks a quote, and says what a move of the caller's side makes of it by now; or of the other
    /// side, for which its seller alone may stand.
    func lock(
        _ id: ID<Quote>, for move: QuoteState.Move, standingFor other: QuoteSide? = nil,
        _ context: Context<Member>
    ) async throws(Problem) -> (head: QuoteHead, side: QuoteSide, next: QuoteState) {
        let own = context.caller.organization
        var trip = Trip()
        let locked = trip.add(QuoteStatements.lock, own, id)
        try await send(trip)
        guard let head = locked.first else { throw Problem.notFound }
        let side = head.side(of: own)
        if other != nil, side != .seller { throw Problem(.buyerAnswers) }
        let next = try head.state.at(context.now, validUntil: head.validUntil)
            .after(move, by: other ?? side)
        return (head, side, next)
    }
}

extension QuoteHead {
    /// Its two sides as prices know them.
    func parties(_ context: Context<Member>) async throws(Problem) -> DraftParties {
        let books = context.services.get(PriceBooks.self)
        guard
            let company = try await books.company(
                seller: seller, buyer: buyer, context.services), company.isActive,
            let book = try await books.book(of: seller, context.services)
        else { throw Problem(.notTradingPartners) }
        return DraftParties(book: book, company: company)
    }
}
