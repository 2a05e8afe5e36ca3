import Bedrock

/// The offer that wins a line, the list it is from, and the next best.
struct Choice {
    let offer: Offer
    let applied: AppliedList
    let runnerUp: NextBest?
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
        for place in applying.indices {
            let applied = applying[place]
            if let best = chosen {
                guard prices(applied.list, line) else { continue }
                let next = runnerUp(applied, behind: best.applied)
                return Choice(offer: best.offer, applied: best.applied, runnerUp: next)
            }
            guard let offer = asked(applied.list, line) else { continue }
            chosen = (offer, applied)
        }
        return chosen.map { Choice(offer: $0.offer, applied: $0.applied, runnerUp: nil) }
    }

    /// Where one of the amounts can't be said none is known to be the lowest: overflow.
    private mutating func chooseLowest(_ line: ResolvedLine) -> Choice? {
        var chosen: (offer: Offer, applied: AppliedList)?
        var second: (offer: Offer, applied: AppliedList)?
        for place in applying.indices {
            let applied = applying[place]
            guard let offer = asked(applied.list, line) else { continue }
            if offer.amount == nil {
                return Choice(offer: offer, applied: applied, runnerUp: nil)
            }
            guard let best = chosen else {
                chosen = (offer, applied)
                continue
            }
            if isLower(offer, than: best.offer) {
                second = best
                chosen = (offer, applied)
            } else if second.map({ isLower(offer, than: $0.offer) }) ?? true {
                second = (offer, applied)
            }
        }
        guard let best = chosen else { return nil }
        let next = second.map { second in
            isLower(best.offer, than: second.offer)
                ? NextBest(list: second.applied.list, because: .lowerPrice)
                : runnerUp(second.applied, behind: best.applied)
        }
        return Choice(offer: best.offer, applied: best.applied, runnerUp: next)
    }

    func runnerUp(_ next: AppliedList, behind best: AppliedList) -> NextBest {
        if next.specificity != best.specificity {
            return NextBest(list: next.list, because: .specificity)
        }
        let isBehind =
            book.lists[Int(next.list)].priority != book.lists[Int(best.list)].priority
        return NextBest(list: next.list, because: isBehind ? .priority : .id)
    }

    func isLower(_ offer: Offer, than other: Offer) -> Bool {
        guard let amount = offer.amount, let otherAmount = other.amount else { return false }
        return arithmetic.isLess(amount, than: otherAmount)
    }
}
