import Bedrock
import PriceEngine

extension Oracle {
    typealias Wanted = (promotion: PromotionRow, wants: Wants)

    /// What these promotions do together.
    func trial(of chosen: [Wanted], _ priced: [OracleLine]) -> Trial {
        var trial = Trial(
            amounts: priced.map { $0.listTotal == nil ? nil : $0.exact },
            lineSteps: priced.map { _ in [] })
        for (lane, wanted) in lanes(chosen, of: .line) { contest(lane, wanted, &trial) }
        trial.beforeOrder = trial.amounts
        trial.amounts = trial.amounts.map { $0.map { Ratio(Int128($0.rounded!)) } }
        for (lane, wanted) in lanes(chosen, of: .order) { contest(lane, wanted, &trial) }
        for (promotion, wants) in chosen where promotion.stage == .shipping {
            ship(promotion, wants, &trial)
        }
        for index in priced.indices {
            guard let amount = trial.amounts[index] else { continue }
            trial.saved += Int128(priced[index].listTotal!) - Int128(amount.rounded!)
        }
        if trial.freeShipping != nil { trial.saved += Int128(request.shipping?.amount ?? 0) }
        return trial
    }

    private func lanes(
        _ chosen: [Wanted], of stage: PromotionStage
    ) -> [(String, [Wanted])] {
        var lanes: [(String, [Wanted])] = []
        for one in chosen where one.promotion.stage == stage {
            if lanes.last?.0 == one.promotion.lane {
                lanes[lanes.count - 1].1.append(one)
            } else {
                lanes.append((one.promotion.lane, [one]))
            }
        }
        return lanes
    }

    /// Again and again: whichever saves the most on the lines nobody has takes its lines.
    private func contest(_ lane: String, _ wanted: [Wanted], _ trial: inout Trial) {
        var holder: [Int: UUIDBytes] = [:]
        var savedTotal: [UUIDBytes: Int64] = [:]
        var open = wanted.filter { refusal(of: $0.promotion) == nil }
        while true {
            var best: (one: Wanted, saved: Ratio, after: [Int: Ratio])?
            for one in open {
                guard case .saves(let saved, let after) = verdict(one, free(of: holder), trial)
                else { continue }
                if let best, !(best.saved < saved) { continue }
                best = (one, saved, after)
            }
            guard let best else { break }
            let id = best.one.promotion.id
            open.removeAll { $0.promotion.id == id }
            savedTotal[id] = 0
            for index in best.one.wants.lines + best.one.wants.gives where holder[index] == nil {
                holder[index] = id
                let before = trial.amounts[index]!
                let after = best.after[index] ?? before
                trial.amounts[index] = after
                let saved = before.rounded! - after.rounded!
                savedTotal[id]! += saved
                trial.lineSteps[index].append(OracleStep(id, saved: saved))
            }
        }
        for one in wanted {
            let id = one.promotion.id
            if let saved = savedTotal[id] {
                trial.basketSteps.append(OracleStep(id, saved: saved))
            }
            let turns = wanted.map(\.promotion.id)
            explain(one, isApplied: savedTotal[id] != nil, holder, turns, &trial)
        }
    }

    private func free(of holder: [Int: UUIDBytes]) -> (Int) -> Bool { { holder[$0] == nil } }

    private func explain(
        _ one: Wanted, isApplied: Bool, _ holder: [Int: UUIDBytes], _ turns: [UUIDBytes],
        _ trial: inout Trial
    ) {
        let (promotion, wants) = one
        if let why = refusal(of: promotion) { return refuse(promotion, wants, why, &trial) }
        let verdict = isApplied ? nil : verdict(one, free(of: holder), trial)
        func outdone(_ index: Int) -> PromotionRefusal? {
            guard let other = holder[index], other != promotion.id else { return nil }
            return .outdone(by: other)
        }
        if promotion.stage == .line {
            for index in wants.lines + wants.gives {
                var why = outdone(index)
                if why == nil, case .not(let reason)? = verdict { why = reason(index) }
                if let why {
                    trial.lineSteps[index].append(OracleStep(promotion.id, refusal: why))
                }
            }
            for (index, why) in wants.barred {
                trial.lineSteps[index].append(OracleStep(promotion.id, refusal: why))
            }
        } else if !isApplied {
            let holders = wants.lines.compactMap { holder[$0] }
            var why = turns.first(where: holders.contains).map { PromotionRefusal.outdone(by: $0) }
            if why == nil, case .not(let reason)? = verdict { why = reason(nil) }
            if let why = why ?? wants.whyBarred {
                trial.basketSteps.append(OracleStep(promotion.id, refusal: why))
            }
        }
    }

    private func ship(_ promotion: PromotionRow, _ wants: Wants, _ trial: inout Trial) {
        var why = refusal(of: promotion)
        if why == nil { why = trial.freeShipping.map { .outdone(by: $0) } }
        if why == nil && wants.lines.isEmpty { why = wants.whyBarred }
        if why == nil { why = shortfall(promotion, wants.lines, trial)?(nil) }
        if why == nil && request.shipping?.amount == 0 { why = .savesNothing }
        if let why {
            trial.basketSteps.append(OracleStep(promotion.id, refusal: why))
        } else {
            trial.freeShipping = promotion.id
            let saved = request.shipping?.amount ?? 0
            trial.basketSteps.append(OracleStep(promotion.id, saved: saved))
        }
    }
}
