import Bedrock
import Platform
import Postgres
import Pricing
import Wire

/// Prices a draft anew where the seller's prices moved since.
enum DraftRepricing {
    /// The draft's version once it has today's prices, when they charge the same as before;
    /// otherwise the problem that lists what moved, with the draft holding the new prices.
    static func reprice(
        _ id: ID<DraftOrder>, because kind: ProblemKind, _ context: Context<Member>
    ) async throws(Problem) -> Int32 {
        let own = context.caller.organization
        var trip = context.trip()
        let heads = trip.add(DraftOrderStatements.head, own, id)
        let replies = trip.add(DraftOrderStatements.lines, own, id)
        try await context.read(trip)
        guard let head = heads.first else { throw .notFound }
        let books = context.services.get(PriceBooks.self)
        books.forget(head.seller)
        guard let book = try await books.book(of: head.seller, context.services),
            let company = try await books.company(
                seller: head.seller, buyer: head.buyer, context.services),
            let channel = book.channel(head.channel)
        else { throw Problem(.notTradingPartners) }
        let priced = try DraftPricing.price(
            replies.rows.map(LineInput.init(again:)), in: book,
            for: DraftPricing.Buying(
                company: company, channel: channel, instant: head.orderedAt ?? context.now,
                coupons: head.coupons,
                uses: try await books.uses(
                    of: book, by: company, giving: head.coupons,
                    at: head.orderedAt ?? context.now, isGuess: false, context.services),
                empties: head.levies.empties))
        let moved = [MovedLine](from: replies.rows, to: priced.lines)
        let repriced = head.repriced(
            priced, orderedAt: head.orderedAt, reference: head.reference, note: head.note,
            book: book.version, at: context.now)
        try await store(repriced, after: head, priced.lines, context)
        // Deposits may have moved where no line did.
        guard moved.isEmpty, repriced.totalAmount == head.totalAmount else {
            throw problem(kind, moved, from: head, to: repriced)
        }
        return repriced.version
    }

    /// Stores it in a transaction of its own: placing then starts from the new version.
    private static func store(
        _ repriced: DraftOrderHead, after head: DraftOrderHead, _ lines: [OrderLine],
        _ context: Context<Member>
    ) async throws(Problem) {
        try await context.transactionBeside { effect throws(Problem) in
            let locked = try await effect.lock(head.id, by: context.caller.organization)
            guard locked.version == head.version else {
                throw Problem(
                    .versionMismatch, "The draft was changed meanwhile; it is at version "
                        + "\(locked.version).")
            }
            var trip = Trip()
            repriced.store(lines, &trip)
            context.recordParty("draft_order_repriced", repriced, &trip)
            try await effect.send(trip)
        }
    }

    private static func problem(
        _ kind: ProblemKind, _ moved: [MovedLine], from before: DraftOrderHead,
        to draft: DraftOrderHead
    ) -> Problem {
        var problem = Problem(
            kind,
            "\(moved.count) of \(draft.lineCount) lines have another price now. The draft holds "
                + "the new prices; place it again to accept them.")
        var writer = JSONWriter()
        writer.beginArray()
        for move in moved.prefix(100) {
            writer.beginObject()
            writer.key("line")
            writer.write(Int64(move.after.line))
            writer.key("sku")
            writer.write(move.after.sku)
            writer.key("unit_price_before")
            writer.write(move.before.unitAmount)
            writer.key("unit_price_now")
            writer.write(move.after.unitAmount)
            writer.key("total_before")
            writer.write(move.before.totalAmount)
            writer.key("total_now")
            writer.write(move.after.totalAmount)
            writer.endObject()
        }
        writer.endArray()
        problem.members = [
            ("moved", writer.bytes), ("version", Array("\(draft.version)".utf8)),
            ("total_before", Array("\(before.totalAmount)".utf8)),
            ("total_now", Array("\(draft.totalAmount)".utf8)),
        ]
        return problem
    }
}
