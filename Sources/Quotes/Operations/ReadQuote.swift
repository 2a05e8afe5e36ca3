import Bedrock
import Platform
import Postgres
import Wire

/// Reads a quote with what is quoted now, and what earlier rounds said.
struct ReadQuote: Query {
    static let route = Route.get("/v1/quotes/{id}")
    static let summary = "Read a quote with what each round said."
    static let access = Access.member(.readQuotes)

    let id: ID<Quote>

    init(_ fields: inout Fields) { id = fields.path("id", "The quote's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<QuoteView> {
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(QuoteStatements.head, own, id)
        let lines = trip.add(QuoteStatements.lines, own, id)
        try await context.read(trip)
        guard let head = head.first else { throw .notFound }
        return .answer(
            QuoteView(
                summary: QuoteSummary(head: head, side: head.side(of: own), now: context.now),
                lines: lines.rows))
    }
}

/// Lists the quotes the organization is a party to, newest first.
struct ListQuotes: Query {
    static let route = Route.get("/v1/quotes")
    static let summary = "List quotes, newest first, without their lines."
    static let access = Access.member(.readQuotes)

    let cursor: ID<Quote>?
    let limit: Int64
    let state: QuoteState?

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
        state = fields.query("state", "Only those in this state by now.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<QuoteSummary>> {
        let own = context.caller.organization
        var trip = context.trip()
        let page = trip.add(
            QuoteStatements.page, own, cursor, limit + 1, state?.rawValue, context.now)
        try await context.read(trip)
        let summaries = page.rows.map {
            QuoteSummary(head: $0, side: $0.side(of: own), now: context.now)
        }
        return .answer(Page(summaries, limit: limit) { $0.head.id.text })
    }
}
