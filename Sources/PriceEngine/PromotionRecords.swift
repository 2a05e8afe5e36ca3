import Bedrock

/// A promotion in a book. Its index orders promotions by stage, lane, priority and id: within a
/// lane the lesser index wins a tie.
///
/// A class, for it is much to copy and is only read.
final class PromotionRecord: Sendable {
    let row: PromotionRow
    /// The place of its lane in the seller's order.
    let lane: Int
    /// A name of a unit, or 0 for the base unit.
    let unit: UInt16
    let matchesEverything: Bool
    /// The same of what it gives where that is something else; false where it is not.
    let givesEverything: Bool
    /// Whether it gives other things than it matches.
    let givesOther: Bool

    init(_ row: PromotionRow, lane: Int, unit: UInt16) {
        self.row = row
        self.lane = lane
        self.unit = unit
        let other = row.otherItems
        matchesEverything = row.conditions.items.isEverything
        givesEverything = other?.isEverything ?? false
        givesOther = other != nil
    }

    /// Whether it is for this buyer now; where it is not, nobody is told of it.
    func isAddressed(to request: PricingRequest, withCoupon: Bool) -> Bool {
        if let from = row.conditions.validFrom, request.instant < from { return false }
        if let until = row.conditions.validUntil, request.instant >= until { return false }
        if let currency = row.currency, currency != request.currency { return false }
        if row.conditions.takesCode && !withCoupon { return false }
        if !row.conditions.channels.isEmpty {
            guard let channel = request.buyer.channel,
                row.conditions.channels.contains(channel)
            else { return false }
        }
        return row.conditions.assignments.isEmpty
            || row.conditions.assignments.contains { request.buyer.isOne(of: $0) }
    }

    /// What else keeps it from being taken at all.
    func refusal(
        _ request: PricingRequest, minuteOfWeek: Int
    ) -> PromotionRefusal? {
        if let hours = row.conditions.hours, !hours.contains(minuteOfWeek: minuteOfWeek) {
            return .outsideHours
        }
        if row.conditions.firstOrderOnly && !request.isFirstOrder { return .notFirstOrder }
        guard row.limits.total != nil || row.limits.perCompany != nil else { return nil }
        let use = request.uses.first { $0.promotion == row.id }
        if let total = row.limits.total, use?.inTotal ?? 0 >= total { return .exhausted }
        if let most = row.limits.perCompany, use?.byCompany ?? 0 >= most { return .exhausted }
        return nil
    }
}

extension Buyer {
    /// Whether an assignment to that audience is one to this buyer.
    func isOne(of audience: Audience) -> Bool {
        switch audience {
        case .everybody: true
        case .channel(let id): channel == id
        case .role(let name): role == name
        case .group(let id): groups.contains(id)
        case .company(let id): company == id
        }
    }
}

/// Which promotions want which variants, so that a basket asks only those that want its lines.
///
/// A selection is a promotion's, times 2, and one more for what it gives. Variants that the same
/// selections name share a set of them; what wants everything stands apart.
struct PromotionIndex: Sendable {
    /// By stage, lane, priority and id.
    var promotions: [PromotionRecord] = []
    /// Promotions that match or give everything.
    var general: [Int] = []
    /// Selections in each set, ascending; the first set is empty.
    var setStarts: [UInt32] = [0, 0]
    var setItems: [UInt32] = []
    var coupons: [String: [Int]] = [:]
    /// Those that have codes which the book doesn't hold, by id.
    var stored: [UUIDBytes: Int] = [:]
    var zone = ZoneOffsets.utc
    var hasHours = false
    var countsUses = false

    func range(ofSet set: Int) -> Range<Int> { Int(setStarts[set])..<Int(setStarts[set + 1]) }

    var approximateBytes: Int {
        let rows = promotions.reduce(0) { sum, record in
            let conditions = record.row.conditions
            let items = conditions.items
            let ids = items.variants.count + items.categories.count + items.brands.count
            let words = items.tags.count + conditions.coupons.count + conditions.assignments.count
            return sum + MemoryLayout<PromotionRow>.stride + 48 + ids * 16 + words * 64
        }
        return rows + (setStarts.count + setItems.count) * 4 + coupons.count * 80
    }
}
