import Bedrock

extension PricingRun {
    /// Takes promotions off the lines, which are priced and rounded by their lists.
    ///
    /// A basket whose lists' total passes 64 bits can't be ordered and has none.
    mutating func promote(_ range: Range<Int>, isQuote: Bool) {
        guard !book.promotions.promotions.isEmpty else { return }
        let lines = promotionLines(range)
        let sum = lines.reduce(0 as Int128) { $0 + Int128($1.list) }
        guard !lines.isEmpty, sum <= Int128(Int64.max) else { return }
        var run = PromotionRun(book, request, lines, arithmetic, isQuote: isQuote)
        let outcome = run.run()
        arithmetic = run.arithmetic
        guard let outcome else { return }
        for (place, line) in lines.enumerated() {
            charge(line, exact: outcome.exact[place], total: outcome.totals[place])
        }
        tell(outcome, of: run)
    }

    private func promotionLines(_ range: Range<Int>) -> [PromotionLine] {
        var lines: [PromotionLine] = []
        lines.reserveCapacity(range.count)
        for index in range {
            guard let line = drafts[index].line, let offer = drafts[index].offer,
                let amount = drafts[index].amount, drafts[index].isPriced
            else { continue }
            let entry = book.entries[offer.candidate.entry]
            let isAtBreak = !entry.isSimple && book.minimum(entry, offer.place) > 1
            lines.append(
                PromotionLine(
                    index: index, line: line, isAtBreak: isAtBreak, amount: amount,
                    list: drafts[index].listTotal))
        }
        return lines
    }

    /// Names the codes that open nothing for this buyer.
    mutating func noteUnknownCoupons() {
        if request.coupons.isEmpty { return }
        let index = book.promotions
        for code in Set(request.coupons).sorted() {
            let isKnown = (index.coupons[code] ?? []).contains {
                index.promotions[$0].isAddressed(to: request, withCoupon: true)
            }
            let isStored = request.opened.contains { coupon in
                coupon.code == code
                    && index.stored[coupon.promotion].map {
                        index.promotions[$0].isAddressed(to: request, withCoupon: true)
                    } ?? false
            }
            if !isKnown && !isStored && !basket.unknownCoupons.contains(code) {
                basket.unknownCoupons.append(code)
            }
        }
    }

    /// - Parameters:
    ///   - exact: what the line's own promotions leave; it is rounded once.
    ///   - total: that, rounded, less the line's share of what is taken off the order.
    private mutating func charge(_ line: PromotionLine, exact: Exact, total: Int64) {
        guard let whole = arithmetic.rounded(exact) else { return }
        drafts[line.index].amount = exact
        let rounding = arithmetic.rounding(exact, to: whole)
        let shown = whole == total ? exact : Exact(Int128(total))
        drafts[line.index].lineTotal = total
        drafts[line.index].unitPrice = arithmetic.roundedShare(shown, of: line.line.quantity)
        drafts[line.index].rounding = rounding
    }

    /// Writes what came of the promotions to the lines' traces and to the basket.
    private mutating func tell(_ outcome: PromotionOutcome, of run: PromotionRun) {
        var saved = [Int64](repeating: -1, count: run.candidates.count)
        for saving in outcome.savings {
            let candidate = Int(saving.candidate)
            saved[candidate] = max(0, saved[candidate]) + saving.saved
        }
        var said = [PromotionStep.Outcome?](repeating: nil, count: saved.count)
        for (candidate, amount) in saved.enumerated() where amount >= 0 {
            said[candidate] = .applied(saved: Money(amount, request.currency))
        }
        for refusal in outcome.basketRefusals { said[refusal.candidate] = .refused(refusal.why) }
        if let free = outcome.freeShipping {
            said[free] = .applied(saved: request.shipping ?? Money(0, request.currency))
        }
        tellLines(outcome, of: run)
        basket.promotions.reserveCapacity(said.count)
        for (candidate, outcome) in said.enumerated() {
            if let outcome { basket.promotions.append(step(run.record(candidate), outcome)) }
        }
    }

    /// What came of each promotion on each line, in the order of their turns: written down once
    /// for all lines, line by line.
    private mutating func tellLines(_ outcome: PromotionOutcome, of run: PromotionRun) {
        let count = outcome.savings.count + outcome.refusals.count
        if count == 0 { return }
        var turns = Turns(count, keys: run.lines.count)
        for saving in outcome.savings { turns.count(Int(saving.line)) }
        for refusal in outcome.refusals { turns.count(Int(refusal.line)) }
        turns.sum()
        var candidates: [Int32] = []
        candidates.reserveCapacity(count)
        for (place, saving) in outcome.savings.enumerated() {
            turns.put(place, Int(saving.line))
            candidates.append(saving.candidate)
        }
        for refusal in outcome.refusals {
            turns.put(candidates.count, Int(refusal.line))
            candidates.append(refusal.candidate)
        }
        let before = marks.count
        marks.reserveCapacity(before + count)
        var first = 0
        for (place, line) in run.lines.enumerated() {
            let end = Int(turns.ends[place])
            turns.sort(first..<end, by: candidates)
            for turn in first..<end {
                marks.append(outcome.mark(Int(turns.order[turn]), run.candidates))
            }
            drafts[line.index].firstMark = Int32(before + first)
            drafts[line.index].lastMark = Int32(before + end)
            first = end
        }
    }

    private func step(
        _ promotion: PromotionRecord, _ outcome: PromotionStep.Outcome
    ) -> PromotionStep {
        PromotionStep(
            promotion: promotion.row.id, name: promotion.row.name, stage: promotion.row.stage,
            outcome: outcome)
    }
}

extension PromotionOutcome {
    /// A saving, or a refusal: those come after the savings.
    fileprivate func mark(_ place: Int, _ candidates: [PromotionCandidate]) -> PromotionMark {
        if place < savings.count {
            let saving = savings[place]
            return PromotionMark(
                number: UInt32(candidates[Int(saving.candidate)].number), why: nil,
                saved: saving.saved)
        }
        let refusal = refusals[place - savings.count]
        return PromotionMark(
            number: UInt32(candidates[Int(refusal.candidate)].number), why: refusal.why, saved: 0)
    }
}

/// Places put in the order of small keys, those of one key in the order they came in: counted, not
/// compared.
private struct Turns {
    private(set) var order: [Int32]
    /// Of each key: where the next place goes, and after all of them where its places end.
    private(set) var ends: [Int32]

    init(_ places: Int, keys: Int) {
        order = [Int32](repeating: 0, count: places)
        ends = [Int32](repeating: 0, count: keys)
    }

    mutating func count(_ key: Int) { ends[key] += 1 }

    /// After the last count: what counted each key now says where its places start.
    mutating func sum() {
        var start: Int32 = 0
        for key in ends.indices {
            let count = ends[key]
            ends[key] = start
            start += count
        }
    }

    mutating func put(_ place: Int, _ key: Int) {
        order[Int(ends[key])] = Int32(place)
        ends[key] += 1
    }

    /// Puts the few places of one key in the order of something else; those that are equal in it
    /// stay as they are.
    mutating func sort(_ range: Range<Int>, by values: [Int32]) {
        for place in range.dropFirst() {
            let moved = order[place]
            let its = values[Int(moved)]
            var free = place
            while free > range.lowerBound, values[Int(order[free - 1])] > its {
                order[free] = order[free - 1]
                free -= 1
            }
            order[free] = moved
        }
    }
}
