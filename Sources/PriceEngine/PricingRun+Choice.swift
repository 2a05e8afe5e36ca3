import Bedrock

/// The offer that wins a line, the list it is from, and the next best.
struct Choice {
    let offer: Offer
    let applied: AppliedList
    let runnerUp: RunnerUp?
}

extension PricingRun {
    /// The list that prices the line by the seller's mode; nil where none does.
    mutating func choose(_ line: ResolvedLine) -> Choice? {
        switch book.mode {
        case .mostSpecific: chooseMostSpecific(line)
        case .lowest: chooseLowest(line)
        }
    }

    private mutating func chooseMostSpecific(_ line: ResolvedLine) -> Choice? {
        var chosen: (offer: Offer, applied: AppliedList)?
        for applied in applying {
            let chain = ReferenceChain(from: applied.list)
            guard
                let offer = offer(
                    applied.list, line, chain: chain, isAsked: chosen == nil)
            else { continue }
            guard let best = chosen else {
                chosen = (offer, applied)
                continue
            }
            let next = runnerUp(applied, behind: best.applied)
            return Choice(offer: best.offer, applied: best.applied, runnerUp: next)
        }
        return chosen.map { Choice(offer: $0.offer, applied: $0.applied, runnerUp: nil) }
    }

    /// Where 128 bits don't hold one of the amounts none is known to be the lowest: overflow.
    private mutating func chooseLowest(_ line: ResolvedLine) -> Choice? {
        var chosen: (offer: Offer, applied: AppliedList)?
        var second: (offer: Offer, applied: AppliedList)?
        for applied in applying {
            let chain = ReferenceChain(from: applied.list)
            guard let offer = offer(applied.list, line, chain: chain, isAsked: true) else {
                continue
            }
            if offer.amount == nil {
                return Choice(offer: offer, applied: applied, runnerUp: nil)
            }
            guard let best = chosen else {
                chosen = (offer, applied)
                continue
            }
            if offer.isLower(than: best.offer) {
                second = best
                chosen = (offer, applied)
            } else if second == nil || offer.isLower(than: second!.offer) {
                second = (offer, applied)
            }
        }
        guard let best = chosen else { return nil }
        let next = second.map { second in
            best.offer.isLower(than: second.offer)
                ? RunnerUp(list: book.lists[Int(second.applied.list)].id, because: .lowerPrice)
                : runnerUp(second.applied, behind: best.applied)
        }
        return Choice(offer: best.offer, applied: best.applied, runnerUp: next)
    }

    private func runnerUp(_ next: AppliedList, behind best: AppliedList) -> RunnerUp {
        let loser = book.lists[Int(next.list)]
        let reason: RunnerUp.Reason =
            next.specificity != best.specificity
            ? .specificity
            : loser.priority != book.lists[Int(best.list)].priority ? .priority : .id
        return RunnerUp(list: loser.id, because: reason)
    }
}

extension Offer {
    func isLower(than other: Offer) -> Bool {
        guard let amount, let otherAmount = other.amount else { return false }
        return amount < otherAmount
    }
}
