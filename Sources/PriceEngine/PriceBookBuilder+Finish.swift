import Bedrock

extension PriceBookBuilder {
    /// The book; the builder is used up.
    public consuming func finish() -> PriceBook {
        let ranks = rankLists()
        sortEntries(ranks)
        parts.breaks = parts.breaks.map { step in
            guard step.kind == .percentOff, step.reference != .max else { return step }
            return BreakRecord(
                minimum: step.minimum, amount: 0, basisPoints: step.basisPoints,
                reference: ranks[Int(step.reference)], kind: .percentOff)
        }
        indexPromotions()
        indexLevies()
        let firstCategory = UInt32(parts.variants.count)
        parts.categories = parts.categories.map { $0 + firstCategory }
        parts.defects.sort { ($0.id, $0.kind.rawValue) < ($1.id, $1.kind.rawValue) }
        return PriceBook(parts)
    }

    /// Orders the lists so that the lesser index wins among equally specific ones.
    ///
    /// - Returns: from the order of adding to that index.
    private mutating func rankLists() -> [UInt32] {
        let rows = listRows
        let order = rows.indices.sorted { a, b in
            rows[a].priority == rows[b].priority
                ? rows[a].id < rows[b].id : rows[a].priority > rows[b].priority
        }
        var ranks = [UInt32](repeating: 0, count: rows.count)
        for (rank, row) in order.enumerated() {
            ranks[row] = UInt32(rank)
            let list = rows[row]
            parts.lists.append(
                ListRecord(
                    id: list.id, name: list.name, currency: list.currency,
                    from: list.validFrom?.microseconds ?? .min,
                    until: list.validUntil?.microseconds ?? .max, priority: list.priority,
                    packServesBase: list.casePriceServesBottles, hasBroadEntries: false,
                    orderMinimum: list.orderMinimum))
            for audience in Set(list.assignments) {
                parts.assigned[audience, default: []].append(UInt32(rank))
            }
        }
        return ranks
    }

    private mutating func sortEntries(_ ranks: [UInt32]) {
        let firstCategory = parts.variants.count
        let wholeList = firstCategory + categoryNumbers.count
        // Target, list and unit in one word: 32, 17 and 14 bits hold every one of them.
        var keys: [(key: UInt64, id: UUIDBytes, index: Int)] = []
        keys.reserveCapacity(unsorted.count)
        for (index, entry) in unsorted.enumerated() {
            let target: Int
            switch entry.target {
            case .variant(let number): target = Int(number)
            case .category(let number): target = firstCategory + Int(number)
            case .wholeList: target = wholeList
            }
            let list = ranks[Int(entry.list)]
            if target >= firstCategory { parts.lists[Int(list)].hasBroadEntries = true }
            let key = UInt64(target) << 31 | UInt64(list) << 14 | UInt64(entry.unit)
            keys.append((key, entry.id, index))
        }
        let rows = unsorted
        keys.sort { a, b in
            if a.key != b.key { return a.key < b.key }
            let (from, other) = (rows[a.index].from, rows[b.index].from)
            return from == other ? a.id < b.id : from < other
        }
        var counts = [UInt32](repeating: 0, count: wholeList + 2)
        var last: (key: UInt64, from: Int64)?
        // Ladders are kept in the order of entries: those of one variant are read together.
        var amounts: [UInt32] = []
        amounts.reserveCapacity(parts.amounts.count)
        parts.entries.reserveCapacity(keys.count)
        parts.entryKeys.reserveCapacity(keys.count)
        for (key, id, index) in keys {
            let entry = rows[index]
            if let last, last.key == key, last.from == entry.from {
                note(.duplicateEntry, id)
                continue
            }
            // The first of a key says whether there is anything to look for by the instant.
            var flags = entry.flags
            if entry.from != .min {
                parts.starts[UInt32(parts.entries.count)] = entry.from
                if last?.key == key {
                    let before = parts.entries.count - 1
                    parts.entries[before].flags |= EntryRecord.dated
                }
                flags |= EntryRecord.dated
            }
            last = (key, entry.from)
            var firstBreak = entry.firstBreak
            if flags & EntryRecord.compact != 0 {
                let first = Int(firstBreak)
                firstBreak = UInt32(amounts.count)
                amounts += parts.amounts[first..<first + Int(entry.breakCount)]
            }
            counts[Int(key >> 31) + 1] += 1
            parts.entries.append(
                EntryRecord(
                    price: entry.price, firstBreak: firstBreak, mixGroup: entry.mixGroup,
                    rule: entry.rule, breakCount: entry.breakCount, flags: flags))
            parts.entryKeys.append(EntryKey(list: ranks[Int(entry.list)], unit: entry.unit))
        }
        parts.amounts = amounts
        for target in 1..<counts.count { counts[target] += counts[target - 1] }
        for variant in parts.variants.indices {
            parts.variants[variant].firstEntry = counts[variant]
            parts.variants[variant].entryCount = counts[variant + 1] - counts[variant]
        }
        parts.broadStarts = Array(counts[firstCategory...])
    }
}
