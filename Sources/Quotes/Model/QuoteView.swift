import Bedrock
import Platform
import Postgres
import Wire

/// A quote without its lines.
struct QuoteHead: Sendable {
    let seller: ID<Organization>
    let id: ID<Quote>
    let buyer: ID<Organization>
    let company: ID<Company>
    let channel: ID<Channel>
    /// As it is stored; what it is at an instant depends on that.
    var state: QuoteState
    var round: Int32
    let currency: Currency
    var validUntil: Instant?
    let reference: String?
    var note: String?
    var reason: String?
    /// Who of the buyer last had a part in it.
    var buyerAccount: ID<Account>?
    var draft: ID<DraftOrder>?
    var order: ID<Order>?
    let createdAt: Instant
    var updatedAt: Instant
    /// Who of the buyer said yes, where its seller accepted for it.
    var acceptedFor: String?

    static let example = QuoteHead(
        seller: ID(uuid: UUIDBytes(high: 1, low: 1)), id: ID(uuid: UUIDBytes(high: 1, low: 41)),
        buyer: ID(uuid: UUIDBytes(high: 1, low: 3)), company: ID(uuid: UUIDBytes(high: 1, low: 4)),
        channel: ID(uuid: UUIDBytes(high: 1, low: 5)), state: .offered, round: 2, currency: .usd,
        validUntil: Instant(microseconds: 1_790_600_000_000_000), reference: "Wedding",
        note: "Two pallets.", reason: nil, buyerAccount: nil, draft: nil, order: nil,
        createdAt: Instant(microseconds: 1_790_000_000_000_000),
        updatedAt: Instant(microseconds: 1_790_000_000_000_000))

    func side(of organization: ID<Organization>) -> QuoteSide {
        organization == seller ? .seller : .buyer
    }

    static let read: @Sendable (inout RowReader) throws(RowError) -> QuoteHead = { row in
        let seller: ID<Organization> = try row.read()
        let id: ID<Quote> = try row.read()
        let buyer: ID<Organization> = try row.read()
        let company: ID<Company> = try row.read()
        let channel: ID<Channel> = try row.read()
        let state: String = try row.read()
        let round: Int32 = try row.read()
        let code: String = try row.read()
        return QuoteHead(
            seller: seller, id: id, buyer: buyer, company: company, channel: channel,
            state: QuoteState(rawValue: state) ?? .withdrawn, round: round,
            currency: Currency(code: code) ?? .usd, validUntil: try row.read(),
            reference: try row.read(), note: try row.read(), reason: try row.read(),
            buyerAccount: try row.read(), draft: try row.read(), order: try row.read(),
            createdAt: try row.read(), updatedAt: try row.read(), acceptedFor: try row.read())
    }
}

/// A quote as somebody sees it at an instant.
struct QuoteSummary: Output, Sendable {
    let head: QuoteHead
    let side: QuoteSide
    let now: Instant

    var state: QuoteState { head.state.at(now, validUntil: head.validUntil) }

    static let example = QuoteSummary(
        head: .example, side: .buyer, now: Instant(microseconds: 1_790_000_000_000_000))

    func write(_ out: inout OutputWriter) {
        out("id", head.id, "The quote's id.")
        out("seller_id", head.seller, "The organization that sells.")
        out("buyer_id", head.buyer, "The organization that buys.")
        out("company_id", head.company, "The buyer as the seller knows it.")
        out("channel_id", head.channel, "The seller's channel.")
        out(
            "state", state.rawValue,
            "asked, offered, accepted, declined, withdrawn, or expired by now.")
        out(
            "moves", state.moves(of: side).keys.map(\.rawValue).sorted(),
            "What your side can do: accept, counter, decline, withdraw.")
        out("round", head.round, "How often it went to or fro; accepting names it.")
        out("valid_until", head.validUntil, "It holds before this instant.")
        out("reference", head.reference, "What its maker calls it.")
        out("note", head.note, "What whoever proposed last says to it.")
        out("reason", head.reason, "Why it was declined or withdrawn.")
        out("draft_order_id", head.draft, "The draft it became, once accepted.")
        out("order_id", head.order, "The order; null where a second person has to approve.")
        out(
            "accepted_for", head.acceptedFor,
            "Who of the buyer said yes, where its seller accepted; null where it answered itself.")
        out("created_at", head.createdAt, "When it was begun.")
        out("updated_at", head.updatedAt, "When it last moved.")
    }
}

/// A line of a round.
struct QuoteLine: Output, Sendable {
    let round: Int32
    let line: Int32
    let variant: ID<Variant>
    let sku: String
    let name: String
    let unit: String
    let quantity: Int64
    let unitAmount: Int64?
    let currency: Currency

    static let example = QuoteLine(
        round: 2, line: 1, variant: ID(uuid: UUIDBytes(high: 1, low: 1)), sku: "BW-1001",
        name: "Harbour Light Gin", unit: "case", quantity: 20, unitAmount: 18_900, currency: .usd)

    func write(_ out: inout OutputWriter) {
        out("round", round, "The round that says it.")
        out("line", line, "Its number, from 1.")
        out("variant_id", variant, "What is quoted.")
        out("sku", sku, "Its SKU.")
        out("name", name, "Its name.")
        out("unit", unit, "The unit it is counted in.")
        out("quantity", quantity, "How many of the unit.")
        out(
            "unit_price", unitAmount.map { Money($0, currency) },
            "What one costs, before what is levied on it; null where the buyer asks.")
    }
}

/// A quote with the lines of its round, and what the rounds before said.
struct QuoteView: Output, Sendable {
    let summary: QuoteSummary
    let lines: [QuoteLine]

    static let example = QuoteView(summary: .example, lines: [.example])

    func write(_ out: inout OutputWriter) {
        summary.write(&out)
        out("lines", lines.filter { $0.round == summary.head.round }, "What is quoted now.")
        out(
            "before", lines.filter { $0.round != summary.head.round },
            "What earlier rounds said, the latest first.")
    }
}
