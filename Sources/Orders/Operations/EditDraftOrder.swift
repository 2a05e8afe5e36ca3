import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Replaces what an open draft says. Where its lines change it is priced anew, and the answer says
/// what moved; where only words do, it keeps prices that still hold, as in the channel's freeze.
struct EditDraftOrder: Command {
    static let route = Route.put("/v1/draft-orders/{id}")
    static let summary = "Replace an open draft's lines and notes; other lines are priced anew."
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
        let delivery = try await content.delivery(context)
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
            var reading = Trip()
            let found = reading.add(DraftOrderStatements.lines, own, id)
            try await effect.send(reading)
            let before = found.rows
            if content.asks(
                again: before, of: head, orderedAt: orderedAt, in: book, at: context.now),
                head.holdsPrices(of: book, on: channel, at: context.now)
            {
                var kept = head.noted(
                    reference: content.reference, note: content.note, at: context.now)
                kept.delivery = delivery
                return try await keep(kept, before, moved: [], effect, context)
            }
            let uses = try await books.uses(
                of: book, by: company, giving: content.coupons, at: orderedAt ?? context.now,
                context.services)
            let priced = try DraftPricing.price(
                content.lines, in: book,
                for: DraftPricing.Buying(
                    company: company, channel: channel, instant: orderedAt ?? context.now,
                    coupons: content.coupons, uses: uses, empties: content.empties))
            var edited = head.repriced(
                priced, orderedAt: orderedAt, reference: content.reference, note: content.note,
                book: book.version, at: context.now)
            edited.delivery = delivery
            let moved = [MovedLine](from: before, to: priced.lines)
            return try await keep(edited, priced.lines, moved: moved, effect, context)
        }
    }

    private func keep(
        _ head: DraftOrderHead, _ lines: [OrderLine], moved: [MovedLine],
        _ effect: borrowing Effect, _ context: Context<Member>
    ) async throws(Problem) -> Success<DraftOrderView> {
        var trip = Trip()
        head.store(lines, &trip)
        head.storeDelivery(&trip)
        context.recordParty("draft_order_edited", head, &trip)
        try await effect.send(trip)
        return .answer(DraftOrderView(head: head, lines: lines, moved: moved))
            .version(head.version)
    }
}

extension DraftContent {
    /// Whether it asks for nothing but what the draft has.
    fileprivate func asks(
        again before: [OrderLine], of head: DraftOrderHead, orderedAt: Instant?,
        in book: SellerBook, at now: Instant
    ) -> Bool {
        guard lines.count == before.count, coupons == head.coupons,
            orderedAt == head.orderedAt
        else { return false }
        var counts: [UUIDBytes: Int64] = [:]
        for given in empties { counts[given.kind.uuid, default: 0] += given.count }
        for known in head.levies.empties { counts[known.kind.uuid, default: 0] -= known.count }
        guard counts.values.allSatisfy({ $0 == 0 }) else { return false }
        return zip(lines, before).allSatisfy { asked, line in
            let facts = asked.facts(in: book, on: head.channel, at: now)
            return facts?.id == line.variant && (asked.unit ?? facts?.baseUnit) == line.unit
                && asked.quantity == line.quantity
        }
    }
}
