import Bedrock

extension PriceBookBuilder {
    /// The book; the builder is used up.
    public consuming func finish() -> PriceBook {
        let ranks = rankLists()
        layOut(ranks)
        if kept?.keepsVariants != true {
            indexPromotions()
            indexLevies()
            let firstCategory = UInt32(parts.variants.count)
            parts.categories = parts.categories.map { $0 + firstCategory }
        }
        parts.categoryNumbers = categoryNumbers
        parts.mixNumbers = mixNumbers
        if let kept { parts.defects += kept.defects }
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
}
