import Bedrock
import PriceEngine

/// A small seller for examples worked by hand: ids by name, and defaults that are valid.
struct Shop {
    var rows = BookRows()
    var buyer = Buyer(role: "retailer")
    var instant = Instant(microseconds: 1_000)
    var coupons: [String] = []
    var isFirstOrder = false
    var uses: [PromotionUse] = []
    var shipping: Int64?
    var place: String?
    var empties: [(kind: String, count: Int64)] = []
    private var entries = 0

    init(mode: ResolutionMode = .mostSpecific) { rows.mode = mode }

    /// The same id for the same name; names sort as their ids do.
    static func id(_ name: String) -> UUIDBytes {
        var high: UInt64 = 0
        for byte in name.utf8.prefix(8) { high = high << 8 | UInt64(byte) }
        return UUIDBytes(high: high, low: UInt64(name.utf8.count))
    }

    mutating func list(
        _ name: String, to audiences: Audience..., currency: Currency = .usd,
        priority: Int32 = 0, from: Int64? = nil, until: Int64? = nil,
        casePriceServesBottles: Bool = false, orderMinimum: OrderMinimum? = nil
    ) {
        rows.lists.append(
            PriceListRow(
                id: Shop.id(name), name: name, currency: currency,
                validFrom: from.map { Instant(microseconds: $0) },
                validUntil: until.map { Instant(microseconds: $0) }, priority: priority,
                assignments: audiences, casePriceServesBottles: casePriceServesBottles,
                orderMinimum: orderMinimum))
    }

    mutating func variant(
        _ name: String, in path: [String] = [], packs: [PackRow] = [PackRow("case", 12)],
        cost: Int64? = nil, brand: String? = nil, tags: [String] = []
    ) {
        rows.variants.append(
            VariantRow(
                id: Shop.id(name), categoryPath: path.map(Shop.id), packs: packs,
                cost: cost.map { Money($0, .usd) }, brand: brand.map(Shop.id), tags: tags))
    }

    /// Bottles at a price for everybody, in cases of twelve.
    mutating func sell(_ name: String, _ amount: Int64) {
        if rows.lists.isEmpty { list("all", to: .everybody) }
        variant(name)
        price(name, on: "all", amount)
    }

    /// A promotion of bottles that anything counts for, unless `edit` says otherwise.
    mutating func promote(
        _ name: String, _ benefit: PromotionBenefit, of variants: [String] = [],
        _ edit: (inout PromotionRow) -> Void = { _ in }
    ) {
        var row = PromotionRow(id: Shop.id(name), name: name, currency: .usd, benefit: benefit)
        row.conditions.items.variants = variants.map(Shop.id)
        if case .freeShipping = benefit { row.stage = .shipping }
        edit(&row)
        rows.promotions.append(row)
    }

    mutating func price(
        _ target: PriceTarget, on list: String, _ breaks: [PriceBreak], per unit: SaleUnit = .base,
        mix: String? = nil, mode: BreakMode = .volume, rule: QuantityRule? = nil
    ) {
        entries += 1
        rows.entries.append(
            PriceEntryRow(
                id: UUIDBytes(high: 3, low: UInt64(entries)), list: Shop.id(list),
                target: target, unit: unit, mixGroup: mix.map(Shop.id), mode: mode,
                breaks: breaks, rule: rule))
    }

    mutating func price(
        _ variant: String, on list: String, _ amount: Int64, per unit: SaleUnit = .base,
        mix: String? = nil, rule: QuantityRule? = nil
    ) {
        price(
            .variant(Shop.id(variant)), on: list, [PriceBreak(1, .fixed(amount))], per: unit,
            mix: mix, rule: rule)
    }

    mutating func price(
        _ variant: String, on list: String, _ breaks: [PriceBreak], per unit: SaleUnit = .base,
        mix: String? = nil, mode: BreakMode = .volume, rule: QuantityRule? = nil
    ) {
        price(
            .variant(Shop.id(variant)), on: list, breaks, per: unit, mix: mix, mode: mode,
            rule: rule)
    }

    func basket(
        _ lines: [(String, SaleUnit, Int64)], currency: Currency = .usd
    ) -> PricedBasket {
        let requested = lines.map { name, unit, quantity in
            RequestedLine(variant: Shop.id(name), unit: unit, quantity: quantity)
        }
        var request = PricingRequest(
            buyer: buyer, instant: instant, currency: currency, lines: requested)
        request.coupons = coupons
        request.isFirstOrder = isFirstOrder
        request.uses = uses
        request.place = place
        request.empties = empties.map { ReturnedEmpties(kind: Shop.id($0.kind), count: $0.count) }
        request.shipping = shipping.map { Money($0, currency) }
        return rows.compiled().price(request)
    }

    func bottles(_ lines: [(String, Int64)]) -> PricedBasket {
        basket(lines.map { ($0.0, .base, $0.1) })
    }

    func line(
        _ variant: String, _ quantity: Int64, _ unit: SaleUnit = .base,
        currency: Currency = .usd
    ) -> PricedLine {
        basket([(variant, unit, quantity)], currency: currency).lines[0]
    }
}

extension SaleUnit {
    static let cases = SaleUnit.named("case")
}

extension PricedLine {
    var total: Int64? { lineTotal?.amount }
    var each: Int64? { unitPrice?.amount }
    var listName: String? { trace?.list.name }

    /// What a promotion takes off the line; nil where it doesn't hold.
    func saved(by name: String) -> Int64? { step(name).flatMap { $0.isApplied ? $0.saved : nil } }

    func refusal(of name: String) -> PromotionRefusal? { step(name)?.refusal }

    private func step(_ name: String) -> PromotionStep? {
        trace?.promotions.first { $0.name == name }
    }
}

extension PromotionStep {
    var refusal: PromotionRefusal? {
        if case .refused(let why) = outcome { why } else { nil }
    }
}

extension PricedBasket {
    var totals: [Int64?] { lines.map(\.total) }

    func saved(by name: String) -> Int64? {
        promotions.first { $0.name == name }.flatMap { $0.isApplied ? $0.saved : nil }
    }

    func refusal(of name: String) -> PromotionRefusal? {
        promotions.first { $0.name == name }?.refusal
    }
}
