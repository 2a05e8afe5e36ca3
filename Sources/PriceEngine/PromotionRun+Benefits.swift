import Bedrock

extension PromotionRun {
    /// What a promotion would do with those of its lines that nothing holds.
    mutating func verdict(
        _ candidate: Int, _ amounts: [Exact]
    ) -> PromotionVerdict {
        let promotion = record(candidate)
        var free = candidates[candidate].lines
        var gives = candidates[candidate].gives
        if isAnyHeld {
            if !free.contains(where: { holders[$0] < 0 }) { return .not(.noLines) }
            free.removeAll { holders[$0] >= 0 }
            gives.removeAll { holders[$0] >= 0 }
        }
        if free.isEmpty { return .not(.noLines) }
        var sum: Exact?
        if let short = shortfall(promotion, free, amounts, &sum) { return .not(short) }
        switch promotion.row.benefit {
        case .percentOff(let points):
            return promotion.row.stage == .line
                ? percentOff(Int128(points), free, amounts)
                : offOrder(points: Int128(points), free, sum ?? self.sum(free, amounts))
        case .amountOff(let amount):
            return promotion.row.stage == .line
                ? atMost(free, amounts) { run, line, now in
                    let off = run.arithmetic.times(
                        Exact(Int128(amount)), Int128(run.units(promotion, line) ?? 0))
                    return run.arithmetic.isLess(off, than: now)
                        ? run.arithmetic.minus(now, off) : .zero
                } : offOrder(amount: amount, free, sum ?? self.sum(free, amounts))
        case .fixedPrice(let amount):
            return atMost(free, amounts) { run, line, _ in
                run.arithmetic.times(
                    Exact(Int128(amount)), Int128(run.units(promotion, line) ?? 0))
            }
        case .buyGet(let terms):
            return buyGet(terms, promotion, free, gives, amounts)
        case .bundle(let quantity, let amount):
            return bundle(quantity, amount, promotion, free, amounts)
        case .freeShipping: return .not(.savesNothing)
        }
    }

    /// What is missing to the promotion's threshold; nil where nothing is.
    ///
    /// - Parameter sum: what the lines come to, where that was asked.
    mutating func shortfall(
        _ promotion: PromotionRecord, _ lines: [Int], _ amounts: [Exact], _ sum: inout Exact?
    ) -> PromotionShortfall? {
        switch promotion.row.threshold {
        case nil: return nil
        case .quantity(let least):
            let sum = lines.reduce(0 as Int128) { $0 + Int128(units(promotion, $1) ?? 0) }
            return sum < Int128(least) ? .quantity(missing: Int128(least) - sum) : nil
        case .amount(let least):
            let amount = self.sum(lines, amounts)
            sum = amount
            guard arithmetic.isLess(amount, than: Exact(Int128(least))) else { return nil }
            return .amount(missing: least - arithmetic.floor(amount))
        }
    }

    mutating func sum(_ lines: [Int], _ amounts: [Exact]) -> Exact {
        if let sum = arithmetic.wholeSum(lines, amounts) { return sum }
        var sum = Exact.zero
        for line in lines { sum = arithmetic.plus(sum, amounts[line]) }
        return sum
    }

    private mutating func percentOff(
        _ points: Int128, _ lines: [Int], _ amounts: [Exact]
    ) -> PromotionVerdict {
        let sum = sum(lines, amounts)
        if arithmetic.isZero(sum) { return .not(.savesNothing) }
        var changes: [LineAmount] = []
        changes.reserveCapacity(lines.count)
        for line in lines {
            let left = arithmetic.times(amounts[line], 10_000 - points, over: 10_000)
            changes.append(LineAmount(line: line, amount: left))
        }
        return .saves(arithmetic.times(sum, points, over: 10_000), .amounts(changes))
    }

    /// Brings each line down to an amount, where it isn't there already.
    private mutating func atMost(
        _ lines: [Int], _ amounts: [Exact], _ target: (inout PromotionRun, Int, Exact) -> Exact
    ) -> PromotionVerdict {
        var saved = Exact.zero
        var changes: [LineAmount] = []
        changes.reserveCapacity(lines.count)
        for line in lines {
            let amount = target(&self, line, amounts[line])
            guard arithmetic.isLess(amount, than: amounts[line]) else { continue }
            saved = arithmetic.plus(saved, arithmetic.minus(amounts[line], amount))
            changes.append(LineAmount(line: line, amount: amount))
        }
        return changes.isEmpty ? .not(.savesNothing) : .saves(saved, .amounts(changes))
    }

    /// Takes an amount or basis points off all the lines together; their amounts are whole.
    private mutating func offOrder(
        amount: Int64? = nil, points: Int128 = 0, _ lines: [Int], _ sum: Exact
    ) -> PromotionVerdict {
        let off: Int64
        if let amount {
            off = min(amount, arithmetic.rounded(sum) ?? 0)
        } else {
            off = arithmetic.rounded(arithmetic.times(sum, points, over: 10_000)) ?? 0
        }
        if off == 0 { return .not(.savesNothing) }
        return .saves(Exact(Int128(off)), .off(off, lines, sum: sum))
    }

    /// Makes the changes of the promotion that won.
    mutating func make(_ changes: PromotionChanges, _ amounts: inout [Exact]) {
        switch changes {
        case .amounts(let changes):
            for change in changes { amounts[change.line] = change.amount }
        case .off(let off, let lines, let whole):
            if takeWhole(off, of: lines, whole, &amounts) { return }
            let parts = lines.map { LineAmount(line: $0, amount: amounts[$0]) }
            let shares = spread(Int128(off), over: parts, whole: whole)
            for (line, share) in zip(lines, shares) {
                amounts[line] = arithmetic.minus(amounts[line], Exact(Int128(share)))
            }
        case .bundle(let price, let parts, let whole):
            let shares = spread(price, over: parts, whole: whole)
            for (part, share) in zip(parts, shares) {
                let rest = arithmetic.minus(amounts[part.line], part.amount)
                amounts[part.line] = arithmetic.plus(rest, Exact(Int128(share)))
            }
        }
    }

    /// Spreads whole minor units by largest remainder; of equal remainders the lines' content
    /// decides. No share passes its weight.
    mutating func spread(
        _ total: Int128, over parts: [LineAmount], whole: Exact
    ) -> [Int64] {
        if let shares = wholeSpread(total, parts, whole) { return shares }
        var shares: [Int64] = []
        var rests: [(place: Int, rest: Exact)] = []
        for (place, part) in parts.enumerated() {
            let exact = arithmetic.share(part.amount, times: total, of: whole)
            let share = arithmetic.floor(exact)
            shares.append(share)
            rests.append((place, arithmetic.minus(exact, Exact(Int128(share)))))
        }
        var left = total - shares.reduce(0 as Int128) { $0 + Int128($1) }
        if left == 0 { return shares }
        rests.sort { a, b in
            if arithmetic.isLess(b.rest, than: a.rest) { return true }
            if arithmetic.isLess(a.rest, than: b.rest) { return false }
            return comesFirst(parts[a.place].line, parts[b.place].line)
        }
        for (place, _) in rests where left > 0 {
            let more = Exact(Int128(shares[place]) + 1)
            if arithmetic.isLess(parts[place].amount, than: more) { continue }
            shares[place] += 1
            left -= 1
        }
        return shares
    }

    /// Takes whole minor units off lines whose amounts are whole, by largest remainder; false, with
    /// nothing done, where they aren't.
    private func takeWhole(
        _ off: Int64, of lines: [Int], _ sum: Exact, _ amounts: inout [Exact]
    ) -> Bool {
        guard arithmetic.areWhole(lines, amounts), let divisor = arithmetic.whole(sum), off >= 0,
            off <= divisor
        else { return false }
        var rests: [SpreadRest] = []
        rests.reserveCapacity(lines.count)
        var left = off
        var rows = amounts.mutableSpan
        for line in lines {
            let amount = arithmetic.whole(rows[line]) ?? 0
            let (share, rest) = UInt64(amount).share(UInt64(off), of: UInt64(divisor))
            if share > 0 {
                rows[line] = Exact(Int128(amount - Int64(share)))
                left -= Int64(share)
            }
            if rest > 0 { rests.append(SpreadRest(line: line, place: line, rest: rest)) }
        }
        bringForward(Int(left), of: &rests)
        // A share with a rest is below its amount, so that each can bear one more.
        for rest in rests.prefix(Int(left)) {
            amounts[rest.line] = Exact(Int128((arithmetic.whole(amounts[rest.line]) ?? 1) - 1))
        }
        return true
    }

    /// The same where all is whole already, and the processor divides.
    private func wholeSpread(
        _ total: Int128, _ parts: [LineAmount], _ whole: Exact
    ) -> [Int64]? {
        guard let divisor = arithmetic.whole(whole), let spread = UInt64(exactly: total),
            spread <= UInt64(divisor)
        else { return nil }
        var shares: [Int64] = []
        var rests: [SpreadRest] = []
        shares.reserveCapacity(parts.count)
        rests.reserveCapacity(parts.count)
        var left = spread
        for (place, part) in parts.enumerated() {
            guard let weight = arithmetic.whole(part.amount) else { return nil }
            let (share, rest) = UInt64(weight).share(spread, of: UInt64(divisor))
            shares.append(Int64(share))
            left -= share
            if rest > 0 { rests.append(SpreadRest(line: part.line, place: place, rest: rest)) }
        }
        bringForward(Int(left), of: &rests)
        // A share with a rest is below its weight, so that each can bear one more.
        for rest in rests.prefix(Int(left)) { shares[rest.place] += 1 }
        return shares
    }

    /// Brings the so many greatest rests to the front, in no order among themselves: less work than
    /// to sort them all.
    private func bringForward(_ count: Int, of rests: inout [SpreadRest]) {
        if count == 0 || count >= rests.count { return }
        rests.withUnsafeMutableBufferPointer { rests in
            var (low, high) = (0, rests.count - 1)
            while low < high {
                let pivot = rests[(low + high) >> 1]
                var (left, right) = (low, high)
                while left <= right {
                    while bears(rests[left], before: pivot) { left += 1 }
                    while bears(pivot, before: rests[right]) { right -= 1 }
                    if left <= right {
                        (rests[left], rests[right]) = (rests[right], rests[left])
                        left += 1
                        right -= 1
                    }
                }
                if count <= right {
                    high = right
                } else if count > left {
                    low = left
                } else {
                    return
                }
            }
        }
    }

    /// Of equal rests the lines' content decides, and of equal lines their places.
    private func bears(_ a: SpreadRest, before b: SpreadRest) -> Bool {
        if a.rest != b.rest { return a.rest > b.rest }
        if a.place == b.place { return false }
        if comesFirst(a.line, b.line) { return true }
        return comesFirst(b.line, a.line) ? false : a.place < b.place
    }

    /// The order of lines by what they ask for.
    private func comesFirst(_ a: Int, _ b: Int) -> Bool {
        let (a, b) = (request.lines[lines[a].index], request.lines[lines[b].index])
        if a.variant != b.variant { return a.variant < b.variant }
        if a.unit != b.unit {
            switch (a.unit, b.unit) {
            case (.base, _): return true
            case (_, .base): return false
            case (.named(let left), .named(let right)): return left < right
            }
        }
        return a.quantity < b.quantity
    }
}

extension UInt64 {
    /// This times a part ÷ the whole, which is the greater; in 64 bits where they hold it.
    fileprivate func share(
        _ part: UInt64, of whole: UInt64
    ) -> (quotient: UInt64, remainder: UInt64) {
        let (product, isWide) = multipliedReportingOverflow(by: part)
        if isWide { return whole.dividingFullWidth(multipliedFullWidth(by: part)) }
        let share = product / whole
        return (share, product - share * whole)
    }
}

/// What is left of a line's share below a whole minor unit.
private struct SpreadRest {
    let line: Int
    let place: Int
    let rest: UInt64
}
