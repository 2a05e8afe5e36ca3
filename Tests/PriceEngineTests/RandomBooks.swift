import Bedrock
import Glibc
import PriceEngine

/// A source of randomness that replays from its seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

    mutating func pick<T>(_ choices: [T]) -> T { choices.randomElement(using: &self)! }
}

/// How many random cases an ordinary run prices, and from which seed.
enum Trials {
    static let count = setting("DRAY_PRICING_CASES").flatMap { Int($0) } ?? 20_000
    static let seed: UInt64 = {
        let seed = setting("DRAY_SEED").flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
        print("pricing: DRAY_SEED=\(seed)")
        return seed
    }()

    static func setting(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Small books in which everything meets: few ids, so that rules collide often.
struct RandomBook {
    var dice: Dice
    /// Whether quantities and prices are mostly as great as they can be.
    let isExtreme: Bool
    static let now: Int64 = 1_000
    static let companies = (0..<2).map { key(5, $0) }
    static let groups = (0..<3).map { key(6, $0) }
    static let channels = (0..<2).map { key(7, $0) }
    static let roles = ["retailer", "consumer"]
    static let categories = (0..<4).map { key(4, $0) }
    static let mixGroups = (0..<2).map { key(8, $0) }

    init(seed: UInt64, isExtreme: Bool = false) {
        dice = Dice(seed: seed)
        self.isExtreme = isExtreme
    }

    static func key(_ kind: Int, _ number: Int) -> UUIDBytes {
        UUIDBytes(high: UInt64(kind), low: UInt64(number))
    }

    mutating func book() -> BookRows {
        var rows = BookRows(mode: dice.pick([.mostSpecific, .lowest]))
        let lists = Int.random(in: 1...6, using: &dice)
        rows.lists = (0..<lists).map { list($0) }.shuffled(using: &dice)
        rows.variants = (0..<Int.random(in: 1...4, using: &dice)).map { variant($0) }
        let entries = Int.random(in: 1...24, using: &dice)
        for number in 0..<entries { rows.entries.append(entry(number, rows)) }
        rows.entries.shuffle(using: &dice)
        addPromotions(to: &rows)
        addLevies(to: &rows)
        return rows
    }

    private mutating func list(_ number: Int) -> PriceListRow {
        var row = PriceListRow(
            id: RandomBook.key(1, number), name: "List \(number)",
            currency: dice.once(in: 12) ? .eur : .usd)
        if dice.once(in: 4) { row.validFrom = instant() }
        if dice.once(in: 4) { row.validUntil = instant() }
        row.priority = Int32.random(in: 0...2, using: &dice)
        row.assignments = (0..<Int.random(in: 0...3, using: &dice)).map { _ in audience() }
        if row.assignments.isEmpty && !dice.once(in: 3) { row.assignments = [.everybody] }
        row.casePriceServesBottles = dice.once(in: 3)
        if dice.once(in: 4) {
            row.orderMinimum = OrderMinimum(
                amount: dice.once(in: 2) ? Int64.random(in: 0...20_000, using: &dice) : nil,
                quantity: dice.once(in: 2) ? Int64.random(in: 0...60, using: &dice) : nil)
        }
        return row
    }

    /// Around the instant of the request, and often the instant itself.
    private mutating func instant() -> Instant {
        Instant(microseconds: RandomBook.now + dice.pick([-5, -1, 0, 0, 1, 5]))
    }

    private mutating func audience() -> Audience {
        dice.pick([
            .everybody, .channel(dice.pick(RandomBook.channels)),
            .role(dice.pick(RandomBook.roles)), .group(dice.pick(RandomBook.groups)),
            .company(dice.pick(RandomBook.companies)),
        ])
    }

    private mutating func variant(_ number: Int) -> VariantRow {
        let depth = Int.random(in: 0...3, using: &dice)
        let first = Int.random(in: 0...1, using: &dice)
        var packs: [PackRow] = []
        if !dice.once(in: 4) { packs.append(PackRow("case", dice.pick([6, 12, 12, 24]))) }
        if dice.once(in: 3) { packs.append(PackRow("six-pack", 6)) }
        return VariantRow(
            id: RandomBook.key(2, number),
            categoryPath: RandomBook.categories[first..<min(4, first + depth)].map { $0 },
            baseUnit: dice.pick(["bottle", "bottle", "can"]), packs: packs.shuffled(using: &dice),
            cost: dice.once(in: 4) ? nil : Money(price(), dice.once(in: 10) ? .eur : .usd))
    }

    /// Mostly what things cost; now and then the extremes.
    mutating func price() -> Int64 {
        if isExtreme { return Int64.random(in: 0...1_000_000_000_000, using: &dice) }
        return switch Int.random(in: 0..<20, using: &dice) {
        case 0: 0
        case 1: Int64.random(in: 0...1_000_000_000_000, using: &dice)
        case 2...5: dice.pick([100, 150, 200])
        default: Int64.random(in: 1...5_000, using: &dice)
        }
    }
}
