public import Bedrock

extension PriceBookBuilder {
    /// Begins the book that follows another: with its variants, promotions and levies, and with its
    /// entries but for those that are taken out. Lists are added anew, all of them.
    ///
    /// What it makes prices as a book would that was made of all rows anew.
    public init(
        revising book: PriceBook, version: Int64, zone: ZoneOffsets = .utc, place: String = ""
    ) {
        self.init(
            version: version, mode: book.mode, strategy: book.strategy, zone: zone, place: place,
            hasUniqueEntries: true)
        take(over: book)
        kept?.keepsVariants = true
        categoryNumbers = book.categoryNumbers
        unitNumbers = book.unitNumbers
        parts.unitNames = book.unitNames
        parts.variants = book.variants
        parts.table = book.table
        parts.costs = book.costs
        parts.packs = book.packs
        parts.categories = book.categories
        parts.promotions = book.promotions
        parts.promotions.zone = zone
        parts.levies = book.levies
        parts.levies.place = place
    }

    /// Takes the entries of another book over, for those variants that are added from now on and
    /// have the units they had there. Those of other variants, of categories and of whole lists
    /// aren't taken over: they are added as rows.
    ///
    /// - Parameter lists: whose entries aren't taken over either.
    public mutating func keepEntries(of book: PriceBook, except lists: [UUIDBytes] = []) {
        take(over: book)
        kept?.dropped = Set(lists)
    }

    private mutating func take(over book: PriceBook) {
        kept = KeptEntries(book)
        mixNumbers = book.mixNumbers
        parts.rules = book.rules
        for (index, rule) in book.rules.enumerated() { ruleNumbers[rule] = UInt32(index + 1) }
        parts.minimums = book.minimums
    }

    /// The variants that were added and whose entries weren't taken over.
    public var variantsToRead: [UUIDBytes] { kept?.unknown ?? [] }

    /// Takes one entry out, the ladder that waits on it too; it may be added again.
    public mutating func remove(list: UUIDBytes, variant: UUIDBytes, unit: SaleUnit) {
        guard let list = listNumbers[list], let number = number(ofVariant: variant),
            let unit = self.unit(unit, of: number)
        else { return }
        kept?.replaced[Int(number), default: []].append((list: list, unit: unit))
    }

    /// Takes out every entry that is for more than one variant.
    public mutating func removeBroadEntries() {
        kept?.keepsBroad = false
    }

    /// Takes out what was wrong with an entry that had that id.
    public mutating func removeDefects(of id: UUIDBytes) {
        kept?.removed.insert(id)
    }

    func number(ofVariant id: UUIDBytes) -> UInt32? {
        guard let table = parts.table else { return variantNumbers[id] }
        return table.index(of: id, in: parts.variants).map(UInt32.init)
    }

    /// The number of a variant's unit: 0 for its base unit by whatever name, nil for none of its.
    func unit(_ unit: SaleUnit, of variant: UInt32) -> UInt16? {
        guard case .named(let name) = unit else { return 0 }
        let record = parts.variants[Int(variant)]
        let number = unitNumbers[name]
        if number == record.baseName { return 0 }
        let first = Int(record.firstPack)
        let packs = parts.packs[first..<first + Int(record.packCount)]
        return packs.first { $0.name == number }?.name
    }
}

/// The entries of a book that go on in the next.
struct KeptEntries {
    let book: PriceBook
    /// Whether the variants are the same, in the same order.
    var keepsVariants = false
    var keepsBroad = true
    /// Of variants added anew: 1 + the number they had, 0 where their entries aren't kept.
    private(set) var sources: [UInt32] = []
    private(set) var unknown: [UUIDBytes] = []
    /// What is taken out of a variant's entries.
    var replaced: [Int: [(list: UInt32, unit: UInt16)]] = [:]
    /// Rows whose defects are taken out, and lists whose entries are.
    var removed: Set<UUIDBytes> = []
    var dropped: Set<UUIDBytes> = []

    /// Longer ones aren't searched for a ladder's quantities.
    private static let longestSearch = 4_096
    private static let kindsOfEntries: Set<BookDefect.Kind> = [
        .unknownList, .unknownVariant, .unknownUnit, .noBreaks, .invalidBreak, .invalidPrice,
        .invalidRule, .duplicateEntry,
    ]

    init(_ book: PriceBook) { self.book = book }

    /// Defects of rows that weren't looked at again.
    var defects: [BookDefect] {
        book.defects.filter { defect in
            if removed.contains(defect.id) { return false }
            if keepsVariants { return true }
            return KeptEntries.kindsOfEntries.contains(defect.kind)
                && book.table.index(of: defect.id, in: book.variants) == nil
        }
    }

    /// A variant is added: whether it is in the same units as it was.
    mutating func note(_ variant: VariantRow, in number: Int) {
        var source: UInt32 = 0
        if let old = book.table.index(of: variant.id, in: book.variants), hasUnits(variant, old) {
            source = UInt32(old + 1)
        } else {
            unknown.append(variant.id)
        }
        sources.append(source)
    }

    private func hasUnits(_ variant: VariantRow, _ number: Int) -> Bool {
        let record = book.variants[number]
        guard book.unitNames[Int(record.baseName)] == variant.baseUnit,
            Int(record.packCount) == variant.packs.count
        else { return false }
        let first = Int(record.firstPack)
        return book.packs[first..<first + variant.packs.count].allSatisfy { pack in
            variant.packs.contains { $0.name == book.unitNames[Int(pack.name)] }
        }
    }

    /// Where the book's ladders have those quantities already.
    func shape(of quantities: [Int64]) -> Int? {
        let minimums = book.minimums
        guard minimums.count <= KeptEntries.longestSearch, minimums.count >= quantities.count
        else { return nil }
        return (0...minimums.count - quantities.count).first { start in
            minimums[start..<start + quantities.count].elementsEqual(quantities)
        }
    }

    /// The same, once the numbers of lists and units are known.
    func resolve(
        _ listNumbers: [UUIDBytes: UInt32], _ ranks: [UInt32], _ unitNumbers: [String: UInt16]
    ) -> ResolvedEntries {
        ResolvedEntries(
            kept: self,
            lists: book.lists.map { list in
                guard let number = listNumbers[list.id], !dropped.contains(list.id) else {
                    return .max
                }
                return ranks[Int(number)]
            },
            units: book.unitNames.enumerated().map { index, name in
                index == 0 ? 0 : unitNumbers[name] ?? .max
            },
            replaced: replaced.mapValues { keys in
                keys.map { EntryKey(list: ranks[Int($0.list)], unit: $0.unit) }
            })
    }
}

/// Kept entries as they stand in the book that is laid out.
struct ResolvedEntries {
    let kept: KeptEntries
    /// By their number in the book that they come from; the greatest for those that are gone.
    let lists: [UInt32]
    let units: [UInt16]
    let replaced: [Int: [EntryKey]]

    var book: PriceBook { kept.book }

    /// Adds what is kept of a target's entries.
    func add(_ target: Int, to slots: inout [Slot]) {
        let source: Int
        if kept.keepsVariants {
            if target >= book.variants.count, !kept.keepsBroad { return }
            source = target
        } else {
            guard target < kept.sources.count, kept.sources[target] > 0 else { return }
            source = Int(kept.sources[target]) - 1
        }
        let gone = replaced.isEmpty ? nil : replaced[target]
        for place in book.entryRange(source) {
            let old = book.entryKeys[place]
            let list = lists[Int(old.list)]
            let unit = units[old.unit]
            if list == .max || unit == .max { continue }
            let key = EntryKey(list: list, unit: unit)
            if let gone, gone.contains(where: { $0 == key }) { continue }
            slots.append(Slot(key: key, from: book.start(of: place), index: ~place))
        }
    }
}

extension PriceBook {
    /// From when on an entry holds; the least for always.
    func start(of place: Int) -> Int64 {
        entries[place].isDated ? starts[UInt32(place)] ?? .min : .min
    }
}
