import Bedrock
import PriceEngine

/// A question to one list: this line, by way of these lists, and how much of it is hypothetical.
struct Ask {
    var line: RequestedLine
    var extra: Int64
    var chain: [UUIDBytes]
}

/// An entry that could price a line, and in what its ladder counts.
struct Serving {
    let entry: PriceEntryRow
    /// What the ladder counts in: the entry's unit, or base units for a share of a pack.
    let perAsked: Int64
    let perEntryUnit: Int64
    /// Base units in one of what the ladder counts.
    let baseUnits: Int64
    let isShare: Bool
    /// The entry's unit by name, empty for base.
    let unitName: String

    func threshold(_ step: PriceBreak) -> Int64 {
        step.minimumQuantity == 1 ? 1 : step.minimumQuantity * perEntryUnit
    }

    func reached(_ counted: Int64) -> PriceBreak? {
        entry.ladder.last { threshold($0) <= counted }
    }
}

/// A list's answer.
struct OracleOffer {
    let serving: Serving
    let reached: PriceBreak
    let counted: Int64
    let amount: Ratio
}

extension PriceEntryRow {
    var ladder: [PriceBreak] { breaks.sorted { $0.minimumQuantity < $1.minimumQuantity } }
}

extension Oracle {
    func size(of unit: SaleUnit, in variant: VariantRow) -> Int64? {
        guard case .named(let name) = unit, name != variant.baseUnit else { return 1 }
        return variant.packs.first { $0.name == name }?.size
    }

    /// The entries of a list for a line, the best first.
    func servings(of list: PriceListRow, _ line: RequestedLine) -> [Serving] {
        guard let variant = rows.variants.first(where: { $0.id == line.variant }),
            let asked = size(of: line.unit, in: variant)
        else { return [] }
        var askedName = ""
        if case .named(let name) = line.unit, name != variant.baseUnit { askedName = name }
        let packs = variant.packs.sorted { ($0.size, $0.name) < ($1.size, $1.name) }
        var found: [Serving] = []
        for name in [askedName] + (askedName == "" ? [] : [""]) {
            for entry in inOrder(list, variant, unit: name) {
                let isAsked = name == askedName
                found.append(
                    Serving(
                        entry: entry, perAsked: isAsked ? 1 : asked, perEntryUnit: 1,
                        baseUnits: isAsked ? asked : 1, isShare: false, unitName: name))
            }
        }
        guard list.casePriceServesBottles else { return found }
        for pack in packs where pack.name != askedName {
            for entry in inOrder(list, variant, unit: pack.name) {
                found.append(
                    Serving(
                        entry: entry, perAsked: asked, perEntryUnit: pack.size, baseUnits: 1,
                        isShare: true, unitName: pack.name))
            }
        }
        return found
    }

    /// The entries in a unit: the variant's own, its categories' from the deepest, the list's.
    private func inOrder(
        _ list: PriceListRow, _ variant: VariantRow, unit: String
    ) -> [PriceEntryRow] {
        let targets =
            [PriceTarget.variant(variant.id)]
            + variant.categoryPath.reversed().map { PriceTarget.category($0) }
            + [.wholeList]
        let units: [SaleUnit] =
            unit == "" ? [.base, .named(variant.baseUnit)] : [.named(unit)]
        return targets.flatMap { target in
            let found = units.compactMap { unit in
                rows.entries.filter {
                    $0.list == list.id && $0.target == target && $0.unit == unit
                }.min { $0.id < $1.id }
            }
            // Of a variant the two names of its base unit are one.
            guard case .variant = target else { return found }
            return found.min { $0.id < $1.id }.map { [$0] } ?? []
        }
    }

    // MARK: What the breaks count

    func counted(_ serving: Serving, _ ask: Ask) -> Int64 {
        guard let group = serving.entry.mixGroup, !serving.isShare else {
            return ask.line.quantity * serving.perAsked
        }
        let list = rows.lists.first { $0.id == serving.entry.list }!
        let sum = request.lines.reduce(0 as Int64) { sum, line in
            sum + share(of: line, in: group, serving.unitName, list)
        }
        return sum + ask.extra * serving.perAsked
    }

    /// What a line adds to a group: if an entry of the group could price it before one without a
    /// group does.
    private func share(
        of line: RequestedLine, in group: UUIDBytes, _ unitName: String, _ list: PriceListRow
    ) -> Int64 {
        guard line.quantity >= 1 else { return 0 }
        for serving in servings(of: list, line) {
            let own = line.quantity * serving.perAsked
            if serving.entry.mixGroup == nil || serving.isShare {
                if serving.reached(own) != nil { return 0 }
            } else if serving.entry.mixGroup == group && serving.unitName == unitName {
                return own
            }
        }
        return 0
    }

    // MARK: What a list charges

    /// The first entry that covers the line with a price.
    func offer(of list: PriceListRow, _ ask: Ask) -> OracleOffer? {
        var ask = ask
        ask.chain.append(list.id)
        for serving in servings(of: list, ask.line) {
            let counted = counted(serving, ask)
            guard let reached = serving.reached(counted),
                let amount = amount(serving, ask, counted: counted)
            else { continue }
            return OracleOffer(
                serving: serving, reached: reached, counted: counted, amount: amount)
        }
        return nil
    }

    private func amount(_ serving: Serving, _ ask: Ask, counted: Int64) -> Ratio? {
        let own = Int128(ask.line.quantity) * Int128(serving.perAsked)
        if serving.entry.mode == .volume {
            let price = unitPrice(serving.reached(counted)!, serving, ask)
            return price?.times(Ratio(own))
        }
        var sum = Ratio(0)
        for (step, units) in slices(serving, counted) {
            guard let price = unitPrice(step, serving, ask) else { return nil }
            sum = sum.plus(price.times(Ratio(Int128(units))))
        }
        return sum.times(Ratio(own, Int128(counted)))
    }

    /// How many units take each break: small numbers are counted one by one.
    private func slices(_ serving: Serving, _ counted: Int64) -> [(PriceBreak, Int64)] {
        let ladder = serving.entry.ladder
        var units = [Int64](repeating: 0, count: ladder.count)
        if counted <= 500 {
            for unit in 1...counted {
                units[ladder.lastIndex { serving.threshold($0) <= unit } ?? 0] += 1
            }
        } else {
            for place in ladder.indices {
                let from = place == 0 ? 1 : serving.threshold(ladder[place])
                let isLast = place == ladder.count - 1
                let to = isLast ? counted : serving.threshold(ladder[place + 1]) - 1
                units[place] = max(0, min(to, counted) - from + 1)
            }
        }
        return zip(ladder, units).filter { $0.1 > 0 }
    }

    /// The price of one of what the ladder counts.
    private func unitPrice(_ step: PriceBreak, _ serving: Serving, _ ask: Ask) -> Ratio? {
        switch step.price {
        case .fixed(let amount): return Ratio(Int128(amount), Int128(serving.perEntryUnit))
        case .costPlus(let points):
            let variant = rows.variants.first { $0.id == ask.line.variant }
            guard let cost = variant?.cost, cost.currency == request.currency else { return nil }
            return Ratio(Int128(cost.amount) * Int128(serving.baseUnits))
                .times(Ratio(10_000 + Int128(points), 10_000))
        case .percentOff(let id, let points):
            guard !ask.chain.contains(id), ask.chain.count <= 4,
                let list = rows.lists.first(where: { $0.id == id }), holds(list),
                list.currency == request.currency, let other = offer(of: list, ask)
            else { return nil }
            let own = Int128(ask.line.quantity) * Int128(serving.perAsked)
            return other.amount.times(Ratio(10_000 - Int128(points), 10_000 * own))
        }
    }

    /// How many more reach the next break, and what each then costs, by the same entry.
    func next(
        after offer: OracleOffer, in list: PriceListRow, _ line: RequestedLine
    ) -> (add: Int64, unitPrice: Int64)? {
        let serving = offer.serving
        let above = serving.entry.ladder.first {
            $0.minimumQuantity > offer.reached.minimumQuantity
        }
        guard let above else { return nil }
        var add: Int64 = 0
        let missing = serving.threshold(above) - offer.counted
        if missing > 0 { add = (missing + serving.perAsked - 1) / serving.perAsked }
        var more = line
        more.quantity += add
        if let group = serving.entry.mixGroup, !serving.isShare,
            share(of: more, in: group, serving.unitName, list) == 0
        {
            return nil
        }
        let ask = Ask(line: more, extra: add, chain: [list.id])
        guard let then = self.offer(of: list, Ask(line: more, extra: add, chain: [])),
            then.serving.entry.id == serving.entry.id
        else { return nil }
        let price = unitPrice(then.reached, serving, ask)?
            .times(Ratio(Int128(serving.perAsked)))
        return price?.rounded.map { (add, $0) }
    }
}
