import Bedrock

/// The quantities of mix groups, worked out for a list when it is first asked.
struct MixSums {
    /// A group counts within one list and one unit: cases and bottles never add up.
    struct Key: Hashable {
        let list: UInt32
        let group: UInt32
        let unit: UInt16
    }

    /// Sums beyond 64 bits are known by that.
    var sums: [Key: Int128] = [:]
    var counted: [UInt32] = []
}

extension Candidate {
    /// Whether the ladder counts the entry's mix group; a share of a pack counts only itself, for
    /// loose bottles are not packs.
    func countsInMix(_ entry: EntryRecord) -> Bool {
        entry.mixGroup != 0 && serving != .shareOfPack
    }
}

extension PricingRun {
    /// What the candidate's group counts; nil beyond 64 bits.
    mutating func mixSum(
        _ list: UInt32, _ candidate: Candidate, _ entry: EntryRecord, _ line: ResolvedLine,
        extra: Int64
    ) -> Int64? {
        if !mixes.counted.contains(list) { countMixes(of: list) }
        let key = MixSums.Key(list: list, group: entry.mixGroup, unit: candidate.unit)
        let sum = mixes.sums[key] ?? 0
        return Int64(exactly: sum + Int128(extra) * Int128(candidate.factor(line)))
    }

    /// Counts every line in each group that an entry of the list could price it by: down to the
    /// first entry without a group that covers the line.
    private mutating func countMixes(of list: UInt32) {
        mixes.counted.append(list)
        var met: [MixSums.Key] = []
        for index in together {
            guard let line = drafts[index].line else { continue }
            met.removeAll(keepingCapacity: true)
            guard var cursor = book.candidates(list, for: line) else { continue }
            while let candidate = cursor.next(book, line) {
                let entry = book.entries[candidate.entry]
                let measure = candidate.measure(line)
                guard candidate.countsInMix(entry) else {
                    if book.reached(entry, measure, scale: candidate.scale) != nil { break }
                    continue
                }
                let key = MixSums.Key(
                    list: list, group: entry.mixGroup, unit: candidate.unit)
                if met.contains(key) { continue }
                met.append(key)
                mixes.sums[key, default: 0] += Int128(measure)
            }
        }
    }
}
