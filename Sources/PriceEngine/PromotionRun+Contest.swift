import Bedrock

/// What a promotion would do to the lines that are left to it.
enum PromotionVerdict {
    /// It takes so much off.
    case saves(Exact, PromotionChanges)
    case not(PromotionShortfall)
}

/// What the lines cost after a promotion; spreading waits until it is the one that wins.
enum PromotionChanges {
    case amounts([(line: Int, amount: Exact)])
    /// So much off these lines together.
    case off(Int64, [Int])
    /// These parts of lines for so much together.
    case bundle(Int128, parts: [(line: Int, weight: Exact)], whole: Exact)
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
    case quantities([(line: Int, missing: Int128)])
}

extension PromotionRun {
    /// Gives the lines to the promotions of one lane: the one that saves the most takes its lines,
    /// then the others are tried again on what is left; on a tie the first in the book's order.
    mutating func contest(_ lane: ArraySlice<Int>, _ outcome: inout PromotionOutcome) {
        var holders = [Int](repeating: -1, count: lines.count)
        var verdicts = [PromotionVerdict?](repeating: nil, count: lane.count)
        var isApplied = [Bool](repeating: false, count: lane.count)
        while true {
            var best: (place: Int, saved: Exact, changes: PromotionChanges)?
            for (place, candidate) in lane.enumerated()
            where !isApplied[place] && candidates[candidate].refusal == nil {
                if verdicts[place] == nil {
                    verdicts[place] = verdict(candidate, holders, outcome.amounts)
                }
                guard case .saves(let saved, let changes)? = verdicts[place] else { continue }
                if let best, !arithmetic.isLess(best.saved, than: saved) { continue }
                best = (place, saved, changes)
            }
            guard let best else { break }
            isApplied[best.place] = true
            let winner = lane[lane.startIndex + best.place]
            take(winner, best.changes, &holders, &outcome)
            for (place, candidate) in lane.enumerated() where !isApplied[place] {
                let wanted = candidates[candidate]
                if wanted.lines.contains(where: { holders[$0] == winner })
                    || wanted.gives.contains(where: { holders[$0] == winner })
                {
                    verdicts[place] = nil
                }
            }
        }
        for (place, candidate) in lane.enumerated() {
            explain(
                candidate, isApplied[place], verdicts[place] ?? .not(.noLines), holders, &outcome)
        }
    }

    private mutating func take(
        _ winner: Int, _ changes: PromotionChanges, _ holders: inout [Int],
        _ outcome: inout PromotionOutcome
    ) {
        var before: [(line: Int, amount: Exact)] = []
        for line in candidates[winner].lines + candidates[winner].gives where holders[line] < 0 {
            holders[line] = winner
            before.append((line, outcome.amounts[line]))
        }
        make(changes, &outcome.amounts)
        for (line, amount) in before {
            let (was, now) = (arithmetic.rounded(amount), arithmetic.rounded(outcome.amounts[line]))
            outcome.savings.append((winner, line, (was ?? 0) - (now ?? 0)))
        }
    }

    /// Says of a promotion on each of its lines, or of the basket, why it isn't applied there.
    private func explain(
        _ candidate: Int, _ isApplied: Bool, _ verdict: PromotionVerdict, _ holders: [Int],
        _ outcome: inout PromotionOutcome
    ) {
        let wanted = candidates[candidate]
        if let refusal = wanted.refusal { return refuse(candidate, refusal, &outcome) }
        let promotion = record(candidate)
        func why(_ line: Int) -> PromotionRefusal? {
            if holders[line] == candidate { return nil }
            if holders[line] >= 0 { return .outdone(by: record(holders[line]).row.id) }
            guard case .not(let shortfall) = verdict else { return nil }
            return refusal(shortfall, promotion, line)
        }
        if promotion.row.stage == .line {
            for line in wanted.lines + wanted.gives {
                if let why = why(line) { outcome.refusals.append((candidate, line, why)) }
            }
            for (line, why) in wanted.barred { outcome.refusals.append((candidate, line, why)) }
        } else if !isApplied {
            let holder = wanted.lines.lazy.map { holders[$0] }.filter { $0 >= 0 }.min()
            let outdone = holder.map { PromotionRefusal.outdone(by: record($0).row.id) }
            if let why = outdone ?? basketRefusal(verdict) ?? wanted.whyBarred {
                outcome.refusals.append((candidate, nil, why))
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
            if let refusal = candidates[candidate].refusal {
                outcome.refusals.append((candidate, nil, refusal))
            } else if let winner = outcome.freeShipping {
                outcome.refusals.append((candidate, nil, .outdone(by: record(winner).row.id)))
            } else if candidates[candidate].lines.isEmpty {
                guard let why = candidates[candidate].whyBarred else { continue }
                outcome.refusals.append((candidate, nil, why))
            } else if let short = shortfall(
                record(candidate), candidates[candidate].lines, outcome.amounts)
            {
                if let why = basketRefusal(.not(short)) {
                    outcome.refusals.append((candidate, nil, why))
                }
            } else if request.shipping?.amount == 0 {
                outcome.refusals.append((candidate, nil, .savesNothing))
            } else {
                outcome.freeShipping = candidate
            }
        }
    }
}
