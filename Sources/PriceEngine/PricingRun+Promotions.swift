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
        var entries: [(line: Int, candidate: Int, outcome: PromotionStep.Outcome)] = []
        var whole: [(candidate: Int, outcome: PromotionStep.Outcome)] = []
        var totals: [Int: Int64] = [:]
        for (candidate, line, saved) in outcome.savings {
            entries.append((line, candidate, .applied(saved: Money(saved, request.currency))))
            totals[candidate, default: 0] += saved
        }
        for (candidate, saved) in totals {
            whole.append((candidate, .applied(saved: Money(saved, request.currency))))
        }
        for (candidate, line, why) in outcome.refusals {
            if let line {
                entries.append((line, candidate, .refused(why)))
            } else {
                whole.append((candidate, .refused(why)))
            }
        }
        if let free = outcome.freeShipping {
            let saved = request.shipping ?? Money(0, request.currency)
            whole.append((free, .applied(saved: saved)))
        }
        entries.sort { ($0.line, $0.candidate) < ($1.line, $1.candidate) }
        for (line, candidate, outcome) in entries {
            let step = step(run.record(candidate), outcome)
            basket.lines[run.lines[line].index].trace?.promotions.append(step)
        }
        whole.sort { $0.candidate < $1.candidate }
        basket.promotions = whole.map { step(run.record($0.candidate), $0.outcome) }
    }

    private func step(
        _ promotion: PromotionRecord, _ outcome: PromotionStep.Outcome
    ) -> PromotionStep {
        PromotionStep(
            promotion: promotion.row.id, name: promotion.row.name, stage: promotion.row.stage,
            outcome: outcome)
    }
}
