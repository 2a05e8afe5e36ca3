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
                let amount = drafts[index].amount,
                let list = basket.lines[index].listTotal?.amount
            else { continue }
            let entry = book.entries[offer.candidate.entry]
            let isAtBreak = !entry.isSimple && book.priceBreak(entry, offer.place).minimum > 1
            lines.append(
                PromotionLine(
                    index: index, line: line, isAtBreak: isAtBreak, amount: amount, list: list))
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
        basket.lines[line.index].lineTotal = Money(total, request.currency)
        basket.lines[line.index].unitPrice = Money(
            arithmetic.roundedShare(shown, of: line.line.quantity), request.currency)
        basket.lines[line.index].rounding = rounding
        basket.lines[line.index].trace?.rounding = rounding
    }

    /// Writes what came of the promotions to the lines' traces and to the basket.
    private mutating func tell(_ outcome: PromotionOutcome, of run: PromotionRun) {
        var saved = [Int64?](repeating: nil, count: run.candidates.count)
        var whole: [(candidate: Int, outcome: PromotionStep.Outcome)] = []
        for (candidate, _, amount) in outcome.savings {
            saved[candidate] = (saved[candidate] ?? 0) + amount
        }
        for (candidate, amount) in saved.enumerated() {
            guard let amount else { continue }
            whole.append((candidate, .applied(saved: Money(amount, request.currency))))
        }
        for (candidate, line, why) in outcome.refusals where line == nil {
            whole.append((candidate, .refused(why)))
        }
        if let free = outcome.freeShipping {
            let saved = request.shipping ?? Money(0, request.currency)
            whole.append((free, .applied(saved: saved)))
        }
        tellLines(outcome, of: run)
        whole.sort { $0.candidate < $1.candidate }
        basket.promotions = whole.map { step(run.record($0.candidate), $0.outcome) }
    }

    /// What came of the promotions on each line, in the order of their turns.
    private mutating func tellLines(_ outcome: PromotionOutcome, of run: PromotionRun) {
        var tellings: [LineTelling] = []
        tellings.reserveCapacity(outcome.savings.count + outcome.refusals.count)
        for (place, saving) in outcome.savings.enumerated() {
            tellings.append(LineTelling(saving.line, saving.candidate, place, isRefusal: false))
        }
        for (place, refusal) in outcome.refusals.enumerated() {
            guard let line = refusal.line else { continue }
            tellings.append(LineTelling(line, refusal.candidate, place, isRefusal: true))
        }
        tellings.sort { $0.turn < $1.turn }
        var next = 0
        while next < tellings.count {
            let line = tellings[next].line
            var end = next
            while end < tellings.count && tellings[end].line == line { end += 1 }
            var steps: [PromotionStep] = []
            steps.reserveCapacity(end - next)
            for telling in tellings[next..<end] {
                let came: PromotionStep.Outcome =
                    telling.isRefusal
                    ? .refused(outcome.refusals[telling.place].why)
                    : .applied(
                        saved: Money(outcome.savings[telling.place].saved, request.currency))
                steps.append(step(run.record(telling.candidate), came))
            }
            basket.lines[run.lines[line].index].trace?.promotions = steps
            next = end
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

/// What is to be said of a promotion on a line: where that stands, in the order it is said in.
private struct LineTelling {
    /// The line, then the candidate.
    let turn: UInt64
    let place: Int
    let isRefusal: Bool

    var line: Int { Int(turn >> 32) }
    var candidate: Int { Int(turn & 0xFFFF_FFFF) }

    init(_ line: Int, _ candidate: Int, _ place: Int, isRefusal: Bool) {
        turn = UInt64(line) << 32 | UInt64(candidate)
        self.place = place
        self.isRefusal = isRefusal
    }
}
