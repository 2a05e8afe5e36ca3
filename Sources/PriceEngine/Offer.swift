import Bedrock

/// What one list would charge for one line.
struct Offer: Sendable {
    let list: UInt32
    let candidate: Candidate
    /// The place of the break reached, and what the ladder counted, in counting units.
    let place: Int
    let counted: Int64
    let isMixed: Bool
    /// Whether no other entry of the list was asked before.
    let isFirst: Bool
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
        guard var cursor = book.candidates(list, for: line) else { return nil }
        var isFirst = true
        while let candidate = cursor.next(book, line) {
            defer { isFirst = false }
            let entry = book.entries[candidate.entry]
            let measure = candidate.measure(line)
            var counted = measure
            let isMixed = candidate.countsInMix(entry)
            func offer(_ place: Int, _ amount: Exact?) -> Offer {
                Offer(
                    list: list, candidate: candidate, place: place, counted: counted,
                    isMixed: isMixed, isFirst: isFirst, amount: amount)
            }
            if isMixed {
                guard let sum = mixSum(list, candidate, entry, line, extra: extra) else {
                    return offer(0, nil)
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
            case .overflow: return offer(place, nil)
            case .amount(let amount): return offer(place, amount)
            }
        }
        return nil
    }

    /// What a list charges a buyer who asks for a line.
    mutating func asked(_ list: UInt32, _ line: ResolvedLine) -> Offer? {
        switch book.firstSight(list, line) {
        case .none: nil
        case .plain(let entry): book.offer(list, entry)
        case .toWorkOut:
            offer(list, line, chain: ReferenceChain(from: list), isAsked: true)
        }
    }

    /// Whether a list has a price for a line, whatever it is.
    mutating func prices(_ list: UInt32, _ line: ResolvedLine) -> Bool {
        switch book.firstSight(list, line) {
        case .none: false
        case .plain: true
        case .toWorkOut: offer(list, line, chain: ReferenceChain(from: list)) != nil
        }
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

/// What a list says to a line at first sight.
enum FirstSight {
    /// It has no entry for it.
    case none
    /// Its first entry says a price for it outright: nearly always.
    case plain(PlainEntry)
    /// Its first entry covers the line by a mix group, by slices, by another list or by the
    /// variant's cost, or not at all.
    case toWorkOut
}

/// An entry, and the place in its ladder that a line reaches.
struct PlainEntry {
    let candidate: Candidate
    let entry: EntryRecord
    /// The line's quantity in counting units.
    let measure: Int64
    let place: Int
}

extension PriceBook {
    /// The first entry of a list that covers a line; what it says isn't read yet.
    func firstSight(_ list: UInt32, _ line: ResolvedLine) -> FirstSight {
        guard var cursor = candidates(list, for: line), let candidate = cursor.next(self, line)
        else { return .none }
        let entry = entries[candidate.entry]
        let measure = candidate.measure(line)
        guard entry.saysPrices, !candidate.countsInMix(entry),
            let place = reached(entry, measure, scale: candidate.scale)
        else { return .toWorkOut }
        return .plain(
            PlainEntry(candidate: candidate, entry: entry, measure: measure, place: place))
    }

    /// What an entry that says its prices charges.
    func offer(_ list: UInt32, _ plain: PlainEntry) -> Offer {
        let entry = plain.entry
        let each =
            entry.isSimple
            ? entry.price : Int64(amounts[Int(entry.firstBreak) + plain.place])
        let amount = Exact(
            each.widened(times: plain.measure), over: Int128(plain.candidate.scale))
        return Offer(
            list: list, candidate: plain.candidate, place: plain.place, counted: plain.measure,
            isMixed: false, isFirst: true, amount: amount)
    }
}
