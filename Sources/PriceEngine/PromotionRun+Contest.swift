import Bedrock

/// What a promotion would do to the lines that are left to it.
enum PromotionVerdict {
    /// It takes so much off.
    case saves(Exact, PromotionChanges)
    case not(PromotionShortfall)
}

/// What the lines cost after a promotion; spreading waits until it is the one that wins.
enum PromotionChanges {
    case amounts([LineAmount])
    /// So much off these lines together, which come to that sum.
    case off(Int64, [Int], sum: Exact)
    /// These parts of lines for so much together.
    case bundle(Int128, parts: [LineAmount], whole: Exact)
}

/// Units that one line lacks.
struct MissingUnits {
    let line: Int
    let missing: Int128
}

/// Why a promotion does nothing, before that is said of a line.
enum PromotionShortfall {
    /// Others of its lane have all its lines.
    case noLines
    case savesNothing
    case nothingToGive
    case amount(missing: Int64)
    /// Units that are missing, in the promotion's unit: in all, or to some of the lines.
    case quantity(missing: Int128)
    case quantities([MissingUnits])
}

extension PromotionRun {
    /// Gives the lines to the promotions of one lane: the one that saves the most takes its lines,
    /// then the others are tried again on what is left; on a tie the first in the book's order.
    mutating func contest(_ lane: ArraySlice<Int>, _ outcome: inout PromotionOutcome) {
        for line in holders.indices { holders[line] = -1 }
        isAnyHeld = false
        if lane.count == 1 { return contest(alone: lane[lane.startIndex], &outcome) }
        verdicts.removeAll(keepingCapacity: true)
        isApplied.removeAll(keepingCapacity: true)
        for _ in lane {
            verdicts.append(nil)
            isApplied.append(false)
        }
        while true {
            var best: (place: Int, saved: Exact)?
            for (place, candidate) in lane.enumerated()
            where !isApplied[place] && candidates[candidate].refusal == nil {
                if verdicts[place] == nil {
                    verdicts[place] = verdict(candidate, outcome.amounts)
                }
                guard case .saves(let saved, _)? = verdicts[place] else { continue }
                if let best, !arithmetic.isLess(best.saved, than: saved) { continue }
                best = (place, saved)
            }
            guard let best, case .saves(_, let changes)? = verdicts[best.place] else { break }
            isApplied[best.place] = true
            let winner = lane[lane.startIndex + best.place]
            take(winner, changes, &outcome)
            for (place, candidate) in lane.enumerated() where !isApplied[place] {
                if lost(candidate, to: winner) { verdicts[place] = nil }
            }
        }
        for (place, candidate) in lane.enumerated() {
            explain(candidate, isApplied[place], verdicts[place] ?? .not(.noLines), &outcome)
        }
    }

    /// The same for a promotion that has its lane to itself.
    private mutating func contest(alone candidate: Int, _ outcome: inout PromotionOutcome) {
        var verdict = PromotionVerdict.not(.noLines)
        var isApplied = false
        if candidates[candidate].refusal == nil {
            verdict = self.verdict(candidate, outcome.amounts)
            if case .saves(_, let changes) = verdict {
                take(candidate, changes, &outcome)
                isApplied = true
            }
        }
        explain(candidate, isApplied, verdict, &outcome)
    }

    /// Whether a line that a promotion wants was taken by that winner.
    private func lost(_ candidate: Int, to winner: Int) -> Bool {
        for line in candidates[candidate].lines where holders[line] == winner { return true }
        for line in candidates[candidate].gives where holders[line] == winner { return true }
        return false
    }

    private mutating func take(
        _ winner: Int, _ changes: PromotionChanges, _ outcome: inout PromotionOutcome
    ) {
        let first = outcome.savings.count
        hold(candidates[winner].lines, for: winner, &outcome)
        hold(candidates[winner].gives, for: winner, &outcome)
        isAnyHeld = true
        make(changes, &outcome.amounts)
        for place in first..<outcome.savings.count {
            let line = Int(outcome.savings[place].line)
            let now = arithmetic.rounded(outcome.amounts[line]) ?? 0
            outcome.savings[place].saved -= now
        }
    }

    /// Notes what the lines cost that the winner takes; what they cost after it is then taken off.
    private mutating func hold(
        _ lines: [Int], for winner: Int, _ outcome: inout PromotionOutcome
    ) {
        for line in lines where holders[line] < 0 {
            holders[line] = winner
            let was = arithmetic.rounded(outcome.amounts[line]) ?? 0
            outcome.savings.append(
                PromotionSaving(candidate: Int32(winner), line: Int32(line), saved: was))
        }
    }

    /// Says of a promotion on each of its lines, or of the basket, why it isn't applied there.
    private func explain(
        _ candidate: Int, _ isApplied: Bool, _ verdict: PromotionVerdict,
        _ outcome: inout PromotionOutcome
    ) {
        if let refusal = candidates[candidate].refusal {
            return refuse(candidate, refusal, &outcome)
        }
        let wanted = candidates[candidate]
        let promotion = record(candidate)
        func why(_ line: Int) -> PromotionRefusal? {
            if holders[line] == candidate { return nil }
            if holders[line] >= 0 { return .outdone(by: record(holders[line]).row.id) }
            guard case .not(let shortfall) = verdict else { return nil }
            return refusal(shortfall, promotion, line)
        }
        if promotion.row.stage == .line {
            for lines in [wanted.lines, wanted.gives] {
                for line in lines {
                    guard let why = why(line) else { continue }
                    outcome.refusals.append(LineRefusal(candidate, line, why))
                }
            }
            for barred in wanted.barred {
                outcome.refusals.append(LineRefusal(candidate, barred.line, barred.why))
            }
        } else if !isApplied {
            let holder = wanted.lines.lazy.map { holders[$0] }.filter { $0 >= 0 }.min()
            let outdone = holder.map { PromotionRefusal.outdone(by: record($0).row.id) }
            if let why = outdone ?? basketRefusal(verdict) ?? wanted.whyBarred {
                outcome.basketRefusals.append(BasketRefusal(candidate, why))
            }
        }
    }

    /// Of a whole basket: quantities are in the promotion's own unit.
    func basketRefusal(_ verdict: PromotionVerdict) -> PromotionRefusal? {
        guard case .not(let shortfall) = verdict else { return nil }
        switch shortfall {
        case .quantity(let missing): return .belowQuantity(add: Int64(clamping: missing))
        case .amount(let missing): return .belowAmount(missing: Money(missing, request.currency))
        case .noLines: return nil
        default: return .savesNothing
        }
    }

    private func refusal(
        _ shortfall: PromotionShortfall, _ promotion: PromotionRecord, _ line: Int
    ) -> PromotionRefusal? {
        func more(_ missing: Int128) -> PromotionRefusal {
            let add = missing.dividedRoundingUp(by: unitSize(promotion, line))
            return .belowQuantity(add: Int64(clamping: add))
        }
        switch shortfall {
        case .noLines: return nil
        case .savesNothing: return .savesNothing
        case .nothingToGive: return .nothingToGive
        case .amount(let missing): return .belowAmount(missing: Money(missing, request.currency))
        case .quantity(let missing): return more(missing)
        case .quantities(let all):
            return all.first { $0.line == line }.map { more($0.missing) } ?? .notBought
        }
    }

    /// The first shipping promotion that holds makes the carriage free.
    mutating func ship(_ chosen: ArraySlice<Int>, _ outcome: inout PromotionOutcome) {
        for candidate in chosen {
            var sum: Exact?
            if let refusal = candidates[candidate].refusal {
                outcome.basketRefusals.append(BasketRefusal(candidate, refusal))
            } else if let winner = outcome.freeShipping {
                let other = record(winner).row.id
                outcome.basketRefusals.append(BasketRefusal(candidate, .outdone(by: other)))
            } else if candidates[candidate].lines.isEmpty {
                guard let why = candidates[candidate].whyBarred else { continue }
                outcome.basketRefusals.append(BasketRefusal(candidate, why))
            } else if let short = shortfall(
                record(candidate), candidates[candidate].lines, outcome.amounts, &sum)
            {
                if let why = basketRefusal(.not(short)) {
                    outcome.basketRefusals.append(BasketRefusal(candidate, why))
                }
            } else if request.shipping?.amount == 0 {
                outcome.basketRefusals.append(BasketRefusal(candidate, .savesNothing))
            } else {
                outcome.freeShipping = candidate
            }
        }
    }
}
