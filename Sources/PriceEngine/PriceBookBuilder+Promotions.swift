import Bedrock

extension PriceBookBuilder {
    /// Adds a promotion; of two with one id the first stands.
    ///
    /// What it names that the seller doesn't have is matched by nothing.
    public mutating func add(_ promotion: PromotionRow) {
        guard promotionRows.count < PricingLimits.promotions else {
            return note(.limitExceeded, promotion.id)
        }
        guard !promotionNumbers.contains(promotion.id) else {
            return note(.duplicatePromotion, promotion.id)
        }
        guard promotion.isPossible else { return note(.invalidPromotion, promotion.id) }
        promotionNumbers.insert(promotion.id)
        promotionRows.append(promotion)
    }

    /// Ranks the promotions and tells each variant which of them want it.
    mutating func indexPromotions() {
        guard parts.strategy != .wholesaleTiers, !promotionRows.isEmpty else { return }
        let order = Dictionary(zip(lanes, lanes.indices)) { first, _ in first }
        let others = Set(promotionRows.map(\.lane)).filter { order[$0] == nil }.sorted()
        let later = Dictionary(uniqueKeysWithValues: zip(others, lanes.count...))
        let records = promotionRows.map { row in
            PromotionRecord(
                row, lane: order[row.lane] ?? later[row.lane] ?? 0, unit: countedUnit(row))
        }
        var index = PromotionIndex()
        index.promotions = records.sorted(by: PriceBookBuilder.comesFirst)
        for (number, record) in index.promotions.enumerated() {
            if record.matchesEverything || record.givesEverything { index.general.append(number) }
            for code in Set(record.row.conditions.coupons) {
                index.coupons[code, default: []].append(number)
            }
            if record.row.conditions.hasStoredCodes { index.stored[record.row.id] = number }
        }
        index.zone = zone
        index.hasHours = index.promotions.contains { $0.row.conditions.hours != nil }
        index.countsUses = index.promotions.contains {
            $0.row.limits.total != nil || $0.row.limits.perCompany != nil
                || $0.row.conditions.firstOrderOnly
        }
        parts.promotions = index
        var wanted = WantedItems(index.promotions, categoryNumbers)
        for number in parts.variants.indices {
            let first = Int(parts.variants[number].firstCategory)
            let path = parts.categories[
                first..<first + Int(parts.variants[number].categoryCount)]
            parts.variants[number].promotionSet = wanted.set(
                parts.variants[number].id, path: path, brand: brands[number], tags: tags[number])
        }
        parts.promotions.setStarts = wanted.starts
        parts.promotions.setItems = wanted.items
    }

    /// The number of the pack it counts; `UInt16.max` for one that no variant has.
    ///
    /// The name of a base unit counts as that name: a line's unit is compared when it is priced.
    private func countedUnit(_ row: PromotionRow) -> UInt16 {
        guard case .named(let name) = row.unit else { return 0 }
        return unitNumbers[name] ?? .max
    }

    private static func comesFirst(_ a: PromotionRecord, _ b: PromotionRecord) -> Bool {
        let (stage, other) = (a.row.stage.place, b.row.stage.place)
        if stage != other { return stage < other }
        if a.lane != b.lane { return a.lane < b.lane }
        if a.row.priority != b.row.priority { return a.row.priority > b.row.priority }
        return a.row.id < b.row.id
    }
}

/// Which selections name a variant, and the sets of them met so far.
private struct WantedItems {
    var starts: [UInt32] = [0, 0]
    var items: [UInt32] = []
    private var numbers: [[UInt32]: UInt32] = [[]: 0]
    private var byVariant: [UUIDBytes: [UInt32]] = [:]
    private var byCategory: [UInt32: [UInt32]] = [:]
    private var byBrand: [UUIDBytes: [UInt32]] = [:]
    private var byTag: [String: [UInt32]] = [:]
    /// How many kinds each selection names.
    private var kinds: [Int]

    init(_ promotions: [PromotionRecord], _ categories: [UUIDBytes: UInt32]) {
        kinds = []
        for (number, record) in promotions.enumerated() {
            add(record.row.conditions.items, UInt32(2 * number), categories)
            let other = record.row.otherItems ?? ItemSelection()
            add(other, UInt32(2 * number + 1), categories)
        }
    }

    private mutating func add(
        _ items: ItemSelection, _ selection: UInt32, _ categories: [UUIDBytes: UInt32]
    ) {
        let named = [
            items.variants.isEmpty, items.categories.isEmpty, items.brands.isEmpty,
            items.tags.isEmpty,
        ]
        kinds.append(named.count { !$0 })
        for id in Set(items.variants) { byVariant[id, default: []].append(selection) }
        for id in Set(items.categories) {
            if let number = categories[id] { byCategory[number, default: []].append(selection) }
        }
        for id in Set(items.brands) { byBrand[id, default: []].append(selection) }
        for tag in Set(items.tags) { byTag[tag, default: []].append(selection) }
    }

    /// The number of the set of selections that name a variant.
    mutating func set(
        _ variant: UUIDBytes, path: ArraySlice<UInt32>, brand: UUIDBytes?, tags: [String]
    ) -> UInt32 {
        var hits = byVariant[variant] ?? []
        if !byCategory.isEmpty { addOnce(path.compactMap { byCategory[$0] }, to: &hits) }
        if let brand, let named = byBrand[brand] { hits += named }
        if !byTag.isEmpty { addOnce(tags.compactMap { byTag[$0] }, to: &hits) }
        if hits.isEmpty { return 0 }
        hits.sort()
        // A selection stands as often as kinds of it were met: all of them must be.
        var matched: [UInt32] = []
        var start = 0
        while start < hits.count {
            var end = start
            while end < hits.count && hits[end] == hits[start] { end += 1 }
            if end - start == kinds[Int(hits[start])] { matched.append(hits[start]) }
            start = end
        }
        if let known = numbers[matched] { return known }
        let number = UInt32(starts.count - 1)
        numbers[matched] = number
        items += matched
        starts.append(UInt32(items.count))
        return number
    }

    /// Adds what any of several of one kind names, each once.
    private func addOnce(_ named: [[UInt32]], to hits: inout [UInt32]) {
        let start = hits.count
        for selections in named {
            for selection in selections where !hits[start...].contains(selection) {
                hits.append(selection)
            }
        }
    }
}

extension PromotionStage {
    var place: Int {
        switch self {
        case .line: 0
        case .order: 1
        case .shipping: 2
        }
    }
}

extension PromotionRow {
    /// What else it gives, where that is looked for among other things.
    var otherItems: ItemSelection? {
        if case .buyGet(let terms) = benefit, case .other(let items) = terms.pool {
            return items
        }
        return nil
    }

    /// Whether its parts belong together and its numbers are possible.
    public var isPossible: Bool {
        var usesMoney = false
        switch threshold {
        case .quantity(let least): if least < 1 { return false }
        case .amount(let least):
            if least < 1 { return false }
            usesMoney = true
        case nil: break
        }
        switch benefit {
        case .percentOff(let points):
            if stage == .shipping || !(1...10_000).contains(points) { return false }
        case .amountOff(let amount):
            if stage == .shipping || amount < 1 { return false }
            usesMoney = true
        case .fixedPrice(let amount):
            if stage != .line || amount < 0 { return false }
            usesMoney = true
        case .buyGet(let terms):
            let isPossible =
                1...PricingLimits.promotionQuantity ~= terms.buy
                && 1...PricingLimits.promotionQuantity ~= terms.get
                && 1...10_000 ~= terms.basisPointsOff
            if stage != .line || !isPossible { return false }
        case .bundle(let quantity, let amount):
            if stage != .line || quantity < 1 || amount < 0 { return false }
            usesMoney = true
        case .freeShipping: if stage != .shipping { return false }
        }
        let caps = [limits.perOrder, limits.perCompany, limits.total]
        return (!usesMoney || currency != nil) && caps.allSatisfy { $0.map { $0 >= 1 } ?? true }
    }
}
