import Bedrock
import PriceEngine

extension Oracle {
    func addRuleProblems(
        _ offer: OracleOffer, _ line: RequestedLine, to answer: inout OracleLine
    ) {
        guard let rule = offer.serving.entry.rule else { return }
        let perAsked = offer.serving.perAsked
        let scale = offer.serving.perEntryUnit
        let minimum = (rule.minimum ?? 1) > 1 ? rule.minimum! * scale : 0
        let maximum = rule.maximum.map { $0 * scale } ?? .max
        let multiple = (rule.multiple ?? 1) > 1 ? rule.multiple! * scale : 1
        func isValid(_ quantity: Int64) -> Bool {
            let units = quantity * perAsked
            return quantity >= 1 && units >= minimum && units <= maximum
                && units % multiple == 0
        }
        func nearest() -> Int64? {
            if let up = (line.quantity...line.quantity + 3_000).first(where: isValid) {
                return up
            }
            let top = min(line.quantity, maximum / perAsked)
            return stride(from: top, through: max(1, top - 3_000), by: -1).first(where: isValid)
        }
        let units = line.quantity * perAsked
        if units < minimum {
            let least = (1...).first { $0 * perAsked >= minimum }!
            answer.problems.append(
                .belowMinimum(minimum: least, nextValidQuantity: nearest()))
        }
        if units > maximum {
            answer.problems.append(
                .aboveMaximum(maximum: maximum / perAsked, nextValidQuantity: nearest()))
        }
        if units % multiple != 0 {
            let step = (1...).first { $0 * perAsked % multiple == 0 }!
            answer.problems.append(.notMultiple(of: step, nextValidQuantity: nearest()))
        }
    }

    func addOrderMinimums(to line: inout OracleLine, all: [OracleLine]) {
        guard line.lineTotal != nil, let list = rows.lists.first(where: { $0.id == line.list }),
            let minimum = list.orderMinimum
        else { return }
        let same = all.filter { $0.list == list.id && $0.lineTotal != nil }
        let amount = same.reduce(0 as Int128) { $0 + Int128($1.lineTotal!) }
        let quantity = same.reduce(0 as Int128) { $0 + Int128($1.baseQuantity!) }
        if let least = minimum.amount, amount < Int128(least) {
            line.problems.append(
                .belowOrderAmount(
                    list: list.id, minimum: Money(least, request.currency),
                    missing: Money(Int64(Int128(least) - amount), request.currency)))
        }
        if let least = minimum.quantity, quantity < Int128(least) {
            line.problems.append(
                .belowOrderQuantity(
                    list: list.id, minimum: least,
                    missing: Int64(Int128(least) - quantity)))
        }
    }
}
