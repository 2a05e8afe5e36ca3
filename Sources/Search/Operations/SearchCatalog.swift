import Bedrock
import Images
import Catalog
import Platform
import Postgres
import Wire

/// Searches the organization's own catalogue, what isn't published included.
struct SearchCatalog: Query {
    static let route = Route.get("/v1/search")
    static let summary = "Search your own catalogue by barcode, SKU, words or what they may be."
    static let access = Access.member(.readCatalog)

    let question: SearchQuestion
    let order: CatalogOrder?

    init(_ fields: inout Fields) {
        question = SearchQuestion(&fields)
        order = fields.query(
            "sort", "In which order; the best first where there is a text, else the newest.")
    }

    func run(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<FoundPage<FoundVariant>> {
        try await context.inTurn { () throws(Problem) in try await search(context) }
    }

    private func search(
        _ context: Context<Member>
    ) async throws(Problem) -> Success<FoundPage<FoundVariant>> {
        let organization = context.caller.organization
        let order = order?.order ?? (question.text == nil ? .newest : .relevance)
        var trip = context.trip()
        let found = trip.add(
            SearchStatements.find, organization, nil, context.now, question.text, question.labels,
            nil, Int32(SearchLimits.candidates), question.enough(order))
        try await context.read(trip)
        let groups = found.rows.sorted(by: order).map { Grouped(candidate: $0) }
        let (shown, next) = question.page(of: groups)
        let counts = question.facets ? FacetCounts(found.rows) : nil
        let brands = shown.compactMap(\.candidate.brand?.uuid)
        var more = context.trip()
        let details = more.add(
            SearchStatements.details, organization, nil, nil, context.now, question.language.tags,
            shown.map(\.candidate.id))
        let named = brands + (counts?.ids ?? [])
        let names =
            named.isEmpty ? nil : more.add(SearchStatements.names, organization, named)
        let images = more.add(
            SearchStatements.images, organization, shown.map(\.candidate.id))
        try await context.read(more)
        let pictures = context.pictures(images.rows)
        let known = (names?.rows ?? []).byID
        let byID = Dictionary(details.rows.map { ($0.id, $0) }) { first, _ in first }
        let items = shown.compactMap { group in
            byID[group.candidate.id].map { details in
                FoundVariant(
                    candidate: group.candidate, details: details,
                    brandName: group.candidate.brand.flatMap { known[$0.uuid] },
                    image: pictures[group.candidate.id.uuid])
            }
        }
        let total = found.rows.lookedAt
        return .answer(
            FoundPage(
                items: items, nextCursor: next, total: total,
                isComplete: total < SearchLimits.candidates,
                facets: counts?.named(known)))
    }
}

extension [SearchName] {
    var byID: [UUIDBytes: String] {
        Dictionary(map { ($0.id, $0.name) }) { first, _ in first }
    }
}

extension Context<Member> {
    /// What each is shown by, by its id.
    func pictures(_ uses: [ImageUse]) -> [UUIDBytes: ShownImage] {
        var pictures: [UUIDBytes: ShownImage] = [:]
        for use in uses { pictures[use.subject] = shown([use]).first }
        return pictures
    }
}
