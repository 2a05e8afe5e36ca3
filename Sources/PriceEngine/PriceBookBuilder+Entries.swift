import Bedrock

extension PriceBookBuilder {
    /// Adds an entry of a list and, where it prices one, of a variant that were added before.
    ///
    /// An entry for a category that no variant is in has no effect.
    public mutating func add(_ entry: PriceEntryRow) {
        guard let list = listNumbers[entry.list] else { return note(.unknownList, entry.id) }
        let target: EntryTarget
        switch entry.target {
        case .wholeList: target = .wholeList
        case .category(let id):
            guard let number = categoryNumbers[id] else { return }
            target = .category(number)
        case .variant(let id):
            guard let number = number(ofVariant: id) else {
                return note(.unknownVariant, entry.id)
            }
            target = .variant(number)
        }
        guard let unit = unit(of: entry, for: target) else {
            return note(.unknownUnit, entry.id)
        }
        if let kind = defect(ofBreaks: entry.breaks) { return note(kind, entry.id) }
        guard let rule = number(ofRule: entry.rule) else { return note(.invalidRule, entry.id) }
        append(entry, list: list, target: target, unit: unit, rule: rule)
    }

    private mutating func append(
        _ entry: PriceEntryRow, list: UInt32, target: EntryTarget, unit: UInt16, rule: UInt32
    ) {
        var flags: UInt8 = entry.mode == .graduated ? EntryRecord.graduated : 0
        var price: Int64 = 0
        var firstBreak = stagedBreaks.count
        if let only = entry.breaks.first, entry.breaks.count == 1, only.minimumQuantity == 1,
            case .fixed(let amount) = only.price
        {
            flags |= EntryRecord.simple
            price = amount
        } else {
            let ladder =
                isAscending(entry.breaks)
                ? entry.breaks : entry.breaks.sorted { $0.minimumQuantity < $1.minimumQuantity }
            let firstAmount = stagedAmounts.count
            if appendCompact(ladder) {
                flags |= EntryRecord.compact
                price = shape(of: ladder)
                firstBreak = firstAmount
            } else {
                for step in ladder { stagedBreaks.append(record(of: step)) }
            }
        }
        if let from = entry.validFrom { stagedStarts[staged.count] = from.microseconds }
        if !hasUniqueEntries { stagedIDs.append(entry.id) }
        staged.append(
            StagedEntry(
                key: StagedKey(target, list: list, unit: unit),
                record: EntryRecord(
                    price: price, firstBreak: UInt32(firstBreak),
                    mixGroup: number(ofMix: entry.mixGroup), rule: rule,
                    breakCount: UInt16(entry.breaks.count), flags: flags)))
    }

    private func isAscending(_ breaks: [PriceBreak]) -> Bool {
        var last: Int64 = 0
        for step in breaks {
            if step.minimumQuantity <= last { return false }
            last = step.minimumQuantity
        }
        return true
    }

    /// Keeps the amounts of a ladder of fixed prices in 32 bits; false, with nothing kept, for any
    /// other.
    private mutating func appendCompact(_ ladder: [PriceBreak]) -> Bool {
        let first = stagedAmounts.count
        for step in ladder {
            guard case .fixed(let amount) = step.price, let short = UInt32(exactly: amount) else {
                stagedAmounts.keep(first)
                return false
            }
            stagedAmounts.append(short)
        }
        return true
    }

    /// Where the quantities of a ladder stand; mostly it steps like the one before it.
    private mutating func shape(of ladder: [PriceBreak]) -> Int64 {
        if lastShape.count == ladder.count,
            zip(parts.minimums[lastShape], ladder).allSatisfy({ $0 == $1.minimumQuantity })
        {
            return Int64(lastShape.lowerBound)
        }
        let quantities = ladder.map(\.minimumQuantity)
        let first = shapes[quantities] ?? kept?.shape(of: quantities) ?? parts.minimums.count
        if first == parts.minimums.count { parts.minimums += quantities }
        shapes[quantities] = first
        lastShape = first..<first + quantities.count
        return Int64(first)
    }

    /// The list that a percentage refers to stays a number of adding order until `finish`.
    private func record(of step: PriceBreak) -> BreakRecord {
        switch step.price {
        case .fixed(let amount):
            BreakRecord(
                minimum: step.minimumQuantity, amount: amount, basisPoints: 0, reference: 0,
                kind: .fixed)
        case .percentOff(let list, let basisPoints):
            BreakRecord(
                minimum: step.minimumQuantity, amount: 0, basisPoints: basisPoints,
                reference: listNumbers[list] ?? .max, kind: .percentOff)
        case .costPlus(let basisPoints):
            BreakRecord(
                minimum: step.minimumQuantity, amount: 0, basisPoints: basisPoints,
                reference: 0, kind: .costPlus)
        }
    }

    /// The number of the unit: 0 where it is the variant's base unit by whatever name.
    private func unit(of entry: PriceEntryRow, for target: EntryTarget) -> UInt16? {
        if case .variant(let number) = target { return unit(entry.unit, of: number) }
        guard case .named(let name) = entry.unit else { return 0 }
        // Where no variant has a unit of that name the entry can't ever serve.
        return unitNumbers[name]
    }

    private func defect(ofBreaks breaks: [PriceBreak]) -> BookDefect.Kind? {
        if breaks.isEmpty { return .noBreaks }
        if breaks.count > PricingLimits.breaksPerEntry { return .limitExceeded }
        for step in breaks {
            if step.minimumQuantity < 1 { return .invalidBreak }
            switch step.price {
            case .fixed(let amount): if amount < 0 { return .invalidPrice }
            case .percentOff(_, let points): if points > 10_000 { return .invalidPrice }
            case .costPlus(let points): if points < -10_000 { return .invalidPrice }
            }
        }
        if isAscending(breaks) { return nil }
        return Set(breaks.map(\.minimumQuantity)).count < breaks.count ? .invalidBreak : nil
    }

    /// 0 for no rule; nil for one that nothing could satisfy.
    private mutating func number(ofRule rule: QuantityRule?) -> UInt32? {
        guard let rule else { return 0 }
        let minimum = rule.minimum ?? 0
        let maximum = rule.maximum ?? 0
        let multiple = rule.multiple ?? 0
        guard rule.minimum.map({ $0 >= 1 }) ?? true, rule.maximum.map({ $0 >= 1 }) ?? true,
            rule.multiple.map({ $0 >= 1 }) ?? true, maximum == 0 || minimum <= maximum
        else { return nil }
        if minimum <= 1 && maximum == 0 && multiple <= 1 { return 0 }
        return number(of: RuleRecord(minimum: minimum, maximum: maximum, multiple: multiple))
    }
}
