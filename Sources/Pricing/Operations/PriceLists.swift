import Bedrock
import Platform
import Postgres
import Wire

/// Lists the organization's price lists, newest first.
struct ListPriceLists: Query {
    static let route = Route.get("/v1/price-lists")
    static let summary = "List price lists, newest first, without their entries."
    static let access = Access.member(.readPrices)

    let cursor: ID<PriceList>?
    let limit: Int64

    init(_ fields: inout Fields) {
        cursor = fields.query("cursor", "Where the page begins.")
        limit = fields.query("limit", "How many at most.", in: 1...200, default: 50)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PriceListView>> {
        var trip = context.trip()
        let page = trip.add(
            PriceListStatements.page, context.caller.organization, cursor, limit + 1)
        try await context.read(trip)
        return .answer(Page(page.rows, limit: limit) { $0.id.text })
    }
}

/// Reads one price list.
struct ReadPriceList: Query {
    static let route = Route.get("/v1/price-lists/{id}")
    static let summary = "Read one price list, without its entries."
    static let access = Access.member(.readPrices)

    let id: ID<PriceList>

    init(_ fields: inout Fields) { id = fields.path("id", "The list's id.") }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<PriceListView> {
        var trip = context.trip()
        let found = trip.add(PriceListStatements.head, context.caller.organization, id)
        try await context.read(trip)
        guard let list = found.first else { throw .notFound }
        return .answer(list).version(list.version)
    }
}
