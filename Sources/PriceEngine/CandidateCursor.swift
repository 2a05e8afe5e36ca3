import Bedrock

/// A line whose variant and unit were found in the book.
struct ResolvedLine: Sendable {
    let variant: Int
    /// A name of a unit, or 0 for the base unit.
    let unit: UInt16
    /// Base units in one of the asked unit.
    let size: Int64
    /// In the asked unit, and in base units.
    let quantity: Int64
    let base: Int64
    /// When it is priced, in microseconds.
    let instant: Int64

    /// The same line, if so many more of its unit were asked for; nil beyond 64 bits.
    func adding(_ extra: Int64) -> ResolvedLine? {
        let (quantity, over) = quantity.addingReportingOverflow(extra)
        let (base, overBase) = quantity.multipliedReportingOverflow(by: size)
        if over || overBase { return nil }
        return ResolvedLine(
            variant: variant, unit: unit, size: size, quantity: quantity, base: base,
            instant: instant)
    }
}

/// An entry of a list that could price a line, and how its unit serves the asked one.
///
/// Its ladder counts in *counting units*: the entry's unit, save where a pack serves base units.
struct Candidate: Sendable {
    enum Serving: UInt8 {
        case asAsked
        case asBaseUnits
        case shareOfPack
    }

    let entry: Int
    let serving: Serving
    let scope: LadderChoice.Scope
    let unit: UInt16
    /// Base units in the entry's unit.
    let size: Int64

    /// How many counting units make one of the entry's: above 1 for a share of a pack.
    var scale: Int64 { serving == .shareOfPack ? size : 1 }

    /// Counting units in one of the asked unit.
    func factor(_ line: ResolvedLine) -> Int64 { serving == .asAsked ? 1 : line.size }

    /// The line's quantity in counting units.
    func measure(_ line: ResolvedLine) -> Int64 {
        serving == .asAsked ? line.quantity : line.base
    }
}

/// Walks the entries of one list that could price a line, the best first.
///
/// By unit: the asked one, the base unit, then packs where the list lets them serve, the smaller
/// first. Within a unit: the variant's entry, its categories' from the deepest, the whole list's.
struct CandidateCursor {
    private let list: UInt32
    private let targetCount: Int
    private let unitCount: Int
    /// The list's entries for the variant itself, and what comes after them.
    private let own: Range<Int>
    private var unitStep = 0
    private var targetStep = 0

    fileprivate init(
        list: UInt32, own: Range<Int>, _ traits: ListTraits, _ variant: VariantRecord,
        _ line: ResolvedLine
    ) {
        self.list = list
        self.own = own
        // Each target twice: broad entries may call the base unit by its name.
        targetCount = traits.hasBroadEntries ? 2 * (Int(variant.categoryCount) + 2) : 1
        unitCount =
            traits.packServesBase ? 2 + Int(variant.packCount) : line.unit == 0 ? 1 : 2
    }

    mutating func next(_ book: PriceBook, _ line: ResolvedLine) -> Candidate? {
        while unitStep < unitCount {
            if let unit = currentUnit(book, line) {
                while targetStep < targetCount {
                    let step = targetStep
                    targetStep += 1
                    if let found = lookUp(book, line, unit, step: step) { return found }
                }
            }
            unitStep += 1
            targetStep = 0
        }
        return nil
    }

    private func currentUnit(
        _ book: PriceBook, _ line: ResolvedLine
    ) -> (name: UInt16, size: Int64, serving: Candidate.Serving)? {
        switch unitStep {
        case 0: return (line.unit, line.size, .asAsked)
        case 1: return line.unit == 0 ? nil : (0, 1, .asBaseUnits)
        default:
            let first = Int(book.variants[line.variant].firstPack)
            let pack = book.packs[first + unitStep - 2]
            return pack.name == line.unit ? nil : (pack.name, pack.size, .shareOfPack)
        }
    }

    private func lookUp(
        _ book: PriceBook, _ line: ResolvedLine,
        _ unit: (name: UInt16, size: Int64, serving: Candidate.Serving), step: Int
    ) -> Candidate? {
        let place = step >> 1
        var name = unit.name
        if step & 1 == 1 {
            guard name == 0, place > 0 else { return nil }
            name = book.variants[line.variant].baseName
        }
        let target: Int
        let scope: LadderChoice.Scope
        if place == 0 {
            let key = EntryKey(list: list, unit: name)
            guard let entry = book.entry(key, among: own, at: line.instant) else { return nil }
            return Candidate(
                entry: entry, serving: unit.serving, scope: .variant, unit: unit.name,
                size: unit.size)
        } else if place * 2 + 2 < targetCount {
            let first = Int(book.variants[line.variant].firstCategory)
            target = Int(book.categories[first + place - 1])
            scope = .category
        } else {
            target = book.wholeListTarget
            scope = .wholeList
        }
        guard let entry = book.entry(
            target: target, list: list, unit: name, at: line.instant)
        else { return nil }
        return Candidate(
            entry: entry, serving: unit.serving, scope: scope, unit: unit.name, size: unit.size)
    }
}

extension PriceBook {
    /// The entries of a list that could price a line; nil where it has none that could.
    func candidates(_ list: UInt32, for line: ResolvedLine) -> CandidateCursor? {
        let variant = variants[line.variant]
        let traits = listTraits[Int(list)]
        let range = entryRange(line.variant)
        let first = firstEntry(of: list, among: range)
        guard first != nil || traits.hasBroadEntries else { return nil }
        let own = (first ?? range.upperBound)..<range.upperBound
        return CandidateCursor(list: list, own: own, traits, variant, line)
    }
}
