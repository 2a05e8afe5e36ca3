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
            free.removeAll { holders[$0] >= 0 }
            gives.removeAll { holders[$0] >= 0 }
        }
        if free.isEmpty { return .not(.noLines) }
        if let short = shortfall(promotion, free, amounts) { return .not(short) }
        switch promotion.row.benefit {
        case .percentOff(let points):
            return promotion.row.stage == .line
                ? percentOff(Int128(points), free, amounts)
                : offOrder(points: Int128(points), free, amounts)
        case .amountOff(let amount):
            return promotion.row.stage == .line
                ? atMost(free, amounts) { run, line, now in
                    let off = run.arithmetic.times(
                        Exact(Int128(amount)), Int128(run.units(promotion, line) ?? 0))
                    return run.arithmetic.isLess(off, than: now)
                        ? run.arithmetic.minus(now, off) : .zero
                } : offOrder(amount: amount, free, amounts)
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
    mutating func shortfall(
        _ promotion: PromotionRecord, _ lines: [Int], _ amounts: [Exact]
    ) -> PromotionShortfall? {
        switch promotion.row.threshold {
        case nil: return nil
        case .quantity(let least):
            let sum = lines.reduce(0 as Int128) { $0 + Int128(units(promotion, $1) ?? 0) }
            return sum < Int128(least) ? .quantity(missing: Int128(least) - sum) : nil
        case .amount(let least):
            let sum = sum(lines, amounts)
            guard arithmetic.isLess(sum, than: Exact(Int128(least))) else { return nil }
            return .amount(missing: least - arithmetic.floor(sum))
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
        var changes: [(line: Int, amount: Exact)] = []
        for line in lines {
            changes.append((line, arithmetic.times(amounts[line], 10_000 - points, over: 10_000)))
        }
        return .saves(arithmetic.times(sum, points, over: 10_000), .amounts(changes))
    }

    /// Brings each line down to an amount, where it isn't there already.
    private mutating func atMost(
        _ lines: [Int], _ amounts: [Exact], _ target: (inout PromotionRun, Int, Exact) -> Exact
    ) -> PromotionVerdict {
        var saved = Exact.zero
        var changes: [(line: Int, amount: Exact)] = []
        for line in lines {
            let amount = target(&self, line, amounts[line])
            guard arithmetic.isLess(amount, than: amounts[line]) else { continue }
            saved = arithmetic.plus(saved, arithmetic.minus(amounts[line], amount))
            changes.append((line, amount))
        }
        return changes.isEmpty ? .not(.savesNothing) : .saves(saved, .amounts(changes))
    }

    /// Takes an amount or basis points off all the lines together; their amounts are whole.
    private mutating func offOrder(
        amount: Int64? = nil, points: Int128 = 0, _ lines: [Int], _ amounts: [Exact]
    ) -> PromotionVerdict {
        let sum = sum(lines, amounts)
        let all = arithmetic.rounded(sum) ?? 0
        let part = arithmetic.times(sum, points, over: 10_000)
        let off = amount.map { min($0, all) } ?? arithmetic.rounded(part) ?? 0
        if off == 0 { return .not(.savesNothing) }
        return .saves(Exact(Int128(off)), .off(off, lines))
    }

    /// Makes the changes of the promotion that won.
    mutating func make(_ changes: PromotionChanges, _ amounts: inout [Exact]) {
        switch changes {
        case .amounts(let changes):
            for (line, amount) in changes { amounts[line] = amount }
        case .off(let off, let lines):
            if takeWhole(off, of: lines, &amounts) { return }
            let whole = sum(lines, amounts)
            let parts = lines.map { (line: $0, weight: amounts[$0]) }
            let shares = spread(Int128(off), over: parts, whole: whole)
            for (line, share) in zip(lines, shares) {
                amounts[line] = arithmetic.minus(amounts[line], Exact(Int128(share)))
            }
        case .bundle(let price, let parts, let whole):
            let shares = spread(price, over: parts, whole: whole)
            for (part, share) in zip(parts, shares) {
                let rest = arithmetic.minus(amounts[part.line], part.weight)
                amounts[part.line] = arithmetic.plus(rest, Exact(Int128(share)))
            }
        }
    }

    /// Spreads whole minor units by largest remainder; of equal remainders the lines' content
    /// decides. No share passes its weight.
    mutating func spread(
        _ total: Int128, over parts: [(line: Int, weight: Exact)], whole: Exact
    ) -> [Int64] {
        if let shares = wholeSpread(total, parts, whole) { return shares }
        var shares: [Int64] = []
        var rests: [(place: Int, rest: Exact)] = []
        for (place, part) in parts.enumerated() {
            let exact = arithmetic.share(part.weight, times: total, of: whole)
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
            if arithmetic.isLess(parts[place].weight, than: more) { continue }
            shares[place] += 1
            left -= 1
        }
        return shares
    }

    /// Takes whole minor units off lines whose amounts are whole, by largest remainder; false, with
    /// nothing done, where they aren't.
    private func takeWhole(_ off: Int64, of lines: [Int], _ amounts: inout [Exact]) -> Bool {
        guard let sum = arithmetic.wholeSum(lines, amounts), let divisor = arithmetic.whole(sum),
            off >= 0, off <= divisor
        else { return false }
        var rests: [(line: Int, rest: UInt64)] = []
        rests.reserveCapacity(lines.count)
        var left = off
        for line in lines {
            let amount = arithmetic.whole(amounts[line]) ?? 0
            let product = UInt64(amount).multipliedFullWidth(by: UInt64(off))
            let (share, rest) = UInt64(divisor).dividingFullWidth(product)
            amounts[line] = Exact(Int128(amount - Int64(share)))
            left -= Int64(share)
            if rest > 0 { rests.append((line, rest)) }
        }
        if left == 0 { return true }
        rests.sort { a, b in
            a.rest == b.rest ? comesFirst(a.line, b.line) : a.rest > b.rest
        }
        // A share with a rest is below its amount, so that each can bear one more.
        for (line, _) in rests.prefix(Int(left)) {
            amounts[line] = Exact(Int128((arithmetic.whole(amounts[line]) ?? 1) - 1))
        }
        return true
    }

    /// The same where all is whole already, and the processor divides.
    private func wholeSpread(
        _ total: Int128, _ parts: [(line: Int, weight: Exact)], _ whole: Exact
    ) -> [Int64]? {
        guard let divisor = arithmetic.whole(whole), let spread = UInt64(exactly: total),
            spread <= UInt64(divisor)
        else { return nil }
        var shares: [Int64] = []
        var rests: [(place: Int, rest: UInt64)] = []
        shares.reserveCapacity(parts.count)
        rests.reserveCapacity(parts.count)
        var left = spread
        for (place, part) in parts.enumerated() {
            guard let weight = arithmetic.whole(part.weight) else { return nil }
            let product = UInt64(weight).multipliedFullWidth(by: spread)
            let (share, rest) = UInt64(divisor).dividingFullWidth(product)
            shares.append(Int64(share))
            left -= share
            if rest > 0 { rests.append((place, rest)) }
        }
        if left == 0 { return shares }
        rests.sort { a, b in
            a.rest == b.rest
                ? comesFirst(parts[a.place].line, parts[b.place].line) : a.rest > b.rest
        }
        // A share with a rest is below its weight, so that each can bear one more.
        for (place, _) in rests.prefix(Int(left)) { shares[place] += 1 }
        return shares
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
