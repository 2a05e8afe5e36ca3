import Bedrock

/// A line as promotions see it.
struct PromotionLine {
    /// Its place in the basket.
    let index: Int
    let line: ResolvedLine
    let isAtBreak: Bool
    /// What the list asks for it, exactly and rounded.
    let amount: Exact
    let list: Int64
}

/// A promotion that is for this buyer, and the lines it wants, by their places in the run.
struct PromotionCandidate {
    /// In the book's order of promotions.
    let number: Int
    /// Of the promotion, for these are asked over and over.
    let stage: PromotionStage
    let lane: Int
    let isExclusive: Bool
    /// Why it can't be taken at all; nil where it can.
    let refusal: PromotionRefusal?
    var lines: [Int] = []
    /// Lines of what it gives, where those are others.
    var gives: [Int] = []
    /// Lines it would match, were it not for that.
    var barred: [BarredLine] = []

    /// What to say of the whole basket: that a line is at a break, before its unit.
    var whyBarred: PromotionRefusal? {
        barred.contains { $0.why == .atBreak } ? .atBreak : barred.first?.why
    }
}

/// A line that a promotion would match, were it not for that.
struct BarredLine {
    let line: Int
    let why: PromotionRefusal
}

/// What a line costs, or what of it belongs to a bundle.
struct LineAmount {
    let line: Int
    let amount: Exact
}

/// What came of promotions that were tried together.
struct PromotionOutcome {
    /// What each line costs after them: exactly, before what the order's take off, and in all.
    var exact: [Exact] = []
    var amounts: [Exact]
    var totals: [Int64] = []
    var savings: [PromotionSaving] = []
    /// Of lines, and of the whole basket.
    var refusals: [LineRefusal] = []
    var basketRefusals: [BasketRefusal] = []
    var freeShipping: Int?
    /// All that the buyer saves.
    var saved: Int128 = 0
}

/// What a promotion takes off a line.
struct PromotionSaving {
    let candidate: Int32
    let line: Int32
    var saved: Int64
}

/// Why a promotion takes nothing off a whole basket.
struct BasketRefusal {
    let candidate: Int
    let why: PromotionRefusal

    init(_ candidate: Int, _ why: PromotionRefusal) {
        self.candidate = candidate
        self.why = why
    }
}

/// Why a promotion takes nothing off a line.
struct LineRefusal {
    let candidate: Int32
    let line: Int32
    let why: PromotionRefusal

    init(_ candidate: Int, _ line: Int, _ why: PromotionRefusal) {
        self.candidate = Int32(candidate)
        self.line = Int32(line)
        self.why = why
    }
}

/// The promotions of one basket: which want it, which combine, and what they take off.
struct PromotionRun {
    let book: PriceBook
    let request: PricingRequest
    /// Whether lines are only quoted: then there is no order to take anything off.
    let isQuote: Bool
    let lines: [PromotionLine]
    var arithmetic: Arithmetic
    /// In the book's order.
    var candidates: [PromotionCandidate] = []
    /// Which candidate of the lane that is contested has each line; -1 for none.
    var holders: [Int] = []
    var isAnyHeld = false
    /// Of the lane that is contested: how each stands, and what it would do; kept from lane to lane
    /// for their memory.
    var standings: [PromotionStanding] = []
    var verdicts: [PromotionVerdict] = []

    init(
        _ book: PriceBook, _ request: PricingRequest, _ lines: [PromotionLine],
        _ arithmetic: Arithmetic, isQuote: Bool
    ) {
        self.book = book
        self.request = request
        self.lines = lines
        self.arithmetic = arithmetic
        self.isQuote = isQuote
    }

    func record(_ candidate: Int) -> PromotionRecord {
        book.promotions.promotions[candidates[candidate].number]
    }

    /// The promotions that combine, or the one that saves more alone; nil where none is for this
    /// basket.
    mutating func run() -> PromotionOutcome? {
        gather()
        if candidates.isEmpty { return nil }
        holders = [Int](repeating: -1, count: lines.count)
        var together: [Int] = []
        var alone: [Int] = []
        together.reserveCapacity(candidates.count)
        for place in candidates.indices {
            if candidates[place].isExclusive { alone.append(place) } else { together.append(place) }
        }
        var combined = outcome(of: together)
        var best: (candidate: Int, outcome: PromotionOutcome)?
        for place in alone {
            let trial = outcome(of: [place])
            if trial.saved <= combined.saved {
                if !trial.savings.isEmpty || trial.freeShipping != nil {
                    combined.basketRefusals.append(BasketRefusal(place, .lessThanTogether))
                } else {
                    combined.refusals += trial.refusals
                    combined.basketRefusals += trial.basketRefusals
                }
                continue
            }
            if trial.saved > best?.outcome.saved ?? 0 { best = (place, trial) }
        }
        guard let (winner, outcome) = best else { return combined }
        var result = outcome
        for place in candidates.indices where place != winner {
            if let refusal = candidates[place].refusal {
                refuse(place, refusal, &result)
            } else {
                refuse(place, .exclusive(by: record(winner).row.id), &result)
            }
        }
        return result
    }

    /// Refuses a promotion on each of its lines, or in the basket where it is of the order.
    func refuse(
        _ candidate: Int, _ why: PromotionRefusal, _ outcome: inout PromotionOutcome
    ) {
        guard candidates[candidate].stage == .line else {
            outcome.basketRefusals.append(BasketRefusal(candidate, why))
            return
        }
        let wanted = candidates[candidate]
        for line in wanted.lines { outcome.refusals.append(LineRefusal(candidate, line, why)) }
        for line in wanted.gives { outcome.refusals.append(LineRefusal(candidate, line, why)) }
        for barred in wanted.barred {
            outcome.refusals.append(LineRefusal(candidate, barred.line, why))
        }
    }

    /// What comes of these promotions, stage by stage and lane by lane.
    private mutating func outcome(of chosen: [Int]) -> PromotionOutcome {
        var outcome = PromotionOutcome(amounts: lines.map(\.amount))
        outcome.savings.reserveCapacity(lines.count * min(chosen.count, 8))
        var next = 0
        contest(.line, of: chosen, &next, &outcome)
        outcome.exact = outcome.amounts
        for place in lines.indices where !arithmetic.isWhole(outcome.amounts[place]) {
            outcome.amounts[place] = Exact(
                Int128(arithmetic.rounded(outcome.amounts[place]) ?? 0))
        }
        contest(.order, of: chosen, &next, &outcome)
        if next < chosen.count { ship(chosen[next...], &outcome) }
        outcome.totals.reserveCapacity(lines.count)
        for place in lines.indices {
            let total = arithmetic.rounded(outcome.amounts[place]) ?? 0
            outcome.totals.append(total)
            outcome.saved += Int128(lines[place].list - total)
        }
        if outcome.freeShipping != nil {
            outcome.saved += Int128(request.shipping?.amount ?? 0)
        }
        return outcome
    }

    /// What comes of the promotions of one stage, lane by lane.
    private mutating func contest(
        _ stage: PromotionStage, of chosen: [Int], _ next: inout Int,
        _ outcome: inout PromotionOutcome
    ) {
        while next < chosen.count, candidates[chosen[next]].stage == stage {
            let first = next
            let lane = candidates[chosen[first]].lane
            while next < chosen.count, candidates[chosen[next]].stage == stage,
                candidates[chosen[next]].lane == lane
            {
                next += 1
            }
            contest(chosen[first..<next], &outcome)
        }
    }
}
