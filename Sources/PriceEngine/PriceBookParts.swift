import Bedrock

/// What a builder hands to the book it makes.
struct PriceBookParts {
    var version: Int64
    var mode: ResolutionMode
    var strategy: PricingStrategy
    var defects: [BookDefect]
    var lists: [ListRecord] = []
    var variants: [VariantRecord] = []
    /// What a base unit of each variant costs; nil for unknown.
    var costs: [Money?] = []
    var packs: [PackRecord] = []
    var categories: [UInt32] = []
    var unitNames: [String] = []
    var entries: [EntryRecord] = []
    var entryKeys: [EntryKey] = []
    var broadStarts: [UInt32] = []
    /// From when on entries hold that don't hold always, by their place.
    var starts: [UInt32: Int64] = [:]
    var breaks: [BreakRecord] = []
    /// Of compact ladders: the quantities, shared by those that step alike, and the amounts.
    var minimums: [Int64] = []
    var amounts: [UInt32] = []
    var rules: [RuleRecord] = []
    var assigned: [Audience: [UInt32]] = [:]
    var promotions = PromotionIndex()
    var levies = LevyIndex()
    /// Nil until the variants are counted.
    var table: VariantTable?
    /// What rows name by ids, for the book that follows.
    var categoryNumbers: [UUIDBytes: UInt32] = [:]
    var mixNumbers: [UUIDBytes: UInt32] = [:]
}

/// An entry that waits until the book is laid out: where it will stand, and what it says.
struct StagedEntry {
    let key: StagedKey
    /// Where its ladder stands is where it was staged.
    let record: EntryRecord
}

/// A target, a list and a unit in one word, by numbers of their adding: 33, 17 and 14 bits hold
/// every one of them.
struct StagedKey {
    private static let broad: UInt64 = 1 << 63
    let packed: UInt64

    init(_ target: EntryTarget, list: UInt32, unit: UInt16) {
        let number: UInt64 =
            switch target {
            case .variant(let number): UInt64(number) << 31
            case .category(let number): StagedKey.broad | UInt64(number) << 31
            case .wholeList: StagedKey.broad | UInt64(UInt32.max) << 31
            }
        packed = number | UInt64(list) << 14 | UInt64(unit)
    }

    var list: Int { Int(packed >> 14 & 0x1_FFFF) }
    var unit: UInt16 { UInt16(packed & 0x3FFF) }

    /// The target's place, where so many variants come first, and so many categories after them.
    func target(variants: Int, categories: Int) -> Int {
        let number = Int(packed >> 31 & 0xFFFF_FFFF)
        guard packed & StagedKey.broad != 0 else { return number }
        return variants + min(number, categories)
    }
}

/// A target by number, before it is known how many variants there are.
enum EntryTarget {
    case variant(UInt32)
    case category(UInt32)
    case wholeList
}

/// Rows that are never copied to make room for more: they stand in chunks of one size.
struct Chunks<Element> {
    private static var shift: Int { 13 }
    private var chunks: [[Element]] = []
    private(set) var count = 0

    mutating func append(_ element: Element) {
        if count & (1 << Chunks.shift - 1) == 0 {
            chunks.append([])
            // The first grows, so that little takes little.
            if count > 0 { chunks[chunks.count - 1].reserveCapacity(1 << Chunks.shift) }
        }
        chunks[chunks.count - 1].append(element)
        count += 1
    }

    /// Takes back what was added last, down to so many.
    mutating func keep(_ first: Int) {
        while count > first {
            chunks[chunks.count - 1].removeLast()
            if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
            count -= 1
        }
    }

    subscript(index: Int) -> Element {
        chunks[index >> Chunks.shift][index & (1 << Chunks.shift - 1)]
    }
}
