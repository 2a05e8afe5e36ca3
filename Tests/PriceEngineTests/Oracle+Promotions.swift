import Bedrock
import PriceEngine

/// What came of a promotion, as engine and oracle both can say it.
struct OracleStep: Equatable {
    let promotion: UUIDBytes
    let saved: Int64?
    let refusal: PromotionRefusal?

    init(_ promotion: UUIDBytes, saved: Int64? = nil, refusal: PromotionRefusal? = nil) {
        self.promotion = promotion
        self.saved = saved
        self.refusal = refusal
    }

    init(_ step: PromotionStep) {
        promotion = step.promotion
        switch step.outcome {
        case .applied(let saved):
            self.saved = saved.amount
            refusal = nil
        case .refused(let refusal):
            saved = nil
            self.refusal = refusal
        }
    }
}

/// Promotions tried together, and what they would do.
struct Trial {
    /// What each line costs; nil for lines that have no price.
    var amounts: [Ratio?]
    /// The same before anything is taken off the order.
    var beforeOrder: [Ratio?] = []
    var lineSteps: [[OracleStep]]
    var basketSteps: [OracleStep] = []
    var freeShipping: UUIDBytes?
    var saved: Int128 = 0
}

extension Oracle {
    // MARK: Which promotions

    /// In the order of their turns: stage, lane, priority, id.
    var addressed: [PromotionRow] {
        rows.promotions.filter(isAddressed).sorted { a, b in
            let stages: [PromotionStage] = [.line, .order, .shipping]
            let (stage, other) = (stages.firstIndex(of: a.stage)!, stages.firstIndex(of: b.stage)!)
            if stage != other { return stage < other }
            if a.lane != b.lane {
                switch (rows.lanes.firstIndex(of: a.lane), rows.lanes.firstIndex(of: b.lane)) {
                case (let left?, let right?): return left < right
                case (_?, nil): return true
                case (nil, _?): return false
                case (nil, nil): return a.lane < b.lane
                }
            }
            if a.priority != b.priority { return a.priority > b.priority }
            return a.id < b.id
        }
    }

    private func isAddressed(_ promotion: PromotionRow) -> Bool {
        let when = promotion.conditions
        if let from = when.validFrom, request.instant < from { return false }
        if let until = when.validUntil, !(request.instant < until) { return false }
        if let currency = promotion.currency, currency != request.currency { return false }
        if !when.coupons.isEmpty && Set(when.coupons).isDisjoint(with: request.coupons) {
            return false
        }
        if !when.channels.isEmpty && !when.channels.contains(where: { $0 == request.buyer.channel })
        {
            return false
        }
        return when.assignments.isEmpty || when.assignments.contains(where: matches)
    }

    private func isIn(_ items: ItemSelection, _ id: UUIDBytes) -> Bool {
        let variant = rows.variants.first { $0.id == id }!
        return (items.variants.isEmpty || items.variants.contains(id))
            && (items.categories.isEmpty
                || items.categories.contains { variant.categoryPath.contains($0) })
            && (items.brands.isEmpty || items.brands.contains { $0 == variant.brand })
            && (items.tags.isEmpty || items.tags.contains { variant.tags.contains($0) })
    }

    /// Why it can't be taken at all.
    func refusal(of promotion: PromotionRow) -> PromotionRefusal? {
        let when = promotion.conditions
        if let hours = when.hours, !isWithin(hours) { return .outsideHours }
        if when.firstOrderOnly && !request.isFirstOrder { return .notFirstOrder }
        let use = request.uses.first { $0.promotion == promotion.id }
        if let total = promotion.limits.total, (use?.inTotal ?? 0) >= total { return .exhausted }
        if let most = promotion.limits.perCompany, (use?.byCompany ?? 0) >= most {
            return .exhausted
        }
        return nil
    }

    /// Random books are priced in the first second of Thursday by UTC.
    private func isWithin(_ hours: WeekHours) -> Bool {
        let known = rows.zone.sorted { $0.from < $1.from }
        let zone = known.last { $0.from <= request.instant } ?? known.first
        let local = 3 * 1_440 + Int(zone?.seconds ?? 0) / 60
        // Every minute of the week at which the hours hold, counted out.
        var minutes: Set<Int> = []
        let length = hours.from == hours.until ? 1_440 : (hours.until - hours.from + 1_440) % 1_440
        let start = hours.from == hours.until ? 0 : hours.from
        for day in 0..<7 where hours.days.isEmpty || hours.days.contains(day) {
            for minute in 0..<length { minutes.insert((day * 1_440 + start + minute) % 10_080) }
        }
        return minutes.contains((local + 10_080) % 10_080)
    }

    // MARK: What a promotion wants of the basket

    /// The lines it would have, what keeps it from others, and the lines of what it gives.
    struct Wants {
        var lines: [Int] = []
        var gives: [Int] = []
        var barred: [(line: Int, why: PromotionRefusal)] = []
        /// Of lines barred for several reasons the break is told.
        var whyBarred: PromotionRefusal? {
            if barred.isEmpty { return nil }
            return barred.map(\.why).contains(.atBreak) ? .atBreak : .otherUnit
        }
        var all: [Int] { (lines + gives + barred.map(\.line)).sorted() }
    }

    func wants(_ promotion: PromotionRow, _ priced: [OracleLine]) -> Wants {
        var wants = Wants()
        for index in priced.indices where priced[index].listTotal != nil {
            let variant = request.lines[index].variant
            let isBought = isIn(promotion.conditions.items, variant)
            var isGiven = false
            if case .buyGet(let terms) = promotion.benefit, case .other(let items) = terms.pool {
                isGiven = isIn(items, variant)
            }
            guard isBought || isGiven else { continue }
            if units(promotion, index) == nil {
                wants.barred.append((index, .otherUnit))
            } else if priced[index].reached! > 1 && !promotion.combinesWithBreaks {
                wants.barred.append((index, .atBreak))
            } else if isGiven {
                wants.gives.append(index)
            } else {
                wants.lines.append(index)
            }
        }
        return wants
    }

    /// How many of the promotion's units a line is.
    func units(_ promotion: PromotionRow, _ index: Int) -> Int64? {
        let line = request.lines[index]
        let variant = rows.variants.first { $0.id == line.variant }!
        let size = size(of: line.unit, in: variant)!
        guard case .named(let name) = promotion.unit, name != variant.baseUnit else {
            return line.quantity * size
        }
        return line.unit == .named(name) ? line.quantity : nil
    }

    // MARK: All of them

    /// Takes promotions off the lines; says what came of each in the basket.
    func promote(_ priced: inout [OracleLine]) -> [OracleStep] {
        let sum = priced.reduce(0 as Int128) { $0 + Int128($1.listTotal ?? 0) }
        if sum > Int128(Int64.max) { return [] }
        let wanted: [Wanted] = addressed.map { ($0, wants($0, priced)) }
            .filter { !$0.wants.lines.isEmpty || !$0.wants.barred.isEmpty }
        if wanted.isEmpty { return [] }
        let together = trial(of: wanted.filter { !$0.promotion.isExclusive }, priced)
        let exclusive = wanted.filter { $0.promotion.isExclusive }
        let alone = exclusive.map { ($0, trial(of: [$0], priced)) }
        var result = together
        // The first of those that save the most: they stand in the order of their turns.
        if let best = alone.map(\.1.saved).max(), best > together.saved {
            let (winner, trial) = alone.first { $0.1.saved == best }!
            result = trial
            for (promotion, wants) in wanted where promotion.id != winner.promotion.id {
                let why = refusal(of: promotion) ?? .exclusive(by: winner.promotion.id)
                refuse(promotion, wants, why, &result)
            }
        } else {
            for ((promotion, _), trial) in alone {
                if trial.basketSteps.contains(where: { $0.saved != nil }) {
                    result.basketSteps.append(
                        OracleStep(promotion.id, refusal: .lessThanTogether))
                } else {
                    result.basketSteps += trial.basketSteps
                    for index in priced.indices {
                        result.lineSteps[index] += trial.lineSteps[index]
                    }
                }
            }
        }
        let turns = wanted.map(\.promotion.id)
        func inOrder(_ steps: [OracleStep]) -> [OracleStep] {
            steps.sorted {
                turns.firstIndex(of: $0.promotion)! < turns.firstIndex(of: $1.promotion)!
            }
        }
        for index in priced.indices {
            guard let amount = result.amounts[index], let own = result.beforeOrder[index] else {
                continue
            }
            let total = amount.rounded!
            priced[index].lineTotal = total
            let shown = own.rounded! == total ? own : Ratio(Int128(total))
            let quantity = Int128(request.lines[index].quantity)
            priced[index].unitPrice = shown.times(Ratio(1, quantity)).rounded
            priced[index].promotions = inOrder(result.lineSteps[index])
        }
        return inOrder(result.basketSteps)
    }

    func refuse(
        _ promotion: PromotionRow, _ wants: Wants, _ why: PromotionRefusal, _ trial: inout Trial
    ) {
        let step = OracleStep(promotion.id, refusal: why)
        if promotion.stage == .line {
            for index in wants.all { trial.lineSteps[index].append(step) }
        } else {
            trial.basketSteps.append(step)
        }
    }
}
