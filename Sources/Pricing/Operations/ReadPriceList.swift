import Bedrock
import Platform
import Postgres
import Wire

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
