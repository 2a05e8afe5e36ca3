import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Replaces what an open draft says; every line is priced anew.
struct EditDraftOrder: Command {
    static let route = Route.put("/v1/draft-orders/{id}")
    static let summary = "Replace an open draft's lines and notes; it is priced anew."
    static let access = Access.trading(.writeDraftOrders)
    static let problems: [ProblemKind] = [.illegalMove, .notTradingPartners, .amountTooLarge]
    static let edits = true

    let id: ID<DraftOrder>
    let content: DraftContent

    init(_ fields: inout Fields) {
        id = fields.path("id", "The draft's id.")
        content = DraftContent(&fields)
    }

    func run(_ context: Context<Member>) async throws(Problem) -> Success<DraftOrderView> {
        let own = context.caller.organization
        return try await context.transaction { effect throws(Problem) in
            let head = try await effect.lock(id, by: own)
            try context.checkVersion(head.version)
            _ = try head.after(.edit)
            let books = context.services.get(PriceBooks.self)
            let company = try await books.company(
                seller: head.seller, buyer: head.buyer, context.services)
            guard let company, company.isActive,
                let book = try await books.book(of: head.seller, context.services)
            else { throw Problem(.notTradingPartners) }
            guard content.channel == nil || content.channel == head.channel,
                let channel = book.channel(head.channel)
            else {
                throw .invalid("/channel_id", "fixed", "A draft stays on its channel.")
            }
            let orderedAt = try content.checkedOrderedAt(on: channel, at: context.now)
            let uses = try await books.uses(
                of: book, by: company, giving: content.coupons, at: orderedAt ?? context.now,
                context.services)
            let priced = try DraftPricing.price(
                content.lines, in: book,
                for: DraftPricing.Buying(
                    company: company, channel: channel, instant: orderedAt ?? context.now,
                    coupons: content.coupons, uses: uses))
            let edited = head.repriced(
                priced, orderedAt: orderedAt, reference: content.reference, note: content.note,
                book: book.version, at: context.now)
            var trip = Trip()
            edited.store(priced.lines, &trip)
            context.recordParty("draft_order_edited", edited, &trip)
            try await effect.send(trip)
            return .answer(DraftOrderView(head: edited, lines: priced.lines))
                .version(edited.version)
        }
    }
}
