import Bedrock
import PriceEngine

extension RandomBook {
    static let brands = (0..<2).map { key(9, $0) }
    static let tags = ["new", "organic"]
    static let coupons = ["HELLO", "SUMMER"]

    /// What of a book is of promotions.
    mutating func addPromotions(to rows: inout BookRows) {
        for variant in rows.variants.indices {
            if dice.once(in: 2) { rows.variants[variant].brand = dice.pick(RandomBook.brands) }
            rows.variants[variant].tags = RandomBook.tags.filter { _ in dice.once(in: 2) }
        }
        rows.lanes = dice.pick([[], ["b"], ["b", "a"]])
        let offsets: [Int32] = dice.pick([[], [3_600], [-7_200], [0, 19_800]])
        rows.zone = offsets.enumerated().map { place, seconds in
            (from: Instant(microseconds: Int64(place) * RandomBook.now), seconds: seconds)
        }
        if dice.once(in: 8) { rows.strategy = dice.pick([.wholesaleTiers, .quantityPromotions]) }
        if dice.once(in: 3) { return }
        let count = Int.random(in: 1...6, using: &dice)
        for number in 0..<count { rows.promotions.append(promotion(number, rows)) }
    }

    private mutating func promotion(_ number: Int, _ rows: BookRows) -> PromotionRow {
        var row = PromotionRow(
            id: RandomBook.key(10, number), name: "Promotion \(number)",
            lane: dice.pick(["a", "a", "b", "c"]),
            priority: Int32.random(in: 0...1, using: &dice), isExclusive: dice.once(in: 6),
            combinesWithBreaks: !dice.once(in: 3), currency: dice.once(in: 20) ? .eur : .usd,
            benefit: benefit(rows))
        switch row.benefit {
        case .freeShipping: row.stage = .shipping
        case .percentOff, .amountOff: if dice.once(in: 3) { row.stage = .order }
        default: break
        }
        if dice.once(in: 4) { row.unit = .named(dice.pick(["case", "bottle", "six-pack"])) }
        if dice.once(in: 3) {
            row.threshold =
                dice.once(in: 2)
                ? .quantity(Int64.random(in: 1...80, using: &dice)) : .amount(max(1, price()))
        }
        row.conditions = conditions(rows)
        if case .buyGet(let terms) = row.benefit, terms.buy > 11 {
            row.conditions.items = ItemSelection()
        }
        if dice.once(in: 8) { row.limits.total = Int64.random(in: 1...2, using: &dice) }
        if dice.once(in: 8) { row.limits.perCompany = Int64.random(in: 1...2, using: &dice) }
        row.limits.perOrder = dice.once(in: 3) ? Int64.random(in: 1...4, using: &dice) : nil
        if case .bundle = row.benefit { row.limits.perOrder = row.limits.perOrder ?? 5 }
        return row
    }

    private mutating func benefit(_ rows: BookRows) -> PromotionBenefit {
        switch Int.random(in: 0..<9, using: &dice) {
        case 0, 1: return .percentOff(basisPoints: dice.pick([1, 333, 1_000, 2_500, 10_000]))
        case 2: return .amountOff(max(1, price()))
        case 3: return .fixedPrice(price())
        case 4, 5, 6:
            var pool = BuyGet.Pool.eachVariant
            var most: Int64 = 11
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: break
            case 1: pool = .selection
            case 2: pool = .other(items(rows))
            default:
                pool = .other(ItemSelection(variants: [dice.pick(rows.variants).id]))
                most = 2_000
            }
            return .buyGet(
                BuyGet(
                    buy: Int64.random(in: 1...most, using: &dice),
                    get: Int64.random(in: 1...3, using: &dice),
                    basisPointsOff: dice.pick([10_000, 10_000, 5_000, 333]), pool: pool))
        case 7:
            return .bundle(quantity: Int64.random(in: 2...12, using: &dice), amount: price())
        default: return .freeShipping
        }
    }

    private mutating func conditions(_ rows: BookRows) -> PromotionConditions {
        var conditions = PromotionConditions()
        conditions.items = items(rows)
        if dice.once(in: 5) {
            conditions.assignments = [
                dice.pick([
                    .everybody, .role(dice.pick(RandomBook.roles)),
                    .company(dice.pick(RandomBook.companies)),
                    .group(dice.pick(RandomBook.groups)),
                    .channel(dice.pick(RandomBook.channels)),
                ])
            ]
        }
        if dice.once(in: 8) { conditions.channels = [dice.pick(RandomBook.channels)] }
        if dice.once(in: 12) {
            conditions.validFrom = Instant(microseconds: RandomBook.now + dice.pick([-1, 0, 1]))
        }
        if dice.once(in: 12) {
            conditions.validUntil = Instant(microseconds: RandomBook.now + dice.pick([-1, 0, 1]))
        }
        if dice.once(in: 5) {
            conditions.hours = WeekHours(
                days: Set((0..<7).filter { _ in dice.once(in: 2) }),
                from: dice.pick([0, 60, 330, 1_320]), until: dice.pick([0, 60, 61, 331, 1_321]))
        }
        if dice.once(in: 6) { conditions.coupons = [dice.pick(RandomBook.coupons)] }
        conditions.firstOrderOnly = dice.once(in: 10)
        return conditions
    }

    private mutating func items(_ rows: BookRows) -> ItemSelection {
        var items = ItemSelection()
        if dice.once(in: 3) { return items }
        if dice.once(in: 3) {
            items.variants = rows.variants.map(\.id).filter { _ in dice.once(in: 2) }
        }
        if dice.once(in: 3) { items.categories = [dice.pick(RandomBook.categories)] }
        if dice.once(in: 4) { items.brands = [dice.pick(RandomBook.brands)] }
        if dice.once(in: 4) { items.tags = [dice.pick(RandomBook.tags)] }
        return items
    }

    /// What of a request is of promotions.
    mutating func addPromotions(to request: inout PricingRequest) {
        request.coupons = RandomBook.coupons.filter { _ in dice.once(in: 2) }
        request.isFirstOrder = dice.once(in: 2)
        request.uses = (0..<6).filter { _ in dice.once(in: 3) }.map { number in
            PromotionUse(
                promotion: RandomBook.key(10, number),
                byCompany: Int64.random(in: 0...1, using: &dice),
                inTotal: Int64.random(in: 0...2, using: &dice))
        }
        request.shipping = dice.pick([nil, Money(0, .usd), Money(1_500, .usd)])
    }
}
