import Bedrock
import Orders
import Platform
import Postgres
import Pricing
import Wire

/// Begins a quote: a seller offers one of its companies prices, or a buyer asks for them.
struct MakeQuote: Command {
    static let route = Route.post("/v1/quotes")
    static let summary = "Offer a company prices until an instant, or ask a seller for them."
    static let access = Access.trading(.writeQuotes)
    static let problems: [ProblemKind] = NewDraft.problems

    let seller: ID<Organization>?
    let company: ID<Company>?
    let channel: ID<Channel>?
    let reference: String?
    let proposal: QuoteProposal

    init(_ fields: inout Fields) {
        seller = fields.optional("seller_id", "Whom to ask; left out when you are the seller.")
        company = fields.optional(
            "company_id", "For whom, when you are the seller.", inExample: false)
        channel = fields.optional(
            "channel_id", "The seller's channel; its first where left out.", inExample: false)
        reference = fields.optional(
            "reference", "What you call it.", length: 1...200, example: "Wedding")
        proposal = QuoteProposal(&fields)
        fields.require(
            (seller == nil) != (company == nil), "seller_id", "choice",
            "A buyer gives seller_id, a seller gives company_id.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteView> {
        let party = try await DraftParties.find(seller: seller, company: company, context)
        guard let channel = party.book.channel(channel) else {
            throw .invalid("/channel_id", "unknown", "The seller has no such channel.")
        }
        let side: QuoteSide = company == nil ? .buyer : .seller
        let account = context.caller.account
        let head = QuoteHead(
            seller: party.book.seller, id: .make(at: context.now), buyer: party.company.buyer,
            company: party.company.id, channel: channel.id,
            state: side == .seller ? .offered : .asked, round: 1, currency: party.book.currency,
            validUntil: proposal.validUntil, reference: reference, note: proposal.note,
            reason: nil, buyerAccount: side == .buyer ? account : nil, draft: nil, order: nil,
            createdAt: context.now, updatedAt: context.now)
        let lines = try await proposal.lines(of: head, party, on: channel, by: side, context)
        let view = QuoteView(
            summary: QuoteSummary(head: head, side: side, now: context.now), lines: lines)
        return try await context.commit(
            .answer(view).location("/v1/quotes/\(head.id)")
        ) { trip in
            trip.add(
                QuoteStatements.insert, head.seller, head.id, head.buyer, head.company,
                head.channel, head.state.rawValue, head.currency.code, head.validUntil,
                head.reference, head.note, head.buyerAccount, account, context.now)
            head.insert(lines, &trip)
            context.tell(head, "quote_\(head.state.rawValue)", &trip)
        }
    }
}

extension QuoteHead {
    /// Writes the lines of the round that it is at.
    func insert(_ lines: [QuoteLine], _ trip: inout Trip) {
        trip.add(
            QuoteStatements.insertLines, seller, id, buyer, round, lines.map(\.line),
            lines.map(\.variant), lines.map(\.sku), lines.map(\.name), lines.map(\.unit),
            lines.map(\.quantity), lines.map(\.unitAmount))
    }
}

extension Context where Scope == Member {
    /// Writes an event of a quote to both ledgers, and a letter to the other side.
    func tell(_ head: QuoteHead, _ type: String, _ trip: inout Trip) {
        let name = head.reference.map { " (\($0))" } ?? ""
        let until = head.validUntil.map { " It holds until \($0.rfc3339)." } ?? ""
        trip.add(
            QuoteStatements.tell, head.id, type, "A quote was \(head.state.rawValue)\(name)",
            "Quote \(head.id)\(name) was \(head.state.rawValue).\(until)\n\n"
                + "\(head.reason ?? head.note ?? "")",
            caller.account, requestID, now)
    }
}
