import Bedrock

extension PricingRun {
    /// Holds each line against the quantity rule of the entry that prices it.
    mutating func checkQuantities() {
        for index in drafts.indices {
            guard let line = drafts[index].line, let offer = drafts[index].offer else { continue }
            let entry = book.entries[offer.candidate.entry]
            guard entry.rule != 0 else { continue }
            let rule = AskedRule(
                book.rules[Int(entry.rule) - 1], scale: offer.candidate.scale,
                factor: offer.candidate.factor(line))
            for problem in rule.problems(with: line.quantity) { refuse(index, problem) }
        }
    }

    /// Holds the lines of each list against its order minimum: at its prices, before promotions.
    mutating func checkOrderMinimums() {
        guard book.hasOrderMinimums else { return }
        var sums: [(list: UInt32, amount: Int128, quantity: Int128)] = []
        for index in drafts.indices {
            guard let (list, _) = minimum(ofLine: index) else { continue }
            let place = sums.firstIndex { $0.list == list } ?? sums.count
            if place == sums.count { sums.append((list, 0, 0)) }
            sums[place].amount += Int128(drafts[index].listTotal)
            sums[place].quantity += Int128(drafts[index].line?.base ?? 0)
        }
        for index in drafts.indices {
            guard let (list, minimum) = minimum(ofLine: index),
                let sum = sums.first(where: { $0.list == list })
            else { continue }
            let id = book.lists[Int(list)].id
            if let least = minimum.amount, sum.amount < Int128(least) {
                let missing = Int64(Int128(least) - sum.amount)
                refuse(
                    index,
                    .belowOrderAmount(
                        list: id, minimum: Money(least, request.currency),
                        missing: Money(missing, request.currency)))
            }
            if let least = minimum.quantity, sum.quantity < Int128(least) {
                let missing = Int64(Int128(least) - sum.quantity)
                refuse(
                    index, .belowOrderQuantity(list: id, minimum: least, missing: missing))
            }
        }
    }

    private func minimum(ofLine index: Int) -> (list: UInt32, minimum: OrderMinimum)? {
        guard drafts[index].isPriced, let list = drafts[index].offer?.list,
            let minimum = book.lists[Int(list)].orderMinimum
        else { return nil }
        return (list, minimum)
    }
}

/// A quantity rule in the unit that was asked for.
struct AskedRule {
    /// The least and the greatest quantity, and what it must be a multiple of.
    let least: Int128
    let greatest: Int128
    let step: Int128
    private let hasMinimum: Bool

    /// - Parameters:
    ///   - scale: counting units in one of the entry's unit, which the rule is in.
    ///   - factor: counting units in one of the asked unit.
    init(_ rule: RuleRecord, scale: Int64, factor: Int64) {
        let minimum = rule.minimum <= 1 ? 0 : Int128(rule.minimum) * Int128(scale)
        hasMinimum = minimum > 0
        least = max(1, minimum.dividedRoundingUp(by: factor))
        greatest =
            rule.maximum == 0
            ? Int128(Int64.max) : Int128(rule.maximum) * Int128(scale) / Int128(factor)
        let multiple = rule.multiple <= 1 ? 1 : Int128(rule.multiple) * Int128(scale)
        var (a, b) = (multiple, Int128(factor))
        while b != 0 { (a, b) = (b, a % b) }
        step = multiple / a
    }

    /// The nearest quantity that satisfies every part of the rule: upwards where there is one.
    func nearest(to quantity: Int64) -> Int64? {
        let from = max(least, Int128(quantity))
        let up = (from + step - 1) / step * step
        if up <= greatest { return Int64(exactly: up) }
        let down = greatest / step * step
        return down >= least ? Int64(exactly: down) : nil
    }

    func problems(with quantity: Int64) -> [LineProblem] {
        var problems: [LineProblem] = []
        let asked = Int128(quantity)
        if hasMinimum && asked < least {
            problems.append(
                .belowMinimum(
                    minimum: Int64(clamping: least), nextValidQuantity: nearest(to: quantity)))
        }
        if asked > greatest {
            problems.append(
                .aboveMaximum(
                    maximum: Int64(clamping: greatest), nextValidQuantity: nearest(to: quantity)))
        }
        if asked % step != 0 {
            problems.append(
                .notMultiple(
                    of: Int64(clamping: step), nextValidQuantity: nearest(to: quantity)))
        }
        return problems
    }
}
