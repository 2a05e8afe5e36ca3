import Bedrock

/// Lines whose units cost the same: what is taken of them is taken of each in proportion, so that
/// neither their order nor a split line changes anything.
struct PriceRun {
    var lines: [Int]
    /// In the promotion's unit.
    var units: Int128
    var amount: Exact
    /// Of one unit.
    let each: Exact
}

/// So many of a run's units; where a cap cuts picks of one price, `kept` of `of` of them.
struct UnitPick {
    let run: PriceRun
    let units: Int128
    var kept: Int128 = 1
    var of: Int128 = 1
}

extension PromotionRun {
    /// The lines by what one unit costs, the cheapest first.
    mutating func runs(
        _ lines: [Int], _ promotion: PromotionRecord, _ amounts: [Exact]
    ) -> [PriceRun] {
        var sorted: [PriceRun] = []
        for line in lines {
            let units = Int128(units(promotion, line) ?? 1)
            let each = arithmetic.times(amounts[line], 1, over: units)
            sorted.append(PriceRun(lines: [line], units: units, amount: amounts[line], each: each))
        }
        if sorted.count == 1 { return sorted }
        sorted.sort { arithmetic.isLess($0.each, than: $1.each) }
        var merged: [PriceRun] = []
        for run in sorted {
            if let last = merged.last, !arithmetic.isLess(last.each, than: run.each) {
                merged[merged.count - 1].lines += run.lines
                merged[merged.count - 1].units += run.units
                merged[merged.count - 1].amount = arithmetic.plus(last.amount, run.amount)
            } else {
                merged.append(run)
            }
        }
        return merged
    }

    private func picks(_ runs: [PriceRun], _ count: Int128) -> [UnitPick] {
        var left = count
        var picks: [UnitPick] = []
        for run in runs where left > 0 {
            let taken = min(left, run.units)
            picks.append(UnitPick(run: run, units: taken))
            left -= taken
        }
        return picks
    }

    mutating func buyGet(
        _ terms: BuyGet, _ promotion: PromotionRecord, _ lines: [Int], _ gives: [Int],
        _ amounts: [Exact]
    ) -> PromotionVerdict {
        let (buy, get) = (Int128(terms.buy), Int128(terms.get))
        let cap = promotion.row.limits.perOrder.map { Int128($0) * get }
        func got(_ units: Int128) -> Int128 {
            let (sets, rest) = units.quotientAndRemainder(dividingBy: buy + get)
            return sets * get + max(0, rest - buy)
        }
        func count(_ lines: [Int]) -> Int128 {
            lines.reduce(0) { $0 + Int128(units(promotion, $1) ?? 0) }
        }
        var picked: [UnitPick] = []
        switch terms.pool {
        case .selection:
            let units = count(lines)
            if got(units) == 0 { return .not(.quantity(missing: buy + 1 - units)) }
            picked = picks(
                runs(lines, promotion, amounts), min(got(units), cap ?? .max))
        case .eachVariant:
            var missing: [MissingUnits] = []
            for same in byVariant(lines) {
                let units = count(same)
                let runs = runs(same, promotion, amounts)
                picked += picks(runs, got(units))
                if got(units) == 0 { missing += same.map {
                        MissingUnits(line: $0, missing: buy + 1 - units)
                    } }
            }
            if picked.isEmpty { return .not(.quantities(missing)) }
            if let cap { picked = cheapest(picked, cap) }
        case .other:
            let sets = count(lines) / buy
            if gives.isEmpty { return .not(.nothingToGive) }
            if sets == 0 {
                let missing = buy - count(lines)
                return .not(.quantities(lines.map { MissingUnits(line: $0, missing: missing) }))
            }
            picked = picks(
                runs(gives, promotion, amounts), min(count(gives), sets * get, cap ?? .max))
        }
        return off(Int128(terms.basisPointsOff), picked, amounts)
    }

    /// The lines in groups of one variant each.
    private func byVariant(_ lines: [Int]) -> [[Int]] {
        if lines.count == 1 { return [lines] }
        let sorted = lines.sorted {
            (self.lines[$0].line.variant, $0) < (self.lines[$1].line.variant, $1)
        }
        var groups: [[Int]] = []
        for line in sorted {
            if let last = groups.last?.last,
                self.lines[last].line.variant == self.lines[line].line.variant
            {
                groups[groups.count - 1].append(line)
            } else {
                groups.append([line])
            }
        }
        return groups
    }

    /// The cheapest so many of all the picks; those of one price share what is left.
    private func cheapest(_ picked: [UnitPick], _ cap: Int128) -> [UnitPick] {
        let sorted = picked.sorted { arithmetic.isLess($0.run.each, than: $1.run.each) }
        var left = cap
        var kept: [UnitPick] = []
        var start = 0
        while start < sorted.count && left > 0 {
            var end = start + 1
            while end < sorted.count,
                !arithmetic.isLess(sorted[start].run.each, than: sorted[end].run.each)
            {
                end += 1
            }
            let units = sorted[start..<end].reduce(0 as Int128) { $0 + $1.units }
            let taken = min(units, left)
            for var pick in sorted[start..<end] {
                pick.kept = taken
                pick.of = units
                kept.append(pick)
            }
            left -= taken
            start = end
        }
        return kept
    }

    private mutating func off(
        _ points: Int128, _ picked: [UnitPick], _ amounts: [Exact]
    ) -> PromotionVerdict {
        var saved = Exact.zero
        var rest = amounts
        var touched: [Int] = []
        for pick in picked {
            for line in pick.run.lines {
                var part = arithmetic.times(amounts[line], pick.units, over: pick.run.units)
                if pick.kept != pick.of {
                    part = arithmetic.times(part, pick.kept, over: pick.of)
                }
                part = arithmetic.times(part, points, over: 10_000)
                if arithmetic.isZero(part) { continue }
                saved = arithmetic.plus(saved, part)
                rest[line] = arithmetic.minus(rest[line], part)
                touched.append(line)
            }
        }
        if touched.isEmpty { return .not(.savesNothing) }
        return .saves(saved, .amounts(touched.map { LineAmount(line: $0, amount: rest[$0]) }))
    }

    mutating func bundle(
        _ quantity: Int64, _ amount: Int64, _ promotion: PromotionRecord, _ lines: [Int],
        _ amounts: [Exact]
    ) -> PromotionVerdict {
        let runs = Array(runs(lines, promotion, amounts).reversed())
        let size = Int128(quantity)
        let units = runs.reduce(0 as Int128) { $0 + $1.units }
        if units < size { return .not(.quantity(missing: size - units)) }
        // Each further bundle is of cheaper units, so that those worth their price come first.
        var low: Int128 = 0
        var high = min(units / size, promotion.row.limits.perOrder.map { Int128($0) } ?? .max)
        while low < high {
            let middle = (low + high + 1) / 2
            let worth = arithmetic.minus(
                value(of: middle * size, runs), value(of: (middle - 1) * size, runs))
            if arithmetic.isLess(Exact(Int128(amount)), than: worth) {
                low = middle
            } else {
                high = middle - 1
            }
        }
        if low == 0 { return .not(.savesNothing) }
        var parts: [LineAmount] = []
        for pick in picks(runs, low * size) {
            for line in pick.run.lines {
                let weight = arithmetic.times(amounts[line], pick.units, over: pick.run.units)
                parts.append(LineAmount(line: line, amount: weight))
            }
        }
        let whole = value(of: low * size, runs)
        let price = low * Int128(amount)
        return .saves(
            arithmetic.minus(whole, Exact(price)), .bundle(price, parts: parts, whole: whole))
    }

    /// What so many of the units cost, taken from the runs in their order.
    private mutating func value(of units: Int128, _ runs: [PriceRun]) -> Exact {
        var left = units
        var sum = Exact.zero
        for run in runs where left > 0 {
            let taken = min(left, run.units)
            let part =
                taken == run.units
                ? run.amount : arithmetic.times(run.amount, taken, over: run.units)
            sum = arithmetic.plus(sum, part)
            left -= taken
        }
        return sum
    }
}
