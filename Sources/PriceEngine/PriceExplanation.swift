public import Bedrock

/// A list of the seller's, and what it came to for a line.
public struct ConsideredList: Hashable, Sendable {
    /// Why a list does not price a line, or that it does.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        case chosen
        /// No assignment of it is to this buyer.
        case notAssigned = "not_assigned"
        case otherCurrency = "other_currency"
        case notYetValid = "not_yet_valid"
        case noLongerValid = "no_longer_valid"
        /// No entry of it is for the variant, its categories or everything, in a unit that serves.
        case noEntry = "no_entry"
        case belowFirstBreak = "below_first_break"
        /// It leads to a list or a cost that gives no price.
        case unresolvedReference = "unresolved_reference"
        case amountOverflow = "amount_overflow"
        /// The chosen one is assigned to this buyer more closely.
        case lessSpecific = "less_specific"
        case lowerPriority = "lower_priority"
        /// All else is equal, and its id comes later.
        case laterID = "later_id"
        /// In the mode `lowest`: another charges less.
        case dearer
    }

    public let list: UUIDBytes
    public let name: String
    public let priority: Int32
    /// The most specific assignment that makes it apply; nil where none does.
    public let audience: Specificity?
    public let verdict: Verdict
    /// What it charges for the line, whether it is chosen or not; nil where it has no price.
    public let total: Money?
}

/// A step of the ladder that prices a line: from so many of the asked unit on, so much for one.
public struct LadderStep: Hashable, Sendable {
    public let quantity: Int64
    public let unitPrice: Money
}

/// All that was looked at to price one line.
public struct PriceExplanation: Sendable {
    public let basket: PricedBasket
    /// The lists that apply to the buyer, the best first, and then the others.
    public let lists: [ConsideredList]
    /// The whole ladder of the entry that prices the line; empty where none does.
    public let ladder: [LadderStep]
    /// The least quantity beyond the asked one that can be had and at which one costs less.
    public let nextQuantity: Int64?
}

extension PriceBook {
    /// Prices the first line of a request, and says of every list what it came to.
    ///
    /// - Parameter others: how many lists that don't apply to the buyer are told of at most.
    public func explain(_ request: PricingRequest, others: Int = 100) -> PriceExplanation {
        var run = PricingRun(book: self, request: request)
        let lists = run.considered(others: others)
        let basket = price(request)
        let climbs = climbs(request)
        let line = basket.lines.first
        let further = further(Array(basket.lines.prefix(1)), climbs, request)
        return PriceExplanation(
            basket: basket, lists: lists, ladder: climbs.first?.ladder ?? [],
            nextQuantity: line.flatMap { line in further.first?.next(behind: line) })
    }

    /// What each line's price leads to when more is bought, each as if alone.
    func climbs(_ request: PricingRequest) -> [Climb] {
        var run = PricingRun(book: self, request: request)
        return run.climbs()
    }
}

/// What a line's price leads to when more is bought.
struct Climb {
    /// The steps of the entry that prices it; none where nothing does.
    var ladder: [LadderStep] = []
    /// Quantities at which its price may turn, by that entry or another.
    var turns: Set<Int64> = []
}

extension PricingRun {
    /// What each list came to for the first line.
    mutating func considered(others: Int) -> [ConsideredList] {
        applying = book.listsApplying(to: request)
        resolve()
        guard let line = drafts.first?.line else { return [] }
        let choice = choose(line)
        var lists: [ConsideredList] = []
        for applied in applying { lists.append(considered(applied, line, choice)) }
        var isApplying = [Bool](repeating: false, count: book.lists.count)
        for applied in applying { isApplying[Int(applied.list)] = true }
        for list in book.lists.indices where !isApplying[list] {
            if lists.count >= applying.count + others { break }
            lists.append(refused(book.lists[list]))
        }
        return lists
    }

    private mutating func considered(
        _ applied: AppliedList, _ line: ResolvedLine, _ choice: Choice?
    ) -> ConsideredList {
        shortfall = Shortfall()
        let offer = asked(applied.list, line)
        let verdict: ConsideredList.Verdict
        var total: Money?
        if let offer {
            total = offer.amount.flatMap { arithmetic.rounded($0) }
                .map { Money($0, request.currency) }
            if total == nil {
                verdict = .amountOverflow
            } else if let choice, choice.applied.list != applied.list {
                verdict = loss(of: offer, from: applied, to: choice)
            } else {
                verdict = .chosen
            }
        } else if shortfall.nextQuantity != nil {
            verdict = .belowFirstBreak
        } else {
            verdict = shortfall.sawUnresolved ? .unresolvedReference : .noEntry
        }
        let list = book.lists[Int(applied.list)]
        return ConsideredList(
            list: list.id, name: list.name, priority: list.priority,
            audience: applied.specificity, verdict: verdict, total: total)
    }

    private func loss(
        of offer: Offer, from applied: AppliedList, to choice: Choice
    ) -> ConsideredList.Verdict {
        if book.mode == .lowest, isLower(choice.offer, than: offer) { return .dearer }
        switch runnerUp(applied, behind: choice.applied).because {
        case .specificity: return .lessSpecific
        case .priority: return .lowerPriority
        case .id: return .laterID
        case .lowerPrice: return .dearer
        }
    }

    private func refused(_ list: ListRecord) -> ConsideredList {
        let verdict: ConsideredList.Verdict =
            if list.currency != request.currency { .otherCurrency } else if request.instant
                .microseconds < list.from
            { .notYetValid } else if request.instant.microseconds >= list.until {
                .noLongerValid
            } else { .notAssigned }
        return ConsideredList(
            list: list.id, name: list.name, priority: list.priority, audience: nil,
            verdict: verdict, total: nil)
    }

    /// What each line's price leads to, each as if alone.
    mutating func climbs() -> [Climb] {
        applying = book.listsApplying(to: request)
        resolve()
        return drafts.indices.map { index in
            guard let line = drafts[index].line else { return Climb() }
            together = index..<index + 1
            mixes = MixSums()
            shortfall = Shortfall()
            guard let choice = choose(line) else { return Climb() }
            let ladder = ladder(choice.offer, line)
            var turns = Set(ladder.map(\.quantity))
            if let next = shortfall.nextQuantity { turns.insert(next) }
            for applied in applying where applied.list != choice.applied.list {
                turns.formUnion(self.turns(of: applied.list, line))
                // Lists behind the most specific one never come to price it.
                if book.mode == .mostSpecific, applied.list == choice.runnerUp?.list { break }
            }
            return Climb(ladder: ladder, turns: turns)
        }
    }

    /// Quantities at which a list that doesn't price a line could come to.
    private mutating func turns(of list: UInt32, _ line: ResolvedLine) -> Set<Int64> {
        shortfall = Shortfall()
        let chain = ReferenceChain(from: list)
        var turns: Set<Int64> = []
        if let offer = offer(list, line, chain: chain, isAsked: true), book.mode == .lowest {
            turns = Set(ladder(offer, line).map(\.quantity))
        }
        if let next = shortfall.nextQuantity { turns.insert(next) }
        return turns
    }

    /// The steps of an entry that prices a line; where packs reach several at once, the last. One
    /// that takes off another list has that list's steps too, where what it takes off turns.
    private mutating func ladder(
        _ offer: Offer, _ line: ResolvedLine, chain: ReferenceChain? = nil
    ) -> [LadderStep] {
        let candidate = offer.candidate
        let entry = book.entries[candidate.entry]
        let factor = candidate.factor(line)
        let others = Int128(offer.counted) - Int128(candidate.measure(line))
        let chain = chain ?? ReferenceChain(from: offer.list)
        let isFlat = entry.isSimple || book.strategy == .quantityPromotions
        var own: Set<Int64> = []
        var references: Set<UInt32> = []
        for place in 0..<(isFlat ? 1 : Int(entry.breakCount)) {
            let counted = book.threshold(entry, place, scale: candidate.scale) - others
            own.formUnion(
                starts(counted, factor: factor, mode: entry.mode).compactMap { Int64(exactly: $0) })
            let step = book.priceBreak(entry, place)
            if step.kind == .percentOff { references.insert(step.reference) }
        }
        var quantities = own
        for list in references { quantities.formUnion(steps(of: list, line, chain)) }
        var steps: [LadderStep] = []
        for quantity in quantities.sorted() {
            guard let asked = line.adding(quantity - line.quantity),
                let price = stepPrice(
                    offer, asked, extra: quantity - line.quantity, chain: chain),
                let rounded = arithmetic.rounded(price)
            else { continue }
            let money = Money(rounded, request.currency)
            if !own.contains(quantity), steps.last?.unitPrice == money { continue }
            steps.append(LadderStep(quantity: quantity, unitPrice: money))
        }
        return steps
    }

    /// Quantities at which what a list charges turns, where something is taken off that.
    private mutating func steps(
        of list: UInt32, _ line: ResolvedLine, _ chain: ReferenceChain
    ) -> [Int64] {
        guard list != .max, let further = chain.adding(list),
            book.lists[Int(list)].currency == request.currency,
            book.lists[Int(list)].holds(at: request.instant),
            let offer = offer(list, line, chain: further)
        else { return [] }
        return ladder(offer, line, chain: further).map(\.quantity)
    }

    /// The quantities of the asked unit at which a break begins to be felt, and, where a pack is
    /// cut in two by it, from which on whole packs take it.
    private func starts(_ counted: Int128, factor: Int64, mode: BreakMode) -> [Int128] {
        if mode == .volume { return [max(1, counted.dividedRoundingUp(by: factor))] }
        let below = max(0, counted - 1)
        let felt = below / Int128(factor) + 1
        let whole = below.dividedRoundingUp(by: factor) + 1
        return felt == whole ? [felt] : [felt, whole]
    }

    /// What the last of so many costs by the entry of an offer: under `volume` each costs that,
    /// under `graduated` it is what the line comes to beyond the one before.
    private mutating func stepPrice(
        _ offer: Offer, _ asked: ResolvedLine, extra: Int64, chain: ReferenceChain
    ) -> Exact? {
        let candidate = offer.candidate
        let entry = book.entries[candidate.entry]
        let factor = candidate.factor(asked)
        guard let reached = self.offer(offer.list, asked, extra: extra, chain: chain),
            reached.candidate.entry == candidate.entry, let amount = reached.amount
        else { return nil }
        if entry.mode == .graduated, !reached.isMixed, factor > 1, asked.quantity > 1,
            let fewer = asked.adding(-1),
            let before = self.offer(offer.list, fewer, extra: extra - 1, chain: chain),
            before.candidate.entry == candidate.entry, let less = before.amount
        {
            return arithmetic.minus(amount, less)
        }
        if entry.mode == .graduated, !reached.isMixed, asked.quantity == 1 { return amount }
        let ladder = Ladder(
            candidate: candidate, entry: entry, line: asked, measure: candidate.measure(asked),
            counted: reached.counted, extra: extra, chain: chain)
        guard
            case .amount(let price) = part(ladder, place: reached.place, units: Int128(factor))
        else { return nil }
        return price
    }
}
