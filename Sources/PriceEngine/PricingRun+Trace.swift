import Bedrock

extension PricingRun {
    /// Why the chosen list's price is the line's.
    mutating func trace(_ choice: Choice, _ line: ResolvedLine) -> PriceTrace {
        let offer = choice.offer
        let list = book.lists[Int(offer.list)]
        let entry = book.entries[offer.candidate.entry]
        let step = book.priceBreak(entry, offer.place)
        let ladder = LadderChoice(
            scope: offer.candidate.scope, mode: entry.mode, price: price(step),
            reached: step.minimum, counted: offer.counted, isMixed: offer.isMixed,
            next: nextBreak(offer, entry, line))
        return PriceTrace(
            list: ListChoice(
                list: list.id, name: list.name, audience: choice.applied.specificity,
                over: choice.runnerUp),
            ladder: ladder, unit: unitChoice(offer.candidate, line), rounding: 0,
            currency: request.currency)
    }

    private func price(_ step: BreakRecord) -> BreakPrice {
        switch step.kind {
        case .fixed: .fixed(step.amount)
        case .costPlus: .costPlus(basisPoints: step.basisPoints)
        case .percentOff:
            .percentOff(
                list: book.lists[Int(step.reference)].id, basisPoints: step.basisPoints)
        }
    }

    private func unitChoice(_ candidate: Candidate, _ line: ResolvedLine) -> UnitChoice {
        switch candidate.serving {
        case .asAsked: .asAsked
        case .asBaseUnits: .asBaseUnits(count: line.size)
        case .shareOfPack:
            .shareOfPack(
                name: book.unitNames[Int(candidate.unit)], size: candidate.size)
        }
    }

    /// How many more of the asked unit reach the next break, and what one then costs.
    ///
    /// Whole cases may reach a break further up; and where the list would price that quantity by
    /// another of its entries there is nothing to promise.
    private mutating func nextBreak(
        _ offer: Offer, _ entry: EntryRecord, _ line: ResolvedLine
    ) -> NextBreak? {
        let next = offer.place + 1
        guard !entry.isSimple, next < Int(entry.breakCount), book.strategy != .quantityPromotions
        else { return nil }
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
        return NextBreak(add: add, unitPrice: Money(rounded, request.currency))
    }

    /// Whether the candidate's mix group counts that line: it does unless an entry without a group
    /// covers the line before one of the group is asked.
    private func counts(
        _ line: ResolvedLine, like candidate: Candidate, in list: UInt32
    ) -> Bool {
        let group = book.entries[candidate.entry].mixGroup
        var cursor = CandidateCursor(book, list: list, line: line)
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
