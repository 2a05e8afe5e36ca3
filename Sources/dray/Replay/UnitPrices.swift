/// What an item costs by the bottle and by the case, in cents.
///
/// The engine prices a case as its bottles where a list has no price for the case, so the price
/// of a case needs saying only where it is another.
struct UnitPrices: Hashable, Sendable {
    /// Nil where only a case price is known that isn't a whole price a bottle.
    let bottle: Int64?
    /// Nil for what isn't sold in cases.
    let `case`: Int64?

    /// Completes what was seen of one day or one store: the other unit follows in proportion.
    init(bottle: Int64?, case seen: Int64?, pack: Int64) {
        guard pack > 1 else {
            self.bottle = bottle
            self.case = nil
            return
        }
        let divided = seen.flatMap { $0 % pack == 0 ? $0 / pack : nil }
        self.bottle = bottle ?? divided
        self.case = seen ?? bottle.map { $0 * pack }
    }

    /// The price in a unit.
    subscript(_ unit: TradeUnit) -> Int64? { unit == .case ? self.case : bottle }

    /// The fewest entries of a price list that say this.
    func entries(pack: Int64) -> [(unit: TradeUnit, amount: Int64)] {
        var entries: [(unit: TradeUnit, amount: Int64)] = []
        if let bottle { entries.append((.bottle, bottle)) }
        if let whole = self.case, bottle.map({ $0 * pack }) != whole {
            entries.append((.case, whole))
        }
        return entries
    }
}

/// A unit the wholesaler sells in.
enum TradeUnit: String, Sendable {
    case bottle, `case`

    /// Whole cases are sold as cases, anything else as bottles.
    static func of(bottles: Int64, pack: Int64) -> (unit: TradeUnit, quantity: Int64) {
        pack > 1 && bottles % pack == 0 ? (.case, bottles / pack) : (.bottle, bottles)
    }
}
