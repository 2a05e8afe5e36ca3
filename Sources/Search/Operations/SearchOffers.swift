import Bedrock
import Catalog
import Platform
import Postgres
import PriceEngine
import Pricing
import Wire

/// Searches what a seller offers to the caller's organization, at its own prices.
///
/// One round trip finds the candidates, of which at most so many are looked at. Sorting by price
/// and narrowing by it prices each of them from the seller's book in memory; else the page alone
/// is priced. A second round trip reads what the page shows.
struct SearchOffers: Query {
    static let route = Route.get("/v1/sellers/{id}/search")
    static let summary = "Search a seller's offers, sorted and narrowed by your own prices."
    static let access = Access.trading(.readOffers)
    static let problems: [ProblemKind] = [.notTradingPartners, .sellerUnavailable]
    static let constraints = [
        "DR107": ProblemKind.notTradingPartners, "DR130": ProblemKind.sellerUnavailable,
    ]

    let seller: ID<Organization>
    let channel: ID<Channel>?
    let question: SearchQuestion
    let inStock: Bool
    let lowest: Int64?
    let highest: Int64?
    let order: OfferOrder?

    init(_ fields: inout Fields) {
        seller = fields.path("id", "The seller's id.")
        channel = fields.query("channel_id", "On which channel; the seller's first where left out.")
        question = SearchQuestion(&fields)
        inStock = fields.query("in_stock", "Only what can be had now.", default: false)
        lowest = fields.query(
            "price_min", "Only what costs you at least so many minor units.",
            in: 0...1_000_000_000_000)
        highest = fields.query(
            "price_max", "Only what costs you at most so many minor units.",
            in: 0...1_000_000_000_000)
        order = fields.query(
            "sort", "In which order; the best first where there is a text, else the newest.")
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<FoundPage<FoundOffer>> {
        let desk = try await PriceDesk(of: seller, on: channel, for: context)
        return try await context.inTurn { () throws(Problem) in
            try await search(desk, context)
        }
    }

    private func search(
        _ desk: PriceDesk, _ context: Context<Member>
    ) async throws(Problem) -> Success<FoundPage<FoundOffer>> {
        let order = order ?? (question.text == nil ? .newest : .relevance)
        let isWhole = inStock || lowest != nil || highest != nil
        var trip = context.trip()
        let found = trip.add(
            SearchStatements.find, seller, desk.channel, context.now, question.text,
            question.labels, inStock ? desk.warehouse : nil, Int32(SearchLimits.candidates),
            isWhole ? Int32(SearchLimits.candidates) : question.enough(order))
        try await context.read(trip)
        let candidates = narrowed(found.rows, desk)
        let groups = candidates.sorted(by: order).grouped()
        let (shown, next) = question.page(of: groups)
        let counts = question.facets ? FacetCounts(candidates) : nil
        let items = try await items(shown, counts, desk, context)
        let lookedAt = found.rows.lookedAt
        return .answer(
            FoundPage(
                items: items.shown, nextCursor: next,
                total: isWhole ? candidates.count : lookedAt,
                isComplete: lookedAt < SearchLimits.candidates,
                facets: counts?.named(items.names)))
    }

    /// Priced where prices decide, and without what they rule out.
    private func narrowed(_ rows: [Candidate], _ desk: PriceDesk) -> [Candidate] {
        let bySort = order == .price || order == .priceDescending
        let byRange = lowest != nil || highest != nil
        guard bySort || byRange || question.facets else { return rows }
        let prices = desk.units(rows.map(\.id))
        var priced = rows
        for place in priced.indices { priced[place].price = prices[place]?.unitPrice }
        guard byRange else { return priced }
        return priced.filter { candidate in
            guard let amount = candidate.price?.amount else { return false }
            return amount >= lowest ?? 0 && amount <= highest ?? .max
        }
    }

    private func items(
        _ shown: [Grouped], _ counts: FacetCounts?, _ desk: PriceDesk, _ context: Context<Member>
    ) async throws(Problem) -> (shown: [FoundOffer], names: [UUIDBytes: String]) {
        let ids = shown.map(\.candidate.id)
        let brands = shown.compactMap(\.candidate.brand?.uuid)
        var trip = context.trip()
        let details = trip.add(
            SearchStatements.details, seller, desk.channel, desk.warehouse, context.now,
            question.language.tags, ids + shown.flatMap { $0.others.map(\.id) })
        let named = brands + (counts?.ids ?? [])
        let names = named.isEmpty ? nil : trip.add(SearchStatements.names, seller, named)
        let elsewhere = trip.add(
            SearchStatements.elsewhere, seller, context.now, ids, Int32(SearchLimits.elsewhere))
        let images = trip.add(SearchStatements.images, seller, ids)
        try await context.read(trip)
        let pictures = context.pictures(images.rows)
        let others = try await OtherSellers(elsewhere.rows, context)
        let known = (names?.rows ?? []).byID
        let byID = Dictionary(details.rows.map { ($0.id, $0) }) { first, _ in first }
        let units = desk.units(ids)
        let cases = desk.cases(ids, of: byID)
        var offers: [FoundOffer] = []
        for (place, group) in shown.enumerated() {
            guard let details = byID[group.candidate.id] else { continue }
            let beneath = zip(group.others, desk.units(group.others.map(\.id)))
            offers.append(
                FoundOffer(
                    candidate: group.candidate, details: details,
                    brandName: group.candidate.brand.flatMap { known[$0.uuid] },
                    unitPrice: units[place], casePrice: cases[group.candidate.id],
                    image: pictures[group.candidate.id.uuid], others: beneath.map { other, line in
                        OtherOffer(
                            variant: other.id, name: byID[other.id]?.name ?? other.name,
                            condition: other.condition, unitPrice: line?.unitPrice)
                    }, elsewhere: others.offers(of: group.candidate.id)))
        }
        return (offers, known)
    }
}
