import Bedrock

/// Which of the lists that apply to a buyer prices a line; a seller's choice.
public enum ResolutionMode: String, Hashable, Sendable, CaseIterable {
    /// The most specific list, then the greatest priority, that prices the line.
    case mostSpecific = "most_specific"
    /// The list with the lowest resulting price.
    case lowest
}

/// Which halves of a seller's offers run at all.
public enum PricingStrategy: String, Hashable, Sendable, CaseIterable {
    /// The breaks of price lists, and no promotions.
    case wholesaleTiers = "wholesale_tiers"
    /// Promotions, on the first break of every ladder.
    case quantityPromotions = "quantity_promotions"
    case both
}

/// An immutable snapshot of one seller's prices, in flat sorted arrays.
///
/// Made by a `PriceBookBuilder`; shared freely between threads, and swapped whole on change.
public final class PriceBook: Sendable {
    /// The seller's own count of changes: what an order says it was priced with.
    public let version: Int64
    public let mode: ResolutionMode
    public let strategy: PricingStrategy
    /// Rows that could not be used, in the order of their ids; the rest of the book stands.
    public let defects: [BookDefect]

    let lists: [ListRecord]
    /// Of each list what is asked for every line: plain bytes, beside the records.
    let listTraits: [ListTraits]
    let variants: [VariantRecord]
    let table: VariantTable
    /// What a base unit of each variant costs the seller; nil for unknown.
    let costs: [Money?]
    let packs: [PackRecord]
    /// Targets of the variants' categories, the deepest first.
    let categories: [UInt32]
    /// Index 0 stands for the base unit and has no name.
    let unitNames: [String]
    let unitNumbers: [String: UInt16]
    /// By target, then list, then unit. Targets: variants, then categories, then the whole list.
    let entries: [EntryRecord]
    /// The keys of the entries, apart from them: a target's keys share a cache line or two.
    let entryKeys: [EntryKey]
    /// Where the entries of each target after the variants start, and one more.
    let broadStarts: [UInt32]
    /// From when on entries hold that don't hold always, by their place.
    let starts: [UInt32: Int64]
    let breaks: [BreakRecord]
    /// Of compact ladders: the quantities, shared by those that step alike, and the amounts.
    let minimums: [Int64]
    let amounts: [UInt32]
    let rules: [RuleRecord]
    /// Which lists are assigned to an audience, by index.
    let assigned: [Audience: [UInt32]]
    let hasOrderMinimums: Bool
    let promotions: PromotionIndex
    let levies: LevyIndex
    /// What rows name by ids, for the book that follows.
    let categoryNumbers: [UUIDBytes: UInt32]
    let mixNumbers: [UUIDBytes: UInt32]

    init(_ parts: PriceBookParts) {
        version = parts.version
        mode = parts.mode
        strategy = parts.strategy
        promotions = parts.promotions
        levies = parts.levies
        defects = parts.defects
        lists = parts.lists
        listTraits = parts.lists.map(ListTraits.init)
        variants = parts.variants
        table = parts.table ?? VariantTable(parts.variants)
        categoryNumbers = parts.categoryNumbers
        mixNumbers = parts.mixNumbers
        costs = parts.costs
        packs = parts.packs
        categories = parts.categories
        unitNames = parts.unitNames
        unitNumbers = Dictionary(
            zip(parts.unitNames.dropFirst(), 1...)
        ) { first, _ in first }
        entries = parts.entries
        entryKeys = parts.entryKeys
        broadStarts = parts.broadStarts
        starts = parts.starts
        breaks = parts.breaks
        minimums = parts.minimums
        amounts = parts.amounts
        rules = parts.rules
        assigned = parts.assigned
        hasOrderMinimums = parts.lists.contains { $0.orderMinimum != nil }
    }

    public var listCount: Int { lists.count }
    public var variantCount: Int { variants.count }
    public var entryCount: Int { entries.count }
    public var promotionCount: Int { promotions.promotions.count }
    /// Whether anything is levied beside the prices.
    public var hasLevies: Bool { !levies.isEmpty }
    /// Whether a promotion asks what was ordered before; then a request must say it.
    public var countsUses: Bool { promotions.countsUses }

    /// Whether it was made for a seller at that place, where the time is that of the zone.
    public func stands(at place: String, in zone: ZoneOffsets) -> Bool {
        levies.place == place && (promotions.promotions.isEmpty || promotions.zone == zone)
    }

    /// Whether a promotion in the book has this code.
    public func knows(code: String) -> Bool { promotions.coupons[code] != nil }

    /// What the book takes of memory, to bound a cache of books by; names are counted roughly.
    public var approximateBytes: Int {
        func bytes<Element>(_ array: [Element]) -> Int {
            array.capacity * MemoryLayout<Element>.stride
        }
        let flat =
            bytes(lists) + bytes(variants) + table.approximateBytes + bytes(costs)
            + bytes(packs) + bytes(categories)
        let priced =
            bytes(entries) + bytes(entryKeys) + bytes(broadStarts) + bytes(breaks) + bytes(rules)
            + bytes(minimums) + bytes(amounts)
        let dates = starts.count * 24
        let assignments = assigned.values.reduce(0) { $0 + 96 + bytes($1) }
        let ids = (categoryNumbers.count + mixNumbers.count) * 48
        let names = ids + unitNames.count * 112 + lists.count * 96 + defects.count * 48
        return flat + priced + dates + assignments + names + promotions.approximateBytes
            + levies.approximateBytes
    }

    /// Prices a basket; never fails: what is wrong with a line is said on that line.
    public func price(_ request: PricingRequest) -> PricedBasket {
        var run = PricingRun(book: self, request: request)
        return run.price()
    }

    /// Prices each line as if it was asked for alone, as on a page of a catalogue: no line counts
    /// in another's mix group, and order minimums are not asked.
    public func quote(_ request: PricingRequest) -> [PricedLine] {
        var run = PricingRun(book: self, request: request)
        return run.quote()
    }

    /// The target of entries for every variant.
    var wholeListTarget: Int { variants.count + broadStarts.count - 2 }

    /// The entry of a list for a target in a unit that holds at an instant, in microseconds.
    func entry(target: Int, list: UInt32, unit: UInt16, at instant: Int64) -> Int? {
        entry(EntryKey(list: list, unit: unit), among: entryRange(target), at: instant)
    }

    /// The entry of a key among those of a target.
    func entry(_ key: EntryKey, among range: Range<Int>, at instant: Int64) -> Int? {
        // A list has few entries for a variant, and the first of them is most often asked for.
        let isFirst = !range.isEmpty && entryKeys[range.lowerBound] == key
        let place = isFirst ? range.lowerBound : firstEntry(from: key, among: range)
        guard place < range.upperBound && entryKeys[place] == key else { return nil }
        return entries[place].isDated ? dated(place..<range.upperBound, key, at: instant) : place
    }

    /// The first of a list's entries among those of a target; nil where it has none.
    func firstEntry(of list: UInt32, among range: Range<Int>) -> Int? {
        let first = firstEntry(from: EntryKey(list: list, unit: 0), among: range)
        return first < range.upperBound && entryKeys[first].list == list ? first : nil
    }

    /// The first of a target's entries that isn't before a key; halved without a branch that
    /// depends on what is found.
    func firstEntry(from key: EntryKey, among range: Range<Int>) -> Int {
        precondition(range.upperBound <= entryKeys.count, "entries of this book")
        return entryKeys.withUnsafeBufferPointer { keys in
            var first = range.lowerBound
            var count = range.count
            while count > 0 {
                let half = (count + 1) >> 1
                first += keys[first + half - 1] < key ? half : 0
                count -= half
            }
            return first
        }
    }

    /// The last of a key's entries, which stand in the order of their instants, that holds.
    private func dated(_ range: Range<Int>, _ key: EntryKey, at instant: Int64) -> Int? {
        var found: Int?
        for place in range {
            guard entryKeys[place] == key, starts[UInt32(place)] ?? .min <= instant else { break }
            found = place
        }
        return found
    }

    /// Where the entries of a target stand.
    func entryRange(_ target: Int) -> Range<Int> {
        if target < variants.count {
            let first = Int(variants[target].firstEntry)
            return first..<first + Int(variants[target].entryCount)
        }
        let broad = target - variants.count
        return Int(broadStarts[broad])..<Int(broadStarts[broad + 1])
    }

    /// From how many of the entry's unit on a break holds.
    func minimum(_ entry: EntryRecord, _ place: Int) -> Int64 {
        if entry.isSimple { return 1 }
        return entry.isCompact
            ? minimums[Int(entry.price) + place] : breaks[Int(entry.firstBreak) + place].minimum
    }

    /// A break of an entry's ladder, by its place.
    func priceBreak(_ entry: EntryRecord, _ place: Int) -> BreakRecord {
        if entry.isSimple {
            return BreakRecord(
                minimum: 1, amount: entry.price, basisPoints: 0, reference: 0, kind: .fixed)
        }
        if entry.isCompact {
            return BreakRecord(
                minimum: minimums[Int(entry.price) + place],
                amount: Int64(amounts[Int(entry.firstBreak) + place]), basisPoints: 0,
                reference: 0, kind: .fixed)
        }
        return breaks[Int(entry.firstBreak) + place]
    }
}
