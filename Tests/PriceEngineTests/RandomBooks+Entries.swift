import Bedrock
import PriceEngine

extension RandomBook {
    mutating func entry(_ number: Int, _ rows: BookRows) -> PriceEntryRow {
        let list = dice.pick(rows.lists).id
        let variant = dice.pick(rows.variants)
        var target = PriceTarget.variant(variant.id)
        var units: [SaleUnit] = [.base, .base, .named(variant.baseUnit)]
        units += variant.packs.flatMap { [.named($0.name), .named($0.name)] }
        switch Int.random(in: 0..<6, using: &dice) {
        case 0, 1: target = .category(dice.pick(RandomBook.categories))
        case 2: target = .wholeList
        default: break
        }
        return PriceEntryRow(
            id: RandomBook.key(3, number), list: list, target: target, unit: dice.pick(units),
            mixGroup: dice.once(in: 3) ? dice.pick(RandomBook.mixGroups) : nil,
            mode: dice.once(in: 3) ? .graduated : .volume, breaks: breaks(rows), rule: rule())
    }

    private mutating func breaks(_ rows: BookRows) -> [PriceBreak] {
        var minimums: Set<Int64> = [dice.once(in: 5) ? Int64.random(in: 2...9, using: &dice) : 1]
        for _ in 0..<Int.random(in: 0...3, using: &dice) {
            minimums.insert(Int64.random(in: 1...40, using: &dice))
        }
        // A set's order differs from run to run; the seed must tell everything.
        return minimums.sorted().map { PriceBreak($0, breakPrice(rows)) }.shuffled(using: &dice)
    }

    private mutating func breakPrice(_ rows: BookRows) -> BreakPrice {
        switch Int.random(in: 0..<6, using: &dice) {
        case 0:
            let points = dice.pick([0, 333, 1_000, 1_250, 5_000, 10_000, -2_500] as [Int32])
            let list = dice.once(in: 15) ? RandomBook.key(1, 99) : dice.pick(rows.lists).id
            return .percentOff(list: list, basisPoints: points)
        case 1:
            let points = dice.pick([0, 1, 2_500, 3_333, -10_000, 25_000] as [Int32])
            return .costPlus(basisPoints: points)
        default:
            return .fixed(price())
        }
    }

    private mutating func rule() -> QuantityRule? {
        guard dice.once(in: 4) else { return nil }
        var rule = QuantityRule()
        if dice.once(in: 2) { rule.minimum = Int64.random(in: 1...15, using: &dice) }
        if dice.once(in: 2) {
            rule.maximum = (rule.minimum ?? 1) + Int64.random(in: 0...30, using: &dice)
        }
        if dice.once(in: 2) { rule.multiple = dice.pick([1, 2, 3, 5, 6, 12]) }
        return rule
    }

    mutating func request(_ rows: BookRows) -> PricingRequest {
        let buyer = Buyer(
            company: dice.once(in: 2) ? dice.pick(RandomBook.companies) : nil,
            groups: RandomBook.groups.filter { _ in dice.once(in: 2) }.shuffled(using: &dice),
            role: dice.once(in: 3) ? nil : dice.pick(RandomBook.roles),
            channel: dice.once(in: 3) ? nil : dice.pick(RandomBook.channels))
        let lines = (0..<Int.random(in: 1...5, using: &dice)).map { _ in line(rows) }
        var request = PricingRequest(
            buyer: buyer, instant: Instant(microseconds: RandomBook.now), currency: .usd,
            lines: lines)
        addPromotions(to: &request)
        addLevies(to: &request)
        return request
    }

    private mutating func line(_ rows: BookRows) -> RequestedLine {
        let variant = dice.pick(rows.variants)
        var units: [SaleUnit] = [.base, .base, .named(variant.baseUnit)]
        units += variant.packs.flatMap { [.named($0.name), .named($0.name)] }
        if dice.once(in: 40) { units = [.named("barrel")] }
        return RequestedLine(
            variant: dice.once(in: 60) ? RandomBook.key(2, 99) : variant.id,
            unit: dice.pick(units), quantity: quantity())
    }

    private mutating func quantity() -> Int64 {
        let greatest: Int64 = isExtreme ? dice.pick([50_000, 9_000_000, 1_000_000_000]) : 50
        return switch Int.random(in: 0..<30, using: &dice) {
        case 0: Int64.random(in: -1...0, using: &dice)
        case 1: Int64.random(in: 1...1_000_000_000, using: &dice)
        default: Int64.random(in: 1...greatest, using: &dice)
        }
    }
}
