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
}

extension PriceBook {
    /// Prices the first line of a request, and says of every list what it came to.
    ///
    /// - Parameter others: how many lists that don't apply to the buyer are told of at most.
    public func explain(_ request: PricingRequest, others: Int = 100) -> PriceExplanation {
        var run = PricingRun(book: self, request: request)
        let lists = run.considered(others: others)
        return PriceExplanation(
            basket: price(request), lists: lists, ladder: ladders(request).first ?? [])
    }

    /// The ladder of each line, as if it was asked for alone; empty for one without a price.
    public func ladders(_ request: PricingRequest) -> [[LadderStep]] {
        var run = PricingRun(book: self, request: request)
        return run.ladders()
    }
}

extension PricingRun {
    /// What each list came to for the first line.
    mutating func considered(others: Int) -> [ConsideredList] {
        resolve()
        applying = book.listsApplying(to: request)
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
        let chain = ReferenceChain(from: applied.list)
        let offer = offer(applied.list, line, chain: chain, isAsked: true)
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

    /// The ladder of each line, each as if alone.
    mutating func ladders() -> [[LadderStep]] {
        resolve()
        applying = book.listsApplying(to: request)
        return drafts.indices.map { index in
            guard let line = drafts[index].line else { return [] }
            together = index..<index + 1
            mixes = MixSums()
            return choose(line).map { ladder($0.offer, line) } ?? []
        }
    }

    /// The steps of an entry that prices a line; where packs reach several at once, the last.
    private mutating func ladder(_ offer: Offer, _ line: ResolvedLine) -> [LadderStep] {
        let candidate = offer.candidate
        let entry = book.entries[candidate.entry]
        let factor = candidate.factor(line)
        let others = Int128(offer.counted) - Int128(candidate.measure(line))
        let chain = ReferenceChain(from: offer.list)
        let isFlat = entry.isSimple || book.strategy == .quantityPromotions
        var steps: [LadderStep] = []
        for place in 0..<(isFlat ? 1 : Int(entry.breakCount)) {
            let counted = book.threshold(entry, place, scale: candidate.scale)
            let wanted = max(1, (counted - others).dividedRoundingUp(by: factor))
            guard let quantity = Int64(exactly: wanted),
                let asked = line.adding(quantity - line.quantity),
                let reached = self.offer(
                    offer.list, asked, extra: quantity - line.quantity, chain: chain),
                reached.candidate.entry == candidate.entry, reached.amount != nil
            else { continue }
            let ladder = Ladder(
                candidate: candidate, entry: entry, line: asked,
                measure: candidate.measure(asked), counted: reached.counted,
                extra: quantity - line.quantity, chain: chain)
            guard
                case .amount(let price) = part(
                    ladder, place: reached.place, units: Int128(factor)),
                let rounded = arithmetic.rounded(price)
            else { continue }
            if steps.last?.quantity == quantity { steps.removeLast() }
            steps.append(
                LadderStep(quantity: quantity, unitPrice: Money(rounded, request.currency)))
        }
        return steps
    }
}
