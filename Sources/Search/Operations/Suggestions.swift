import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Suggests what somebody who is typing may look for among a seller's offers.
struct SuggestOffers: Query {
    static let route = Route.get("/v1/sellers/{id}/suggestions")
    static let summary = "Suggest brands, categories and products of a seller while typing."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners, .sellerUnavailable]
    static let constraints = [
        "DR107": ProblemKind.notTradingPartners, "DR130": ProblemKind.sellerUnavailable,
    ]

    let seller: ID<Organization>
    let channel: ID<Channel>?
    let text: String

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The seller's id.")
        channel = fields.query("channel_id", "On which channel; the seller's first where left out.")
        text = fields.typed()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SuggestionList> {
        let desk = try await PriceDesk(of: seller, on: channel, for: context)
        return try await context.suggest(to: text, of: seller, on: desk.channel)
    }
}

/// Suggests what somebody who is typing may look for in the own catalogue.
struct SuggestCatalog: Query {
    static let route = Route.get("/v1/suggestions")
    static let summary = "Suggest brands, categories and products of your own while typing."
    static let access = Access.member(.readCatalog)

    let text: String

    init(_ fields: inout Fields) {
        text = fields.typed()
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<SuggestionList> {
        try await context.suggest(to: text, of: context.caller.organization, on: nil)
    }
}

extension Fields {
    fileprivate mutating func typed() -> String {
        requiredQuery(
            "q", "What was typed so far.", length: 1...SearchLimits.question, example: "joh")
    }
}

extension Context {
    fileprivate func suggest(
        to text: String, of organization: ID<Organization>, on channel: ID<Channel>?
    ) async throws(Problem) -> Success<SuggestionList> {
        var trip = trip()
        let found = trip.add(
            SearchStatements.suggest, organization, channel, now, text,
            Int32(SearchLimits.suggestions))
        try await inTurn { () throws(Problem) in try await read(trip) }
        return .answer(SuggestionList(items: found.rows))
    }
}

/// What somebody may mean.
struct SuggestionList: Output, Sendable {
    let items: [Suggestion]

    static let example = SuggestionList(items: [.example])

    func write(_ out: inout OutputWriter) {
        out("items", items, "At most ten: brands, then categories, then products.")
    }
}

/// One thing somebody may mean.
struct Suggestion: Output, Sendable {
    let kind: String
    let id: UUIDBytes
    let text: String

    static let example = Suggestion(
        kind: "brand", id: UUIDBytes(high: 1, low: 1), text: "Johnnie Walker")

    func write(_ out: inout OutputWriter) {
        out("kind", kind, "`brand`, `category` or `product`.")
        out("id", identifier, "The id of that.")
        out("text", text, "What it is called.")
    }

    private var identifier: String {
        switch kind {
        case "brand": ID<Brand>(uuid: id).text
        case "category": ID<Category>(uuid: id).text
        default: ID<Product>(uuid: id).text
        }
    }
}
