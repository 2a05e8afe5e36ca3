import Bedrock

extension PricingRun {
    /// How many more of the asked unit reach the next break, and what one then costs.
    ///
    /// Whole cases may reach a break further up; and where the list would price that quantity by
    /// another of its entries there is nothing to promise.
    mutating func nextPrice(_ offer: Offer, _ line: ResolvedLine) -> NextPrice? {
        let entry = book.entries[offer.candidate.entry]
        let next = offer.place + 1
        guard !entry.isSimple, next < Int(entry.breakCount), book.strategy != .quantityPromotions
        else { return nil }
        if offer.isFirst, !offer.isMixed, entry.isCompact, entry.mode == .volume {
            return plainNext(offer, entry, line)
        }
        let candidate = offer.candidate
        let factor = candidate.factor(line)
        let threshold = book.threshold(entry, next, scale: candidate.scale)
        let missing = (threshold - Int128(offer.counted)).dividedRoundingUp(by: factor)
        let chain = ReferenceChain(from: offer.list)
        guard let add = Int64(exactly: missing), let grown = line.adding(add),
            let reached = self.offer(offer.list, grown, extra: add, chain: chain),
            reached.candidate.entry == candidate.entry, reached.amount != nil,
            !offer.isMixed || counts(grown, like: candidate, in: offer.list)
        else { return nil }
        let ladder = Ladder(
            candidate: candidate, entry: entry, line: grown,
            measure: candidate.measure(grown), counted: reached.counted, extra: add,
            chain: chain)
        guard
            case .amount(let price) = part(
                ladder, place: reached.place, units: Int128(factor)),
            let rounded = arithmetic.rounded(price)
        else { return nil }
        return NextPrice(add: add, unitPrice: rounded)
    }

    /// The same of a ladder of fixed prices that the list asks before any other: more of the line
    /// reaches a further break of it, and nothing else.
    private mutating func plainNext(
        _ offer: Offer, _ entry: EntryRecord, _ line: ResolvedLine
    ) -> NextPrice? {
        let candidate = offer.candidate
        let factor = candidate.factor(line)
        let (threshold, over) = book.minimum(entry, offer.place + 1)
            .multipliedReportingOverflow(by: candidate.scale)
        guard !over else { return nil }
        let missing = threshold - offer.counted
        let add = factor == 1 ? missing : (missing - 1) / factor + 1
        guard let grown = line.adding(add),
            let place = book.reached(entry, candidate.measure(grown), scale: candidate.scale)
        else { return nil }
        let amount = Int64(book.amounts[Int(entry.firstBreak) + place])
        let price = Exact(amount.widened(times: factor), over: Int128(candidate.scale))
        return arithmetic.rounded(price).map { NextPrice(add: add, unitPrice: $0) }
    }

    /// Whether the candidate's mix group counts that line: it does unless an entry without a group
    /// covers the line before one of the group is asked.
    private func counts(
        _ line: ResolvedLine, like candidate: Candidate, in list: UInt32
    ) -> Bool {
        let group = book.entries[candidate.entry].mixGroup
        guard var cursor = book.candidates(list, for: line) else { return false }
        while let asked = cursor.next(book, line) {
            let entry = book.entries[asked.entry]
            if asked.countsInMix(entry) {
                if entry.mixGroup == group, asked.unit == candidate.unit { return true }
            } else if book.reached(entry, asked.measure(line), scale: asked.scale) != nil {
                return false
            }
        }
        return false
    }
}
