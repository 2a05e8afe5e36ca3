import Bedrock

/// What a promotion would do to the lines that are left to it.
enum PromotionVerdict {
    /// It takes so much off.
    case saves(Exact, PromotionChanges)
    case not(PromotionShortfall)
}

/// How a promotion of the lane that is contested stands.
enum PromotionStanding {
    case untried
    case saves(Exact)
    case savesNothing
    case applied
    /// It can't be taken at all.
    case refused

    var isApplied: Bool {
        if case .applied = self { true } else { false }
    }

    /// Whether another one's winning can change it.
    var isOpen: Bool {
        switch self {
        case .applied, .refused: false
        case .untried, .saves, .savesNothing: true
        }
    }
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
        standings.removeAll(keepingCapacity: true)
        verdicts.removeAll(keepingCapacity: true)
        for candidate in lane {
            standings.append(candidates[candidate].refusal == nil ? .untried : .refused)
            verdicts.append(.not(.noLines))
        }
        while let best = best(of: lane, outcome.amounts) {
            guard case .saves(_, let changes) = verdicts[best] else { break }
            standings[best] = .applied
            let winner = lane[lane.startIndex + best]
            take(winner, changes, &outcome)
            for (place, candidate) in lane.enumerated() where standings[place].isOpen {
                if !lost(candidate, to: winner) { continue }
                standings[place] = .untried
                verdicts[place] = .not(.noLines)
            }
        }
        for (place, candidate) in lane.enumerated() {
            explain(candidate, standings[place].isApplied, verdicts[place], &outcome)
        }
    }

    /// The place of the promotion that saves the most on what is left, the first of several.
    private mutating func best(of lane: ArraySlice<Int>, _ amounts: [Exact]) -> Int? {
        var best: (place: Int, saved: Exact)?
        for (place, candidate) in lane.enumerated() {
            if case .untried = standings[place] {
                verdicts[place] = verdict(candidate, amounts)
                if case .saves(let saved, _) = verdicts[place] {
                    standings[place] = .saves(saved)
                } else {
                    standings[place] = .savesNothing
                }
            }
            guard case .saves(let saved) = standings[place] else { continue }
            if let best, !arithmetic.isLess(best.saved, than: saved) { continue }
            best = (place, saved)
        }
        return best?.place
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
        if !candidates[winner].gives.isEmpty {
            hold(candidates[winner].gives, for: winner, &outcome)
        }
        isAnyHeld = true
        make(changes, &outcome.amounts)
        for place in first..<outcome.savings.count {
            let amount = outcome.amounts[Int(outcome.savings[place].line)]
            outcome.savings[place].saved -= arithmetic.rounded(amount) ?? 0
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
        if candidates[candidate].stage == .line {
            explain(candidate, verdict, on: candidates[candidate].lines, &outcome)
            explain(candidate, verdict, on: candidates[candidate].gives, &outcome)
            for barred in candidates[candidate].barred {
                outcome.refusals.append(LineRefusal(candidate, barred.line, barred.why))
            }
        } else if !isApplied {
            var holder = Int.max
            for line in candidates[candidate].lines where holders[line] >= 0 {
                holder = min(holder, holders[line])
            }
            let outdone =
                holder == .max ? nil : PromotionRefusal.outdone(by: record(holder).row.id)
            if let why = outdone ?? basketRefusal(verdict) ?? candidates[candidate].whyBarred {
                outcome.basketRefusals.append(BasketRefusal(candidate, why))
            }
        }
    }

    /// The same on each of some lines, but for those that it takes.
    private func explain(
        _ candidate: Int, _ verdict: PromotionVerdict, on lines: [Int],
        _ outcome: inout PromotionOutcome
    ) {
        for line in lines {
            let holder = holders[line]
            if holder == candidate { continue }
            var why: PromotionRefusal?
            if holder >= 0 {
                why = .outdone(by: record(holder).row.id)
            } else if case .not(let shortfall) = verdict {
                why = refusal(shortfall, record(candidate), line)
            }
            if let why { outcome.refusals.append(LineRefusal(candidate, line, why)) }
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
