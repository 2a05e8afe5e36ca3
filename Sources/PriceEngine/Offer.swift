import Bedrock

/// What one list would charge for one line.
struct Offer {
    let list: UInt32
    let candidate: Candidate
    /// The place of the break reached, and what the ladder counted, in counting units.
    let place: Int
    let counted: Int64
    let isMixed: Bool
    /// Nil where a mix group counts more than 64 bits hold.
    let amount: Exact?
}

/// The lists led through by percentages, from the one that is asked.
struct ReferenceChain {
    private var lists = SIMD8<UInt32>(repeating: .max)
    private var count = 0

    init(from list: UInt32) {
        lists[0] = list
        count = 1
    }

    /// The chain with a list more; nil for a circle or one too many.
    func adding(_ list: UInt32) -> ReferenceChain? {
        guard count <= PricingLimits.referenceDepth else { return nil }
        for place in 0..<count where lists[place] == list { return nil }
        var longer = self
        longer.lists[count] = list
        longer.count += 1
        return longer
    }
}

/// Why lists that were asked for a line's price had none.
struct Shortfall {
    var sawUnresolved = false
    /// The least quantity of the asked unit that some list prices.
    var nextQuantity: Int64?

    mutating func note(next quantity: Int64) {
        nextQuantity = min(nextQuantity ?? .max, quantity)
    }

    func reason(anyListApplies: Bool) -> NoPriceReason {
        if !anyListApplies { return .noListApplies }
        if let nextQuantity { return .belowFirstBreak(nextValidQuantity: nextQuantity) }
        return sawUnresolved ? .unresolvedReference : .noEntry
    }
}

extension PricingRun {
    /// What a list charges for a line; nil where none of its entries covers it with a price.
    ///
    /// - Parameter extra: what the line has more of its unit than the basket says; a mix group
    ///   counts it too.
    mutating func offer(
        _ list: UInt32, _ line: ResolvedLine, extra: Int64 = 0, chain: ReferenceChain,
        isAsked: Bool = false
    ) -> Offer? {
        var cursor = CandidateCursor(book, list: list, line: line)
        while let candidate = cursor.next(book, line) {
            let entry = book.entries[candidate.entry]
            let measure = candidate.measure(line)
            var counted = measure
            let isMixed = candidate.countsInMix(entry)
            if isMixed {
                guard let sum = mixSum(list, candidate, entry, line, extra: extra) else {
                    return Offer(
                        list: list, candidate: candidate, place: 0, counted: measure,
                        isMixed: true, amount: nil)
                }
                counted = sum
            }
            guard let place = book.reached(entry, counted, scale: candidate.scale) else {
                if isAsked { noteShortfall(candidate, entry, line, counted: counted) }
                continue
            }
            let ladder = Ladder(
                candidate: candidate, entry: entry, line: line, measure: measure,
                counted: counted, extra: extra, chain: chain)
            switch amount(ladder, place: place) {
            case .unresolved: if isAsked { shortfall.sawUnresolved = true }
            case .overflow:
                return Offer(
                    list: list, candidate: candidate, place: place, counted: counted,
                    isMixed: isMixed, amount: nil)
            case .amount(let amount):
                return Offer(
                    list: list, candidate: candidate, place: place, counted: counted,
                    isMixed: isMixed, amount: amount)
            }
        }
        return nil
    }

    private mutating func noteShortfall(
        _ candidate: Candidate, _ entry: EntryRecord, _ line: ResolvedLine, counted: Int64
    ) {
        let first = book.threshold(entry, 0, scale: candidate.scale)
        let missing = (first - Int128(counted)).dividedRoundingUp(by: candidate.factor(line))
        if let next = Int64(exactly: Int128(line.quantity) + missing) {
            shortfall.note(next: next)
        }
    }
}
