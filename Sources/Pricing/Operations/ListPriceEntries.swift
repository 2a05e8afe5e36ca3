import Bedrock
import Platform
import Postgres
import Wire

/// Lists a price list's entries: variants' first, then categories', then the whole list's.
struct ListPriceEntries: Query {
    static let route = Route.get("/v1/price-lists/{id}/entries")
    static let summary = "List a price list's entries: variants, then categories, then the rest."
    static let access = Access.member(.readPrices)

    let id: ID<PriceList>
    let cursor: String?
    let limit: Int64

    init(_ fields: inout Fields) {
        id = fields.path("id", "The list's id.")
        cursor = fields.query("cursor", "Where the page begins.", length: 1...100)
        limit = fields.query("limit", "How many at most.", in: 1...1_000, default: 200)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<Page<PriceEntryView>> {
        let behind = cursor.flatMap { EntryCursor($0) }?.key
        guard cursor == nil || behind != nil else {
            throw .invalid("query:cursor", "format", "Must be a `next_cursor` given before.")
        }
        let own = context.caller.organization
        var trip = context.trip()
        let head = trip.add(PriceListStatements.head, own, id)
        let isBroad = behind.map { $0.variant == nil } ?? false
        let variants = isBroad
            ? nil
            : trip.add(
                PriceEntryStatements.variantPage, own, id, behind?.variant, behind?.unit ?? "",
                limit + 1)
        let broadStart = isBroad ? behind?.category?.uuid ?? ListPriceEntries.last : nil
        let broad = trip.add(
            PriceEntryStatements.broadPage, own, id, broadStart, behind?.unit ?? "", limit + 1)
        try await context.read(trip)
        guard head.first != nil else { throw .notFound }
        let rows = (variants?.rows ?? []) + broad.rows
        return .answer(
            Page(Array(rows.prefix(Int(limit) + 1)), limit: limit) {
                EntryCursor(behind: $0.entry).text
            })
    }

    /// Where an entry of the whole list stands among those of categories.
    private static let last = UUIDBytes(high: .max, low: .max)
}
