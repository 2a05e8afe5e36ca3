import Bedrock

/// A candidate with all that its breaks are worked out from.
struct Ladder {
    let candidate: Candidate
    let entry: EntryRecord
    let line: ResolvedLine
    /// The line's quantity, and what the breaks count, in counting units.
    let measure: Int64
    let counted: Int64
    let extra: Int64
    let chain: ReferenceChain
}

/// What an entry's ladder comes to for a line.
enum LadderAmount {
    case amount(Exact)
    /// A mix group counts more than 64 bits hold.
    case overflow
    /// A break refers to a list or a cost that gives no price.
    case unresolved
}

extension PriceBook {
    /// From which count on a break holds. The first unit reaches a break from 1, whatever the
    /// scale: a bottle alone takes its share of the case's price.
    func threshold(_ entry: EntryRecord, _ place: Int, scale: Int64) -> Int128 {
        let minimum = minimum(entry, place)
        return minimum <= 1 ? 1 : Int128(minimum) * Int128(scale)
    }

    /// The place of the break that so many counting units reach.
    func reached(_ entry: EntryRecord, _ counted: Int64, scale: Int64) -> Int? {
        if entry.isSimple { return counted >= 1 ? 0 : nil }
        // In the entry's own unit: a break is reached where that many of it are there in full.
        let whole = scale == 1 ? counted : counted / scale
        let isFirstReached = max(minimum(entry, 0), 1) <= whole || isFromFirst(entry, counted)
        if !isFirstReached { return nil }
        if strategy == .quantityPromotions { return 0 }
        if entry.isCompact && entry.breakCount <= 8 {
            // Counted, not searched: no step waits for what another decides.
            let first = Int(entry.price)
            var place = 0
            for next in first + 1..<first + Int(entry.breakCount) {
                place += minimums[next] <= whole ? 1 : 0
            }
            return place
        }
        var low = 1
        var high = Int(entry.breakCount)
        while low < high {
            let middle = (low + high) >> 1
            if minimum(entry, middle) <= whole {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low - 1
    }

    /// Whether the first unit is enough for the first break, whatever the scale.
    private func isFromFirst(_ entry: EntryRecord, _ counted: Int64) -> Bool {
        counted >= 1 && minimum(entry, 0) <= 1
    }
}

extension PricingRun {
    /// What the line comes to, its ladder having been climbed to `place`.
    mutating func amount(_ ladder: Ladder, place: Int) -> LadderAmount {
        if ladder.entry.mode == .volume {
            return part(ladder, place: place, units: Int128(ladder.measure))
        }
        var sum = Exact.zero
        var from: Int128 = 1
        for slice in 0...place {
            // What lies below the first break takes the first break.
            let end =
                slice == place
                ? Int128(ladder.counted) + 1
                : book.threshold(ladder.entry, slice + 1, scale: ladder.candidate.scale)
            switch part(ladder, place: slice, units: end - from) {
            case .amount(let amount):
                sum = arithmetic.plus(sum, amount)
            case let other: return other
            }
            from = end
        }
        if ladder.counted == ladder.measure { return .amount(sum) }
        return .amount(
            arithmetic.times(sum, Int128(ladder.measure), over: Int128(ladder.counted)))
    }

    /// What so many counting units come to at one break.
    mutating func part(_ ladder: Ladder, place: Int, units: Int128) -> LadderAmount {
        let step = book.priceBreak(ladder.entry, place)
        switch step.kind {
        case .fixed:
            let whole = Exact(Int128(step.amount), over: Int128(ladder.candidate.scale))
            return .amount(arithmetic.times(whole, units))
        case .costPlus: return costPart(ladder, step, units: units)
        case .percentOff: return referencePart(ladder, step, units: units)
        }
    }

    private mutating func costPart(
        _ ladder: Ladder, _ step: BreakRecord, units: Int128
    ) -> LadderAmount {
        guard let cost = book.costs[ladder.line.variant], cost.currency == request.currency
        else { return .unresolved }
        // Counting units are packs only where the pack itself was asked for.
        let size = ladder.candidate.serving == .asAsked ? ladder.candidate.size : 1
        let each = arithmetic.times(Exact(Int128(cost.amount)), Int128(size))
        let whole = arithmetic.times(each, units)
        return .amount(
            arithmetic.times(whole, 10_000 + Int128(step.basisPoints), over: 10_000))
    }

    private mutating func referencePart(
        _ ladder: Ladder, _ step: BreakRecord, units: Int128
    ) -> LadderAmount {
        guard step.reference != .max, let chain = ladder.chain.adding(step.reference) else {
            return .unresolved
        }
        let list = book.lists[Int(step.reference)]
        guard list.currency == request.currency, list.holds(at: request.instant),
            let offer = offer(step.reference, ladder.line, extra: ladder.extra, chain: chain)
        else { return .unresolved }
        guard let whole = offer.amount else { return .overflow }
        let amount = arithmetic.times(whole, 10_000 - Int128(step.basisPoints), over: 10_000)
        if units == Int128(ladder.measure) { return .amount(amount) }
        return .amount(arithmetic.times(amount, units, over: Int128(ladder.measure)))
    }
}

extension Int128 {
    /// This ÷ `divisor`, up to the next whole number.
    func dividedRoundingUp(by divisor: Int64) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: Int128(divisor))
        return remainder > 0 ? quotient + 1 : quotient
    }
}
