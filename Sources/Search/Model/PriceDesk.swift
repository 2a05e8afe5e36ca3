import Bedrock
import Platform
import PriceEngine
import Pricing

/// What a seller's things cost the caller: its book, the caller as the seller knows it, and when.
struct PriceDesk: Sendable {
    let warehouse: ID<Warehouse>
    let channel: ID<Channel>
    private let book: SellerBook
    private let buyer: Buyer
    private let uses: PromotionUses
    private let now: Instant

    /// - Throws: not found for no such seller, or one that the caller has nothing to do with.
    init(
        of seller: ID<Organization>, on channel: ID<Channel>? = nil, for context: Context<Member>
    ) async throws(Problem) {
        let books = context.services.get(PriceBooks.self)
        let own = context.caller.organization
        guard
            let company = try await books.company(seller: seller, buyer: own, context.services),
            let book = try await books.book(of: seller, context.services)
        else { throw .notFound }
        guard company.isActive else { throw Problem(.notTradingPartners) }
        let channel = try book.catalogChannel(channel)
        warehouse = channel.warehouse
        self.channel = channel.id
        self.book = book
        buyer = company.buyer(on: channel.id)
        uses = try await books.uses(
            of: book, by: company, at: context.now, context.services)
        now = context.now
    }

    /// One base unit of each, or the least of them that can be had, as if alone; nil for what the
    /// book doesn't know yet.
    func units(_ variants: [ID<Variant>]) -> [PricedLine?] {
        quote(variants.map { RequestedLine(variant: $0.uuid, unit: .base, quantity: 1) })
    }

    /// One case of each that has one.
    func cases(
        _ variants: [ID<Variant>], of details: [ID<Variant>: FoundDetails]
    ) -> [ID<Variant>: PricedLine] {
        let boxed = variants.filter { (details[$0]?.caseSize ?? 1) > 1 }
        let lines = quote(
            boxed.map { RequestedLine(variant: $0.uuid, unit: .named("case"), quantity: 1) })
        var cases: [ID<Variant>: PricedLine] = [:]
        for (variant, line) in zip(boxed, lines) { cases[variant] = line }
        return cases
    }

    private func quote(_ lines: [RequestedLine]) -> [PricedLine?] {
        guard !lines.isEmpty else { return [] }
        var request = PricingRequest(
            buyer: buyer, instant: now, currency: book.currency, lines: lines)
        request.take(uses)
        return book.book.quoteLeast(request)
    }
}

/// What the caller's other sellers offer, at the caller's prices there.
struct OtherSellers: Sendable {
    private var offers: [ID<Variant>: [OtherSeller]] = [:]

    init(_ rows: [ElsewhereRow], _ context: Context<Member>) async throws(Problem) {
        for (seller, rows) in Dictionary(grouping: rows, by: \.seller) {
            let desk: PriceDesk
            do {
                desk = try await PriceDesk(of: seller, for: context)
            } catch where error.kind == .notTradingPartners || error.kind == .notFound {
                continue
            }
            for (row, line) in zip(rows, desk.units(rows.map(\.other))) {
                offers[row.variant, default: []].append(
                    OtherSeller(row: row, unitPrice: line?.unitPrice))
            }
        }
    }

    /// New ones first, then the cheapest.
    func offers(of variant: ID<Variant>) -> [OtherSeller] {
        (offers[variant] ?? []).sorted { one, other in
            let isNew = one.row.condition == "new"
            if isNew != (other.row.condition == "new") { return isNew }
            let (price, others) = (one.unitPrice?.amount ?? .max, other.unitPrice?.amount ?? .max)
            return price == others ? one.row.other < other.row.other : price < others
        }
    }
}
