import Bedrock
import PriceEngine

/// What a promotion would do: the line's new amounts, or why nothing; of a line, or of the basket.
enum OracleVerdict {
    case saves(Ratio, [Int: Ratio])
    case not((Int?) -> PromotionRefusal?)
}

extension Oracle {
    func verdict(_ one: Wanted, _ isFree: (Int) -> Bool, _ trial: Trial) -> OracleVerdict {
        let (promotion, wants) = one
        let lines = wants.lines.filter(isFree)
        let gives = wants.gives.filter(isFree)
        let nothing = OracleVerdict.not { _ in .savesNothing }
        if lines.isEmpty { return .not { _ in nil } }
        if let short = shortfall(promotion, lines, trial) { return .not(short) }
        let amounts = Dictionary(uniqueKeysWithValues: lines.map { ($0, trial.amounts[$0]!) })
        let all = amounts.values.reduce(Ratio(0)) { $0.plus($1) }
        switch promotion.benefit {
        case .percentOff(let points) where promotion.stage == .line:
            let off = amounts.mapValues { $0.times(Ratio(Int128(points), 10_000)) }
            return saves(off, from: amounts)
        case .amountOff(let amount) where promotion.stage == .line:
            let off = lines.map { index in
                (index, min(amounts[index]!, Ratio(Int128(amount)).times(
                    Ratio(Int128(units(promotion, index)!)))))
            }
            return saves(Dictionary(uniqueKeysWithValues: off), from: amounts)
        case .percentOff(let points):
            let off = all.times(Ratio(Int128(points), 10_000)).rounded!
            return off == 0 ? nothing : offOrder(off, amounts, all)
        case .amountOff(let amount):
            let off = min(amount, all.rounded!)
            return off == 0 ? nothing : offOrder(off, amounts, all)
        case .fixedPrice(let amount):
            var off: [Int: Ratio] = [:]
            for index in lines {
                let price = Ratio(Int128(amount)).times(Ratio(Int128(units(promotion, index)!)))
                if price < amounts[index]! { off[index] = amounts[index]!.minus(price) }
            }
            return saves(off, from: amounts)
        case .buyGet(let terms): return buyGet(terms, promotion, lines, gives, trial)
        case .bundle(let size, let price): return bundle(size, price, promotion, amounts)
        case .freeShipping: return nothing
        }
    }

    private func saves(_ off: [Int: Ratio], from amounts: [Int: Ratio]) -> OracleVerdict {
        let saved = off.values.reduce(Ratio(0)) { $0.plus($1) }
        if saved.over.isZero { return .not { _ in .savesNothing } }
        var after: [Int: Ratio] = [:]
        for (index, part) in off { after[index] = amounts[index]!.minus(part) }
        return .saves(saved, after)
    }

    /// What is missing to the threshold: said of a line in its own unit.
    func shortfall(
        _ promotion: PromotionRow, _ lines: [Int], _ trial: Trial
    ) -> ((Int?) -> PromotionRefusal?)? {
        switch promotion.threshold {
        case .quantity(let least)?:
            let counted = lines.reduce(0 as Int128) { $0 + Int128(units(promotion, $1)!) }
            if counted >= Int128(least) { return nil }
            return { more(Int128(least) - counted, promotion, $0) }
        case .amount(let least)?:
            let sum = lines.reduce(Ratio(0)) { $0.plus(trial.amounts[$1]!) }
            if !(sum < Ratio(Int128(least))) { return nil }
            let missing = Money(least - sum.floor, request.currency)
            return { _ in .belowAmount(missing: missing) }
        case nil: return nil
        }
    }

    private func more(
        _ missing: Int128, _ promotion: PromotionRow, _ index: Int?
    ) -> PromotionRefusal {
        guard let index else { return .belowQuantity(add: Int64(clamping: missing)) }
        let one = Int128(units(promotion, index)!) / Int128(request.lines[index].quantity)
        return .belowQuantity(add: Int64(clamping: (missing + one - 1) / one))
    }

    private func offOrder(_ off: Int64, _ amounts: [Int: Ratio], _ all: Ratio) -> OracleVerdict {
        let shares = spread(off, amounts, all)
        var after: [Int: Ratio] = [:]
        for (index, amount) in amounts {
            after[index] = amount.minus(Ratio(Int128(shares[index]!)))
        }
        return .saves(Ratio(Int128(off)), after)
    }

    /// Whole units by largest remainder, then by what the line asks for.
    private func spread(_ total: Int64, _ weights: [Int: Ratio], _ all: Ratio) -> [Int: Int64] {
        let exact = weights.mapValues { $0.times(Ratio(Int128(total))).times(all.inverse) }
        var shares = exact.mapValues(\.floor)
        let order = weights.keys.sorted { a, b in
            let left = exact[a]!.minus(Ratio(Int128(shares[a]!)))
            let right = exact[b]!.minus(Ratio(Int128(shares[b]!)))
            if left != right { return right < left }
            return (content(a), a) < (content(b), b)
        }
        var left = total - shares.values.reduce(0, +)
        for index in order where left > 0 {
            if weights[index]! < Ratio(Int128(shares[index]!) + 1) { continue }
            shares[index]! += 1
            left -= 1
        }
        return shares
    }

    /// Sorts as the lines' content does: variant, unit (the base first), quantity.
    private func content(_ index: Int) -> String {
        func digits(_ number: UInt64) -> String {
            let text = String(number)
            return String(repeating: "0", count: 20 - text.count) + text
        }
        let line = request.lines[index]
        var unit = " "
        if case .named(let name) = line.unit { unit = "+\(name)" }
        return digits(line.variant.high) + digits(line.variant.low) + unit + "\u{1}"
            + digits(UInt64(line.quantity))
    }

    // MARK: Units by their price

    /// What one unit of a line costs.
    private func each(_ index: Int, _ promotion: PromotionRow, _ amount: Ratio) -> Ratio {
        amount.times(Ratio(1, Int128(units(promotion, index)!)))
    }

    /// The lines by what one unit costs, the cheapest first; equal ones together.
    private func levels(
        _ lines: [Int], _ promotion: PromotionRow, _ amount: (Int) -> Ratio
    ) -> [[Int]] {
        let sorted = lines.sorted {
            each($0, promotion, amount($0)) < each($1, promotion, amount($1))
        }
        var levels: [[Int]] = []
        for index in sorted {
            if let first = levels.last?.first,
                each(first, promotion, amount(first)) == each(index, promotion, amount(index))
            {
                levels[levels.count - 1].append(index)
            } else {
                levels.append([index])
            }
        }
        return levels
    }

    private func count(_ lines: [Int], _ promotion: PromotionRow) -> Int128 {
        lines.reduce(0) { $0 + Int128(units(promotion, $1)!) }
    }

    /// Of so many units in a row, how many are got: unit by unit where they can be counted.
    private func got(_ units: Int128, _ terms: BuyGet) -> Int128 {
        let cycle = Int128(terms.buy + terms.get)
        func isGot(_ unit: Int128) -> Bool { unit % cycle >= Int128(terms.buy) }
        if units < 2_000 { return Int128((0..<Int(units)).count { isGot(Int128($0)) }) }
        let whole = units / cycle * Int128(terms.get)
        return whole + max(0, units % cycle - Int128(terms.buy))
    }

    private func buyGet(
        _ terms: BuyGet, _ promotion: PromotionRow, _ lines: [Int], _ gives: [Int], _ trial: Trial
    ) -> OracleVerdict {
        func amount(_ index: Int) -> Ratio { trial.amounts[index]! }
        var cap = promotion.limits.perOrder.map { Int128($0) * Int128(terms.get) } ?? .max
        var quotas: [(lines: [Int], quota: Int128)] = []
        switch terms.pool {
        case .selection: quotas = [(lines, got(count(lines, promotion), terms))]
        case .eachVariant:
            for variant in Set(lines.map { request.lines[$0].variant }) {
                let same = lines.filter { request.lines[$0].variant == variant }
                quotas.append((same, got(count(same, promotion), terms)))
            }
        case .other:
            if gives.isEmpty { return .not { _ in .nothingToGive } }
            let sets = count(lines, promotion) / Int128(terms.buy)
            quotas = [(gives, min(count(gives, promotion), sets * Int128(terms.get)))]
        }
        if quotas.allSatisfy({ $0.quota == 0 }) {
            return .not { index in
                guard let index else { return nil }
                if case .other = terms.pool {
                    if gives.contains(index) { return .notBought }
                    let missing = Int128(terms.buy) - count(lines, promotion)
                    return more(missing, promotion, index)
                }
                let same = quotas.first { $0.lines.contains(index) }?.lines ?? []
                return more(Int128(terms.buy) + 1 - count(same, promotion), promotion, index)
            }
        }
        var off: [Int: Ratio] = [:]
        for level in levels(quotas.flatMap(\.lines), promotion, amount) where cap > 0 {
            var taken: [(line: Int, part: Ratio, units: Int128)] = []
            var sum: Int128 = 0
            for place in quotas.indices {
                let same = level.filter { quotas[place].lines.contains($0) }
                if same.isEmpty { continue }
                let units = count(same, promotion)
                let some = min(units, quotas[place].quota)
                quotas[place].quota -= some
                sum += some
                for index in same { taken.append((index, Ratio(some, units), some)) }
            }
            if sum == 0 { continue }
            let kept = min(sum, cap)
            for (index, part, _) in taken {
                off[index] = amount(index).times(part).times(Ratio(kept, sum))
                    .times(Ratio(Int128(terms.basisPointsOff), 10_000))
            }
            cap -= kept
        }
        off = off.filter { !$0.value.over.isZero }
        return saves(off, from: Dictionary(uniqueKeysWithValues: off.keys.map { ($0, amount($0)) }))
    }

    private func bundle(
        _ size: Int64, _ price: Int64, _ promotion: PromotionRow, _ amounts: [Int: Ratio]
    ) -> OracleVerdict {
        let lines = amounts.keys.sorted()
        let units = count(lines, promotion)
        if units < Int128(size) {
            return .not { more(Int128(size) - units, promotion, $0) }
        }
        let dearest = Array(levels(lines, promotion) { amounts[$0]! }.reversed())
        /// What the dearest so many units of each line cost.
        func weights(_ wanted: Int128) -> [Int: Ratio] {
            var left = wanted
            var weights: [Int: Ratio] = [:]
            for level in dearest where left > 0 {
                let there = count(level, promotion)
                let some = min(left, there)
                for index in level { weights[index] = amounts[index]!.times(Ratio(some, there)) }
                left -= some
            }
            return weights
        }
        var best: (saved: Ratio, weights: [Int: Ratio], whole: Ratio, price: Int64)?
        let most = min(units / Int128(size), Int128(promotion.limits.perOrder ?? .max))
        for bundles in 0..<most {
            let weights = weights((bundles + 1) * Int128(size))
            let whole = weights.values.reduce(Ratio(0)) { $0.plus($1) }
            let cost = Ratio((bundles + 1) * Int128(price))
            guard cost < whole else { continue }
            let saved = whole.minus(cost)
            if let best, !(best.saved < saved) { continue }
            best = (saved, weights, whole, Int64((bundles + 1) * Int128(price)))
        }
        guard let best else { return .not { _ in .savesNothing } }
        let shares = spread(best.price, best.weights, best.whole)
        var after: [Int: Ratio] = [:]
        for (index, weight) in best.weights {
            after[index] = amounts[index]!.minus(weight).plus(Ratio(Int128(shares[index]!)))
        }
        return .saves(best.saved, after)
    }
}
