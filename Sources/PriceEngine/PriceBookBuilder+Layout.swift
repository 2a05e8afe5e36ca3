import Bedrock

extension PriceBookBuilder {
    /// Lays the entries out by target, then list, then unit, and lets the staged ones go.
    ///
    /// They are put in order by counting those of each target: that takes four bytes an entry
    /// beside the entries themselves, as they came and as they stand.
    mutating func layOut(_ ranks: [UInt32]) {
        let targets = parts.variants.count + categoryNumbers.count + 1
        let (starts, order) = orderByTarget(targets)
        let others = kept?.resolve(listNumbers, ranks, unitNumbers)
        let book = others?.book
        let count = staged.count + (book?.entries.count ?? 0)
        parts.entries.reserveCapacity(count)
        parts.entryKeys.reserveCapacity(count)
        parts.amounts.reserveCapacity(stagedAmounts.count + (book?.amounts.count ?? 0))
        parts.breaks.reserveCapacity(stagedBreaks.count + (book?.breaks.count ?? 0))
        var firsts: [UInt32] = []
        firsts.reserveCapacity(targets + 1)
        var slots: [Slot] = []
        for target in 0..<targets {
            firsts.append(UInt32(parts.entries.count))
            slots.removeAll(keepingCapacity: true)
            others?.add(target, to: &slots)
            for place in starts[target]..<starts[target + 1] {
                let index = Int(order[Int(place)])
                let key = staged[index].key
                slots.append(
                    Slot(
                        key: EntryKey(list: ranks[Int(key.list)], unit: key.unit),
                        from: stagedStarts.isEmpty ? .min : stagedStarts[index] ?? .min,
                        index: index))
            }
            sort(&slots)
            if target >= parts.variants.count {
                for slot in slots { parts.lists[Int(slot.key.list)].hasBroadEntries = true }
            }
            place(slots, ranks, others)
        }
        firsts.append(UInt32(parts.entries.count))
        for variant in parts.variants.indices {
            parts.variants[variant].firstEntry = firsts[variant]
            parts.variants[variant].entryCount = firsts[variant + 1] - firsts[variant]
        }
        parts.broadStarts = Array(firsts[parts.variants.count...])
        staged = Chunks()
        stagedIDs = Chunks()
        stagedAmounts = Chunks()
        stagedBreaks = []
    }

    /// The staged entries by target, each target's in the order of adding, and where each starts.
    private func orderByTarget(_ targets: Int) -> (starts: [UInt32], order: [UInt32]) {
        let (variants, categories) = (parts.variants.count, categoryNumbers.count)
        func target(_ index: Int) -> Int {
            staged[index].key.target(variants: variants, categories: categories)
        }
        var starts = [UInt32](repeating: 0, count: targets + 1)
        for index in 0..<staged.count { starts[target(index) + 1] += 1 }
        for number in 1..<starts.count { starts[number] += starts[number - 1] }
        var next = starts
        var order = [UInt32](repeating: 0, count: staged.count)
        for index in 0..<staged.count {
            let number = target(index)
            order[Int(next[number])] = UInt32(index)
            next[number] += 1
        }
        return (starts, order)
    }

    /// By key, then by instant, then by id, or by adding where ids aren't kept.
    private func sort(_ slots: inout [Slot]) {
        func precedes(_ a: Slot, _ b: Slot) -> Bool {
            if a.key != b.key { return a.key < b.key }
            if a.from != b.from { return a.from < b.from }
            return hasUniqueEntries
                ? a.index < b.index : stagedIDs[a.index] < stagedIDs[b.index]
        }
        for place in slots.indices.dropFirst() where precedes(slots[place], slots[place - 1]) {
            return slots.sort(by: precedes)
        }
    }

    /// Puts the entries of one target where they will stand; of two for the same the first stays.
    private mutating func place(_ slots: [Slot], _ ranks: [UInt32], _ kept: ResolvedEntries?) {
        var last: Slot?
        for slot in slots {
            let isOther = last?.key != slot.key
            if !isOther, last?.from == slot.from {
                note(
                    .duplicateEntry,
                    hasUniqueEntries ? UUIDBytes(high: 0, low: 0) : stagedIDs[slot.index])
                continue
            }
            let record =
                slot.index < 0 ? kept?.book.entries[~slot.index] : staged[slot.index].record
            guard let record else { continue }
            // The first of a key says whether there is anything to look for by the instant.
            var flags = record.flags & ~EntryRecord.dated
            if slot.from != .min {
                parts.starts[UInt32(parts.entries.count)] = slot.from
                if !isOther { parts.entries[parts.entries.count - 1].flags |= EntryRecord.dated }
                flags |= EntryRecord.dated
            }
            last = slot
            let firstBreak = placeLadder(of: record, slot.index < 0 ? kept : nil, ranks)
            parts.entries.append(
                EntryRecord(
                    price: record.price, firstBreak: UInt32(firstBreak),
                    mixGroup: record.mixGroup, rule: record.rule,
                    breakCount: record.breakCount, flags: flags))
            parts.entryKeys.append(slot.key)
        }
    }

    /// Puts a ladder behind those of the entries before; answers where it starts.
    private mutating func placeLadder(
        of record: EntryRecord, _ kept: ResolvedEntries?, _ ranks: [UInt32]
    ) -> Int {
        let first = Int(record.firstBreak)
        let ladder = first..<first + Int(record.breakCount)
        if record.isSimple { return 0 }
        if record.isCompact {
            let start = parts.amounts.count
            if let kept {
                parts.amounts += kept.book.amounts[ladder]
            } else {
                for index in ladder { parts.amounts.append(stagedAmounts[index]) }
            }
            return start
        }
        let start = parts.breaks.count
        if let kept {
            for step in kept.book.breaks[ladder] { parts.breaks.append(step.ranked(kept.lists)) }
        } else {
            for step in stagedBreaks[ladder] { parts.breaks.append(step.ranked(ranks)) }
        }
        return start
    }
}

/// Where an entry of a target will stand among the others, and where it is until then.
struct Slot {
    let key: EntryKey
    /// Microseconds; the least for always.
    let from: Int64
    /// Where it is staged, or the complement of where it stands in the book that it is kept from.
    let index: Int
}

extension BreakRecord {
    /// The same with the index of the list that it refers to, in the place of its number.
    func ranked(_ ranks: [UInt32]) -> BreakRecord {
        guard kind == .percentOff, reference != .max else { return self }
        return BreakRecord(
            minimum: minimum, amount: 0, basisPoints: basisPoints,
            reference: ranks[Int(reference)], kind: .percentOff)
    }
}
